import type {
  ForwardReader,
  ForwardReading,
  MailboxForwarding,
  MailboxReading,
} from '../../forwards/ports.js';
import { ContractError, ServiceError } from '../../lib/errors.js';
import type { TenantId } from '../../tenants/tenant.js';
import type { BatchResult } from './batch-read.js';
import { distinctRows } from './command-answer.js';
import type { Row } from './command-answer.js';
import type { ExchangeCommands } from './exchange-commands.js';
import {
  domainOf,
  domainProperties,
  mailboxOf,
  mailboxProperties,
  mailboxPropertiesWithAddresses,
} from './forwarding-rows.js';
import { readGroupMembers } from './group-members.js';
import { requireMailboxIdentity } from './mailbox-identity.js';
import { lookUpRecipients, notFoundCode } from './recipient-lookup.js';

const service = 'exchange';
const anyForward = 'ForwardingSmtpAddress -ne $null -or ForwardingAddress -ne $null';

/**
 * Reads forwarding through Exchange's cmdlets. `commandsOf` gives the commands of one tenant, with the reader's identity.
 * Least permission for all of it: Exchange.ManageAsApp, and in the tenant the roles View-Only Recipients (mailboxes,
 * recipients, groups) and View-Only Configuration (accepted domains).
 */
export function forwardReader(commandsOf: (tenantId: TenantId) => ExchangeCommands): ForwardReader {
  const commandsFor = (tenantId: TenantId): ExchangeCommands => {
    const commands = commandsOf(tenantId);
    if (commands.tenantId !== tenantId) throw new TypeError('The commands are of another tenant.');
    return commands;
  };
  return {
    readTenant: async (tenantId) => readTenant(commandsFor(tenantId)),
    readMailbox: async (tenantId, mailbox) => readMailbox(commandsFor(tenantId), mailbox),
    lookUp: async (tenantId, identities) => lookUpRecipients(commandsFor(tenantId), identities),
    groupMembers: async (tenantId, identity) => readGroupMembers(commandsFor(tenantId), identity),
  };
}

/** Get-AcceptedDomain and Get-Mailbox -Filter, in one batch. */
async function readTenant(commands: ExchangeCommands): Promise<ForwardReading> {
  const [domains, mailboxes] = await commands.batch([
    { cmdlet: 'Get-AcceptedDomain', parameters: {}, select: domainProperties },
    {
      cmdlet: 'Get-Mailbox',
      parameters: { ResultSize: 'Unlimited', Filter: anyForward },
      select: mailboxProperties,
    },
  ]);
  const acceptedDomains = rowsOf(domains).map(domainOf);
  if (acceptedDomains.length === 0) {
    throw new ContractError('Exchange named no accepted domain; every tenant has one.', {
      service,
      path: 'Get-AcceptedDomain.value',
    });
  }
  return { acceptedDomains, mailboxes: eachOnce(rowsOf(mailboxes)) };
}

function rowsOf(result: BatchResult | undefined): readonly Row[] {
  if (result?.kind === 'rows') return result.rows;
  throw (
    result?.error ?? new ContractError('Exchange left a read out.', { service, path: '$batch' })
  );
}

/** Pages can overlap when the list moves under them. Two different states of one mailbox are a contradiction. */
function eachOnce(rows: readonly Row[]): readonly MailboxForwarding[] {
  const mailboxes = new Map<string, MailboxForwarding>();
  for (const row of rows) {
    const { value } = mailboxOf(row);
    if (value.forwardingSmtpAddress === null && value.forwardingAddress === null) continue;
    const before = mailboxes.get(value.mailboxId);
    if (before !== undefined && !isSame(before, value)) {
      throw new ContractError('Exchange listed one mailbox in two states.', {
        service,
        path: 'Get-Mailbox.value.ExchangeGuid',
      });
    }
    mailboxes.set(value.mailboxId, value);
  }
  return [...mailboxes.values()];
}

function isSame(a: MailboxForwarding, b: MailboxForwarding): boolean {
  return (
    a.forwardingSmtpAddress === b.forwardingSmtpAddress &&
    a.forwardingAddress === b.forwardingAddress &&
    a.keepsCopy === b.keepsCopy
  );
}

/**
 * Get-Mailbox -Identity. Only the mailbox that bears the name asked for counts: an unknown identity can bring back every mailbox
 * (Microsoft Learn: "Get-Mailbox"). Throws TypeError for anything but a GUID or an SMTP address.
 */
async function readMailbox(commands: ExchangeCommands, mailbox: string): Promise<MailboxReading> {
  const identity = requireMailboxIdentity(mailbox);
  const rows = await mailboxRows(commands, identity);
  if (rows === undefined) return { kind: 'not-found' };
  const [found, ...others] = distinctRows(rows).map(mailboxOf);
  if (found === undefined) return { kind: 'not-found' };
  if (others.length > 0 || !found.names.has(identity.toLowerCase())) {
    throw new ContractError('Exchange answered with another mailbox than the one asked for.', {
      service,
      path: 'Get-Mailbox.value',
    });
  }
  return { kind: 'read', mailbox: found.value };
}

/** Undefined when Exchange says that there is no such mailbox. */
async function mailboxRows(
  commands: ExchangeCommands,
  identity: string,
): Promise<readonly Row[] | undefined> {
  try {
    return await commands.invoke(
      'Get-Mailbox',
      { Identity: identity },
      { select: mailboxPropertiesWithAddresses, idempotent: true },
    );
  } catch (error) {
    const gone = error instanceof ServiceError && error.answer.serviceCode === notFoundCode;
    if (gone) return undefined;
    throw error;
  }
}
