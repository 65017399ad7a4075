import type { Finding } from '../../../src/alerts/finding.js';
import type { ForwardPolicy } from '../../../src/forwards/accepted-domains.js';
import type {
  AcceptedDomain,
  DirectoryRecipient,
  ForwardReader,
  ForwardReading,
  ForwardWriter,
  MailboxForwarding,
  MailboxReading,
  RecipientLookup,
} from '../../../src/forwards/ports.js';
import { scanForwards, type ForwardScan } from '../../../src/forwards/scan.js';
import { parseTenantId, type Tenant, type TenantId } from '../../../src/tenants/tenant.js';

const id = parseTenantId('11111111-2222-3333-4444-555555555555');
if (id === undefined) throw new Error('not a GUID');

export const tenant: Tenant = { id, name: 'Contoso' };
export const noPartners: ForwardPolicy = { partnerDomains: [] };
export const clock = { now: (): Date => new Date('2026-11-21T17:20:00Z') };

export function mailboxId(n: number): string {
  return `aaaaaaaa-0000-0000-0000-${n.toString().padStart(12, '0')}`;
}

/** Ida of Contoso, who forwards nothing until told otherwise. */
export function mailbox(change: Partial<MailboxForwarding> = {}): MailboxForwarding {
  return {
    mailboxId: mailboxId(1),
    objectId: 'bbbbbbbb-0000-0000-0000-000000000001',
    userPrincipalName: 'ida@contoso.com',
    primarySmtpAddress: 'ida@contoso.com',
    displayName: 'Ida',
    recipientType: 'UserMailbox',
    forwardingSmtpAddress: null,
    forwardingAddress: null,
    keepsCopy: true,
    ...change,
  };
}

export function recipient(change: Partial<DirectoryRecipient>): DirectoryRecipient {
  return {
    identity: 'Someone',
    recipientType: 'MailContact',
    displayName: change.identity ?? 'Someone',
    primarySmtpAddress: null,
    externalEmailAddress: null,
    ...change,
  };
}

/** An Exchange organisation in memory; what is put into `broken` is thrown by the call of that name. */
export class FakeExchange implements ForwardReader, ForwardWriter {
  acceptedDomains: AcceptedDomain[] = [
    { domainName: 'contoso.com', matchSubDomains: false },
    { domainName: 'Sub.Fabrikam.com', matchSubDomains: true },
    { domainName: 'contoso.onmicrosoft.com', matchSubDomains: false },
  ];
  mailboxes: MailboxForwarding[] = [];
  recipients = new Map<string, RecipientLookup>();
  groups = new Map<string, DirectoryRecipient[]>();
  broken: Partial<Record<keyof ForwardReader | keyof ForwardWriter, Error>> = {};
  readonly asked: string[] = [];

  /** Adds a recipient under its identity. */
  add(change: Partial<DirectoryRecipient>): this {
    const added = recipient(change);
    this.recipients.set(added.identity, { kind: 'one', recipient: added });
    return this;
  }

  readTenant(): Promise<ForwardReading> {
    return this.#answer('readTenant', () => ({
      acceptedDomains: this.acceptedDomains,
      mailboxes: this.mailboxes.filter(
        (one) => one.forwardingAddress !== null || one.forwardingSmtpAddress !== null,
      ),
    }));
  }

  readMailbox(_tenantId: TenantId, name: string): Promise<MailboxReading> {
    return this.#answer('readMailbox', () => {
      const found = this.mailboxes.find((one) =>
        [one.mailboxId, one.primarySmtpAddress].includes(name),
      );
      return found ? { kind: 'read', mailbox: found } : { kind: 'not-found' };
    });
  }

  lookUp(
    _tenantId: TenantId,
    identities: readonly string[],
  ): Promise<ReadonlyMap<string, RecipientLookup>> {
    this.asked.push(...identities);
    return this.#answer(
      'lookUp',
      () =>
        new Map(identities.map((name) => [name, this.recipients.get(name) ?? { kind: 'none' }])),
    );
  }

  groupMembers(_tenantId: TenantId, identity: string): Promise<readonly DirectoryRecipient[]> {
    return this.#answer('groupMembers', () => this.groups.get(identity) ?? []);
  }

  clear(_tenantId: TenantId, name: string): Promise<void> {
    return this.set(_tenantId, name, {
      forwardingAddress: null,
      forwardingSmtpAddress: null,
      keepsCopy: false,
    });
  }

  set(
    _tenantId: TenantId,
    name: string,
    forwarding: Pick<
      MailboxForwarding,
      'forwardingSmtpAddress' | 'forwardingAddress' | 'keepsCopy'
    >,
  ): Promise<void> {
    return this.#answer('set', () => {
      this.mailboxes = this.mailboxes.map((one) =>
        one.mailboxId === name ? { ...one, ...forwarding } : one,
      );
    });
  }

  #answer<T>(call: keyof ForwardReader | keyof ForwardWriter, make: () => T): Promise<T> {
    const error = this.broken[call];
    return error ? Promise.reject(error) : Promise.resolve(make());
  }
}

/** An organisation with these mailboxes. */
export function exchangeWith(...mailboxes: MailboxForwarding[]): FakeExchange {
  const exchange = new FakeExchange();
  exchange.mailboxes = mailboxes;
  return exchange;
}

export function scan(exchange: FakeExchange, policy = noPartners): Promise<ForwardScan> {
  return scanForwards(tenant, exchange, policy, clock);
}

export async function onlyFinding(exchange: FakeExchange): Promise<Finding> {
  const { findings } = await scan(exchange);
  const [finding] = findings;
  if (!finding || findings.length > 1) throw new Error(`${findings.length} findings`);
  return finding;
}
