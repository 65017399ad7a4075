import type { ForwardSettings, MailboxRow } from '../scenario/rows.js';
import { rowsOf } from '../scenario/tenant-source.js';
import type { MailboxFilter, TenantState } from '../tenant-state.js';
import { listOf, text } from './cmdlet.js';
import type { Cmdlet, CmdletCall, CmdletResult } from './cmdlet.js';
import { ambiguous, badFilter, badParameter, notFound, outOfWriteScope } from './failures.js';
import { evaluateOpath, parseOpath } from './opath.js';
import type { Opath } from './opath.js';
import { OpathError } from './opath-lexer.js';
import { MAILBOX } from './output.js';

const FORWARDING = {
  ForwardingSmtpAddress: null,
  ForwardingAddress: null,
  DeliverToMailboxAndForward: false,
} as const satisfies ForwardSettings;
const FILTERABLE = [...Object.keys(FORWARDING), 'UserPrincipalName', 'PrimarySmtpAddress'];

/** Microsoft Learn: "Get-Mailbox". */
export const getMailbox: Cmdlet = {
  parameters: {
    Identity: 'identity',
    Filter: 'text',
    ResultSize: 'size',
    RecipientTypeDetails: 'list',
  },
  properties: MAILBOX,
  entity: 'Mailbox',
  run: (call) => ({ kind: 'rows', rows: selectMailboxes(call) }),
};

function selectMailboxes({ tenant, parameters }: CmdletCall) {
  const identity = text(parameters, 'Identity');
  const filter = text(parameters, 'Filter');
  if (identity !== undefined && filter !== undefined) {
    throw badParameter('Parameter set cannot be resolved: Identity and Filter exclude each other.');
  }
  const types = listOf(parameters['RecipientTypeDetails'])?.map((type) => type.toLowerCase());
  const ofType = (row: MailboxRow) =>
    types === undefined || types.includes(row.RecipientTypeDetails.toLowerCase());
  // The service treats an empty identity as none at all, and answers with every mailbox.
  if (identity !== undefined && identity !== '') {
    const found = tenant.find(identity).filter(({ row }) => ofType(row));
    if (found.length === 0) throw notFound(identity);
    return rowsOf(found.map(({ row }) => row));
  }
  if (filter === undefined && types === undefined) return tenant.mailboxes();
  return tenant.mailboxes(both(mailboxFilter(filter, tenant), ofType));
}

function both(filter: MailboxFilter, ofType: (row: MailboxRow) => boolean): MailboxFilter {
  return { ...filter, matches: (row) => ofType(row) && filter.matches(row) };
}

function mailboxFilter(filter: string | undefined, tenant: TenantState): MailboxFilter {
  if (filter === undefined) return { matches: () => true, forwardingOnly: false };
  const parsed = parseFilter(filter);
  const resolve = (name: string) => tenant.findRecipients(name)[0]?.DistinguishedName ?? name;
  return {
    matches: (row) => evaluateOpath(parsed, (property) => read(row, property, resolve)) === true,
    forwardingOnly:
      evaluateOpath(parsed, (property) => read(FORWARDING, property, resolve)) === false,
  };
}

function parseFilter(filter: string): Opath {
  try {
    return parseOpath(filter, FILTERABLE);
  } catch (error) {
    if (error instanceof OpathError) throw badFilter(filter, error.message);
    throw error;
  }
}

/** A forwarding recipient is filtered by its distinguished name. */
function read(
  row: Partial<MailboxRow>,
  property: string,
  distinguishedName: (name: string) => string,
): string | boolean | null | undefined {
  if (property === 'ForwardingAddress') {
    const target = row.ForwardingAddress;
    return typeof target === 'string' ? distinguishedName(target) : target;
  }
  const values: Readonly<Record<string, string | boolean | null | undefined>> = {
    ForwardingSmtpAddress: row.ForwardingSmtpAddress,
    DeliverToMailboxAndForward: row.DeliverToMailboxAndForward,
    UserPrincipalName: row.UserPrincipalName,
    PrimarySmtpAddress: row.PrimarySmtpAddress,
  };
  return values[property];
}

/** Microsoft Learn: "Set-Mailbox". Directory-synced mailboxes are changed on-premises only. */
export const setMailbox: Cmdlet = {
  parameters: {
    Identity: 'identity',
    ForwardingSmtpAddress: 'text-or-null',
    ForwardingAddress: 'text-or-null',
    DeliverToMailboxAndForward: 'switch',
  },
  required: ['Identity'],
  writes: 'recipients',
  properties: MAILBOX,
  entity: 'Mailbox',
  run: writeMailbox,
};

function writeMailbox({ context, place, tenant, parameters }: CmdletCall): CmdletResult {
  const identity = text(parameters, 'Identity') ?? '';
  if (identity === '') throw badParameter("Cannot bind argument to parameter 'Identity'.");
  const [found, ...others] = tenant.find(identity);
  if (found === undefined) throw notFound(identity);
  if (others.length > 0) throw ambiguous(identity);
  if (found.row.IsDirSynced) throw outOfWriteScope();
  const settings = settingsOf(parameters, tenant);
  const stale = context.faults.take('write', place);
  const staleMs = stale === undefined ? 0 : (stale.milliseconds ?? 5000);
  return { kind: 'written', changed: tenant.set(found.number, settings, staleMs) };
}

function settingsOf(
  parameters: CmdletCall['parameters'],
  tenant: TenantState,
): Partial<ForwardSettings> {
  const keeps = parameters['DeliverToMailboxAndForward'];
  return {
    ...('ForwardingSmtpAddress' in parameters
      ? { ForwardingSmtpAddress: proxyAddress(text(parameters, 'ForwardingSmtpAddress')) }
      : {}),
    ...('ForwardingAddress' in parameters
      ? { ForwardingAddress: recipientName(text(parameters, 'ForwardingAddress'), tenant) }
      : {}),
    ...(typeof keeps === 'boolean' ? { DeliverToMailboxAndForward: keeps } : {}),
  };
}

function proxyAddress(address: string | undefined): string | null {
  if (address === undefined || address === '') return null;
  const bare = address.replace(/^smtp:/i, '');
  if (!/^[^@\s]+@[^@\s]+$/.test(bare))
    throw badParameter(`'${address}' is not a valid SMTP address.`);
  return `smtp:${bare}`;
}

function recipientName(identity: string | undefined, tenant: TenantState): string | null {
  if (identity === undefined || identity === '') return null;
  const [recipient, ...others] = tenant.findRecipients(identity);
  if (recipient === undefined) throw notFound(identity);
  if (others.length > 0) throw ambiguous(identity);
  return recipient.Identity;
}
