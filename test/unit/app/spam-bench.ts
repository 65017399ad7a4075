import type { CardContent } from '../../../src/alerts/card-content.js';
import type { PressAnswer } from '../../../src/alerts/press.js';
import type { CardPress } from '../../../src/adapters/teams/teams-handlers.js';
import { handleJob, type JobServices } from '../../../src/app/job-handlers.js';
import { teamsHandlers } from '../../../src/app/teams-handlers.js';
import type { MailRow } from '../../../src/spam/mail-row.js';
import type { BlockedUser, MailLimit, MailPart, MailSource } from '../../../src/spam/ports.js';
import type { SourcePresence } from '../../../src/tenants/source-presence.js';
import type { Tenant, TenantId } from '../../../src/tenants/tenant.js';
import { avery } from '../../support/desk.js';
import { noExports } from '../../support/no-exports.js';
import { noSpam } from '../../support/no-spam.js';
import { noZap } from '../../support/no-zap.js';
import { FakeExchange, noPartners } from '../forwards/fake-exchange.js';
import { CommandDesk, securityChannel } from './commands-desk.js';

/** What one tenant's source of mail flow says. */
export class FakeMail {
  presence: SourcePresence = { kind: 'present' };
  rows: MailRow[] = [];
  limits: MailLimit[] = [];
  blocked: BlockedUser[] = [];
  domains: readonly string[] | Error = ['contoso.example'];
  /** What the reading fails with after the rows. */
  fails: Error | undefined;
  /** Spans that were asked for. */
  readonly asked: string[] = [];
}

/** The bot over several tenants, each with mail of its own, in virtual time. */
export class SpamBench extends CommandDesk {
  readonly jobServices: JobServices;
  readonly shown: CardContent[] = [];
  readonly #mail = new Map<TenantId, FakeMail>();
  #pressed = 0;

  constructor(options: ConstructorParameters<typeof CommandDesk>[0] = {}) {
    super(options);
    const { documents } = this;
    const { services: alerts, clock } = this.desk;
    const nothing = noSpam(alerts, documents);
    const blocked = {
      probe: () => Promise.resolve({ kind: 'present' as const }),
      list: (id: TenantId) => Promise.resolve(this.of({ id }).blocked),
    };
    this.jobServices = {
      scans: { alerts, reader: new FakeExchange(), policy: noPartners, health: this.health },
      zaps: { alerts, scans: noZap(documents, clock).scans },
      spam: {
        ...nothing,
        scans: {
          ...nothing.scans,
          sources: [this.#source()],
          blocked,
          ownDomains: (id) => {
            const { domains } = this.of({ id });
            return domains instanceof Error ? Promise.reject(domains) : Promise.resolve(domains);
          },
        },
      },
      exports: noExports(this.services),
      digest: this.services.digest,
      registry: this.services.registry,
      ...{ documents, claims: this.claims, queue: this.queue },
      showProgress: (_place, card) => {
        this.shown.push(card);
        return Promise.resolve({ kind: 'updated' });
      },
    };
  }

  of({ id }: Pick<Tenant, 'id'>): FakeMail {
    const mail = this.#mail.get(id) ?? new FakeMail();
    this.#mail.set(id, mail);
    return mail;
  }

  ago(minutes: number): string {
    return new Date(this.desk.clock.now().getTime() - minutes * 60_000).toISOString();
  }

  /** Phish that a person of Contoso got an hour ago, and that was quarantined. */
  row(change: Partial<MailRow> = {}): MailRow {
    return {
      at: this.ago(60),
      count: 1,
      direction: 'inbound',
      verdict: 'phish',
      outcome: 'quarantined',
      sender: 'evil@attacker.example',
      recipient: 'ida@contoso.example',
      ...change,
    };
  }

  /** Does everything in the queue, also what falls due later. */
  async work(): Promise<void> {
    for (let round = 0; round < 5; round++) {
      for (const job of await this.jobs()) await this.desk.done(handleJob(this.jobServices, job));
      await this.desk.clock.advance(3_000);
    }
  }

  /** A press on a view's button, in the place where the report stands unless said otherwise. */
  async view(
    target: Extract<CardPress['target'], { kind: 'spam-view' }>,
    change: Partial<CardPress> = {},
  ): Promise<PressAnswer> {
    const { services: commands, claims, readers } = this;
    this.#pressed += 1;
    const place = change.place ?? securityChannel;
    return this.desk.done(
      teamsHandlers({ commands, claims, readers }).press({
        ...{ verb: 'spam.view', target, inputs: new Map<string, string>(), actor: avery, place },
        conversationId: place.conversationId,
        messageId: 'r1',
        activityId: `v${this.#pressed}`,
        trigger: 'manual',
        serviceUrl: place.serviceUrl,
        ...change,
      }),
    );
  }

  #source(): MailSource {
    return {
      name: 'hunting',
      daysBack: 30,
      probe: (id) => Promise.resolve(this.of({ id }).presence),
      read: (id, { span, mailbox }) => this.#read(this.of({ id }), span, mailbox),
    };
  }

  async *#read(
    mail: FakeMail,
    { from, to }: { readonly from: string; readonly to: string },
    mailbox?: string,
  ): AsyncGenerator<MailPart> {
    mail.asked.push(`${from} ${to}`);
    const within = mail.rows.filter(({ at }) => at >= from && at <= to);
    const rows = within.filter(
      ({ sender, recipient }) => mailbox === undefined || [sender, recipient].includes(mailbox),
    );
    if (rows.length > 0) yield { kind: 'rows', rows };
    for (const limit of mail.limits) yield { kind: 'limit', limit };
    if (mail.fails) throw mail.fails;
    await Promise.resolve();
  }
}
