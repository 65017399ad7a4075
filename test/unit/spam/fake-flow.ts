import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import type { MailRow } from '../../../src/spam/mail-row.js';
import { defaultSpamPolicy } from '../../../src/spam/policy.js';
import type {
  BlockedUser,
  MailPart,
  MailQuestion,
  MailSource,
  MailSourceName,
  OwnUser,
  SignIn,
} from '../../../src/spam/ports.js';
import type { SpamScanServices } from '../../../src/spam/scan-services.js';
import type { SourcePresence } from '../../../src/tenants/source-presence.js';
import type { Tenant, TenantId } from '../../../src/tenants/tenant.js';

export const tenant: Tenant = {
  id: '11111111-0000-4000-8000-000000000001' as TenantId,
  name: 'Contoso Ltd',
};
/** A Friday, noon in UTC. */
export const now = new Date('2026-11-27T12:00:00.000Z');
export const ana = 'ana@contoso.example';
export const zone = 'UTC';

const hourMs = 3_600_000;

/** One delivery from outside, spam in the quarantine two hours ago, but for what is changed. */
export function mail(change: Partial<MailRow> = {}): MailRow {
  return {
    at: hoursAgo(2),
    count: 1,
    direction: 'inbound',
    verdict: 'spam',
    outcome: 'quarantined',
    sender: 'x@evil.example',
    recipient: ana,
    ...change,
  };
}

export function hoursAgo(hours: number): string {
  return new Date(now.getTime() - hours * hourMs).toISOString();
}

/** The same row so often, each to another person. */
export function toMany(count: number, change: Partial<MailRow>, domain = 'out.example'): MailRow[] {
  return Array.from({ length: count }, (_, i) => mail({ recipient: `p${i}@${domain}`, ...change }));
}

/** What a person writes on working days: wanted mail in office hours, `perDay` each, up to `days` days ago. */
export function usualMail(sender: string, days = 20, perDay = 10): MailRow[] {
  return Array.from({ length: days }, (_, day) =>
    [9, 11, 14, 16].map((hour) =>
      mail({
        at: `${new Date(now.getTime() - (day + 1) * 24 * hourMs).toISOString().slice(0, 10)}T${String(hour).padStart(2, '0')}:10:00.000Z`,
        count: Math.ceil(perDay / 4),
        direction: 'outbound',
        verdict: 'clean',
        outcome: 'delivered',
        sender,
        recipient: undefined,
        recipients: 2,
      }),
    ),
  ).flat();
}

export class FakeFlow implements MailSource {
  readonly name: MailSourceName;
  daysBack = 60;
  presence: SourcePresence = { kind: 'present' };
  parts: MailPart[] = [];
  /** Thrown after all parts were told. */
  failure: Error | undefined;
  readonly questions: MailQuestion[] = [];

  constructor(name: MailSourceName, rows: readonly MailRow[] = []) {
    this.name = name;
    if (rows.length > 0) this.parts = [{ kind: 'rows', rows }];
  }

  probe(): Promise<SourcePresence> {
    return Promise.resolve(this.presence);
  }

  async *read(_tenant: TenantId, question: MailQuestion): AsyncGenerator<MailPart> {
    this.questions.push(question);
    for (const part of this.parts) {
      await Promise.resolve();
      yield part;
    }
    if (this.failure !== undefined) throw this.failure;
  }
}

export interface SideFakes {
  readonly blocked?: readonly BlockedUser[];
  readonly users?: readonly OwnUser[];
  readonly signIns?: Readonly<Record<string, readonly SignIn[]>>;
}

export function servicesOf(
  sources: readonly MailSource[],
  { blocked, users, signIns }: SideFakes = {},
  change: Partial<SpamScanServices> = {},
): SpamScanServices {
  const present = (): Promise<SourcePresence> => Promise.resolve({ kind: 'present' });
  return {
    sources,
    ownDomains: () => Promise.resolve(['contoso.example']),
    documents: new MemoryDocumentStore(),
    policy: defaultSpamPolicy,
    clock: { now: () => now },
    ...(blocked && { blocked: { probe: present, list: () => Promise.resolve(blocked) } }),
    ...(users && {
      users: {
        find: (_tenant, addresses) =>
          Promise.resolve(
            new Map(
              users
                .filter((one) => one.addresses.some((address) => addresses.includes(address)))
                .map((one) => [one.addresses[0] ?? '', one]),
            ),
          ),
      },
    }),
    ...(signIns && {
      signIns: {
        probe: present,
        of: (_tenant, objectId) =>
          Promise.resolve({ signIns: signIns[objectId] ?? [], truncated: false }),
      },
    }),
    ...change,
  };
}

export const anaUser: OwnUser = {
  objectId: '7a3c1d52-0000-4000-8000-000000000001',
  userPrincipalName: ana,
  addresses: [ana],
  displayName: 'Ana Costa',
  accountEnabled: true,
};
