import type { CardContent } from '../../../src/alerts/card-content.js';
import { dispatch } from '../../../src/app/commands/dispatch.js';
import type { Actor } from '../../../src/alerts/actor.js';
import type { IncomingFile } from '../../../src/adapters/teams/incoming-files.js';
import type { CommandPlace, CommandServices } from '../../../src/app/commands/command.js';
import { handleJob, type JobServices } from '../../../src/app/job-handlers.js';
import type { Tenant, TenantId } from '../../../src/tenants/tenant.js';
import { defaultZapPolicy } from '../../../src/zap/policy.js';
import { DocumentZapRecordStore } from '../../../src/zap/record-store.js';
import type { MailboxZapSource, TenantZapSource } from '../../../src/zap/ports.js';
import type { ZapRecord } from '../../../src/zap/records.js';
import type { ZapSighting } from '../../../src/zap/sighting.js';
import { avery } from '../../support/desk.js';
import { noExports } from '../../support/no-exports.js';
import { noSpam } from '../../support/no-spam.js';
import { FakeExchange, noPartners } from '../forwards/fake-exchange.js';
import { FakeSources } from '../zap-detect/fake-sources.js';
import { sighting } from '../zap-detect/fixture.js';
import { CommandDesk, securityChannel } from './commands-desk.js';
import { FakeFinder } from './fake-finder.js';

/** The bot over several tenants, each with ZAP sources of its own, in virtual time. */
export class ZapBench extends CommandDesk {
  readonly records = new DocumentZapRecordStore(this.documents);
  readonly finder = new FakeFinder();
  readonly jobServices: JobServices;
  readonly shown: CardContent[] = [];
  readonly #fakes = new Map<TenantId, FakeSources>();
  readonly #said: CommandServices;

  constructor() {
    super();
    const { clock, services: alerts } = this.desk;
    const mailboxes = this.#mailboxes();
    const { records, finder, documents } = this;
    const policy = defaultZapPolicy;
    const sources = this.#sources();
    const scans = { sources, mailboxes, finder, records, documents, policy, clock };
    const reader = new FakeExchange();
    this.#said = { ...this.services, zap: { finder, mailboxes, records } };
    this.jobServices = {
      scans: { alerts, reader, policy: noPartners, health: this.health },
      zaps: { alerts, scans },
      spam: noSpam(alerts, documents),
      exports: noExports(this.services),
      digest: this.services.digest,
      registry: this.services.registry,
      documents,
      claims: this.claims,
      queue: this.queue,
      showProgress: (_place, card) => {
        this.shown.push(card);
        return Promise.resolve({ kind: 'updated' });
      },
    };
  }

  /** What one tenant's sources say. */
  of({ id }: Pick<Tenant, 'id'>): FakeSources {
    const fake = this.#fakes.get(id) ?? new FakeSources();
    this.#fakes.set(id, fake);
    return fake;
  }

  /** A message that ZAP took from Alice two hours ago, after 47 minutes. */
  taken(change: Partial<ZapSighting> = {}): ZapSighting {
    return sighting({
      receivedAt: this.ago(167),
      zapAt: { kind: 'exact', at: this.ago(120) },
      ...change,
    });
  }

  ago(minutes: number): string {
    return new Date(this.desk.clock.now().getTime() - minutes * 60_000).toISOString();
  }

  async store(record: ZapRecord): Promise<void> {
    await this.records.write(record, undefined);
  }

  /** Does everything in the queue, also what falls due later. */
  async work(): Promise<void> {
    for (let round = 0; round < 5; round++) {
      for (const job of await this.jobs()) await this.desk.done(handleJob(this.jobServices, job));
      await this.desk.clock.advance(3_000);
    }
  }

  override say(
    text: string,
    actor: Actor = avery,
    place: CommandPlace = securityChannel,
    files: readonly IncomingFile[] = [],
  ): Promise<CardContent | undefined> {
    return this.sayEscaped(text.replace(/\s+/g, ' '), text, actor, place, files);
  }

  /** As it comes from Teams: the one line may hold entities where the raw text holds characters. */
  async sayEscaped(
    text: string,
    raw: string,
    actor: Actor = avery,
    place: CommandPlace = securityChannel,
    files: readonly IncomingFile[] = [],
  ): Promise<CardContent | undefined> {
    await this.desk.ready;
    const said = { text, raw, files, actor, place };
    return this.desk.done(dispatch(this.#said, this.readers, said));
  }

  #sources(): readonly TenantZapSource[] {
    return (['zap-report', 'analyzed-emails', 'hunting'] as const).map((name) => {
      const one = (tenantId: TenantId): TenantZapSource => {
        const found = this.of({ id: tenantId })
          .services()
          .sources.find((it) => it.name === name);
        if (found === undefined) throw new Error(name);
        return found;
      };
      return {
        name,
        daysBack: 30,
        probe: (id) => one(id).probe(id),
        read: (id, span) => one(id).read(id, span),
      };
    });
  }

  #mailboxes(): MailboxZapSource {
    const one = (id: TenantId): MailboxZapSource => this.of({ id }).services().mailboxes;
    return {
      probe: (id) => one(id).probe(id),
      people: (id) => one(id).people(id),
      readMailboxes: (id, people, span) => one(id).readMailboxes(id, people, span),
    };
  }
}

/** Everything that a card says, one text per line. */
export function wordsOf(card: CardContent | undefined): string {
  const texts = [
    ...Object.values(card?.data ?? {}),
    ...(card?.rows ?? []).flatMap((row) => Object.values(row)),
  ];
  return texts.map(String).join('\n');
}
