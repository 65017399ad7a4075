import type { Actor } from '../../../src/alerts/actor.js';
import type { CardContent } from '../../../src/alerts/card-content.js';
import type { FileAnswer } from '../../../src/adapters/teams/teams-handlers.js';
import type { CommandPlace } from '../../../src/app/commands/command.js';
import { answerOffer } from '../../../src/app/exports/answer-offer.js';
import { workOnExport } from '../../../src/app/exports/export-job.js';
import type { ExportJobServices } from '../../../src/app/exports/export-services.js';
import { readExport, type StoredExport } from '../../../src/app/exports/export-store.js';
import { forwardFactsJson, type ForwardFacts } from '../../../src/forwards/facts.js';
import { Secret } from '../../../src/lib/secret.js';
import { avery, homeTenant } from '../../support/desk.js';
import { FakeDelivery } from '../../support/fake-delivery.js';
import { noExports } from '../../support/no-exports.js';
import { forward } from '../../support/sample-findings.js';
import { CommandDesk, personalChat } from './commands-desk.js';

export const uploadUrl = 'https://contoso-my.sharepoint.com/upload?tempauth=SECRET';

function forwardFacts(change: Partial<ForwardFacts> = {}): ForwardFacts {
  return {
    mailboxId: 'aaaaaaaa-0000-4000-8000-000000000001',
    userPrincipalName: 'ida@contoso.example',
    primarySmtpAddress: 'ida@contoso.example',
    displayName: 'Ida',
    recipientType: 'UserMailbox',
    forwardingSmtpAddress: 'smtp:x@evil.example',
    forwardingAddress: null,
    keepsCopy: true,
    destinations: [
      {
        address: 'x@evil.example',
        label: 'x@evil.example',
        vector: 'mailbox-smtp',
        placement: 'external',
        dormant: false,
      },
    ],
    outsideCount: 1,
    reasons: ['no-copy'],
    ...change,
  };
}

/** Exports from the command to the file, with Teams and OneDrive faked, in virtual time. */
export class ExportBench extends CommandDesk {
  readonly delivery = new FakeDelivery();
  readonly redrawn: CardContent[] = [];
  readonly jobServices: ExportJobServices;
  #answers = 0;

  constructor(options: ConstructorParameters<typeof CommandDesk>[0] = {}) {
    super(options);
    this.jobServices = {
      ...noExports(this.services, this.delivery),
      redraw: (_place, _message, card) => {
        this.redrawn.push(card);
        return Promise.resolve({ kind: 'updated' });
      },
    };
  }

  /** A forward as it is stored. */
  async found(mailbox: string, change: Partial<ForwardFacts> = {}): Promise<void> {
    const facts = forwardFactsJson(forwardFacts({ primarySmtpAddress: mailbox, ...change }));
    await this.desk.settle([forward(mailbox, 'evil.example', { facts })], { complete: false });
  }

  /** Says it; the id of the export that was written down. */
  async ask(
    text: string,
    actor: Actor = avery,
    place: CommandPlace = personalChat,
  ): Promise<string> {
    await this.jobs();
    await this.say(text, actor, place);
    const job = (await this.jobs()).find(({ kind }) => kind === 'export-file');
    if (job?.kind !== 'export-file') throw new Error('nothing was asked for');
    return job.exportId;
  }

  /** One worker's go at it, whatever the queue says. */
  work(id: string, services: ExportJobServices = this.jobServices): Promise<void> {
    return workOnExport(services, id);
  }

  async offered(text = 'export alerts', actor: Actor = avery): Promise<string> {
    const id = await this.ask(text, actor);
    await this.work(id);
    return id;
  }

  answer(id: string, change: Partial<FileAnswer> = {}): Promise<void> {
    const { documents, queue, alerts, reply } = this.services;
    const { approvers, clock, log } = alerts;
    this.#answers += 1;
    return answerOffer(
      { documents, queue, reply, approvers, clock, log, readers: this.readers },
      {
        answer: { kind: 'accepted', upload: this.place() },
        offerId: id,
        actor: avery,
        place: { ...personalChat, tenantId: homeTenant },
        messageId: 'offer1',
        activityId: `f:${this.#answers}`,
        ...change,
      },
    );
  }

  place(url = uploadUrl): Extract<FileAnswer['answer'], { kind: 'accepted' }>['upload'] {
    return {
      uploadUrl: Secret.of(url),
      contentUrl: 'https://contoso-my.sharepoint.com/x.csv',
      name: 'x (1).csv',
      uniqueId: 'u-1',
      fileType: 'csv',
    };
  }

  async row(id: string): Promise<StoredExport> {
    const held = await readExport(this.documents, id);
    if (held === undefined) throw new Error('no such export');
    return held.row;
  }

  /** Addresses for writing that are still kept. */
  async tickets(): Promise<number> {
    let count = 0;
    for await (const { key } of this.documents.list('export-upload')) count += key === '' ? 0 : 1;
    return count;
  }

  /** What the message that was posted for it says now. */
  said(): string {
    const card = this.redrawn.at(-1);
    return `${String(card?.data['title'])} ${String(card?.data['text'])}`;
  }
}
