import { ServiceError } from '../../../src/lib/errors.js';
import type {
  DirectoryPerson,
  MailboxZapReading,
  MailboxZapSource,
  MessageContent,
  SightingsReading,
  TenantZapSource,
} from '../../../src/zap/ports.js';
import type { SourcePresence } from '../../../src/tenants/source-presence.js';
import type { TimeSpan } from '../../../src/lib/time-span.js';
import type { ZapSighting, ZapSourceName } from '../../../src/zap/sighting.js';
import { people } from './fixture.js';

export function serviceError(status: number): ServiceError {
  return new ServiceError(
    'refused',
    { service: 'graph', status },
    { retryable: status === 429 || status >= 500 },
  );
}

type TenantSourceName = TenantZapSource['name'];

/** All four sources in memory. Every one is there and has nothing, until a test says otherwise. */
export class FakeSources {
  readonly presence = new Map<ZapSourceName, SourcePresence | Error>();
  readonly readings = new Map<TenantSourceName, SightingsReading | Error>();
  readonly mailboxes = new Map<string, MailboxZapReading>();
  readonly contents = new Map<string, MessageContent | Error>();
  /** The whole mailbox source, or the directory, refuses. */
  mailboxError: Error | undefined;
  directory: readonly DirectoryPerson[] | Error = people;
  daysBack = 30;
  readonly probes: ZapSourceName[] = [];
  readonly reads: { readonly source: ZapSourceName; readonly span: TimeSpan }[] = [];
  readonly mailboxesRead: string[] = [];
  readonly contentAsked: string[] = [];

  have(...names: readonly ZapSourceName[]): this {
    for (const name of ['hunting', 'analyzed-emails', 'zap-report', 'mailbox'] as const) {
      this.presence.set(
        name,
        names.includes(name) ? { kind: 'present' } : { kind: 'absent', why: 'no-licence' },
      );
    }
    return this;
  }

  saw(name: TenantSourceName, ...sightings: readonly ZapSighting[]): this {
    this.readings.set(name, { sightings, truncated: false });
    return this;
  }

  holds(person: DirectoryPerson, ...sightings: readonly ZapSighting[]): this {
    this.mailboxes.set(person.objectId, { kind: 'read', sightings });
    return this;
  }

  services() {
    return {
      // Not best first: nobody may rely on the order here.
      sources: (['zap-report', 'analyzed-emails', 'hunting'] as const).map((name) =>
        this.#tenantSource(name),
      ),
      mailboxes: this.#mailboxSource(),
      finder: {
        content: (
          _: unknown,
          { networkMessageId = '' }: { networkMessageId?: string | undefined },
        ) => {
          this.contentAsked.push(networkMessageId);
          return settled(this.contents.get(networkMessageId));
        },
      },
    };
  }

  #tenantSource(name: TenantSourceName): TenantZapSource {
    return {
      name,
      daysBack: this.daysBack,
      probe: () => this.#probe(name),
      read: (_, span) => {
        this.reads.push({ source: name, span });
        return settled(this.readings.get(name) ?? { sightings: [], truncated: false });
      },
    };
  }

  #mailboxSource(): MailboxZapSource {
    return {
      probe: () => this.#probe('mailbox'),
      people: () => settled(this.directory),
      readMailboxes: (_, asked, span) => {
        this.reads.push({ source: 'mailbox', span });
        if (this.mailboxError !== undefined) return Promise.reject(this.mailboxError);
        this.mailboxesRead.push(...asked.map(({ objectId }) => objectId));
        const nothing: MailboxZapReading = { kind: 'read', sightings: [] };
        return Promise.resolve(
          new Map(asked.map(({ objectId }) => [objectId, this.mailboxes.get(objectId) ?? nothing])),
        );
      },
    };
  }

  #probe(name: ZapSourceName): Promise<SourcePresence> {
    this.probes.push(name);
    return settled(this.presence.get(name) ?? { kind: 'present' });
  }
}

function settled<T>(value: T | Error): Promise<T> {
  return value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
}
