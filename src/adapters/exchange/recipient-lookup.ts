import type { RecipientLookup } from '../../forwards/ports.js';
import { ServiceError } from '../../lib/errors.js';
import type { BatchResult } from './batch-read.js';
import { distinctRows } from './command-answer.js';
import type { Row } from './command-answer.js';
import type { CommandCall } from './command-call.js';
import type { ExchangeCommands } from './exchange-commands.js';
import { recipientOf, recipientProperties } from './forwarding-rows.js';

/** The exceptions that say "no such object" and "more than one". */
export const notFoundCode = 'ManagementObjectNotFoundException';
const ambiguousCode = 'ManagementObjectAmbiguousException';

/**
 * Get-Recipient, one look-up per identity, in batches; least permission Exchange.ManageAsApp with the role View-Only
 * Recipients. Identities come from the tenant's data, so one that could mean several objects (empty, or with a wildcard)
 * is not sent.
 */
export async function lookUpRecipients(
  commands: ExchangeCommands,
  identities: readonly string[],
): Promise<ReadonlyMap<string, RecipientLookup>> {
  const found = new Map<string, RecipientLookup>();
  const asked: string[] = [];
  for (const identity of new Set(identities)) {
    if (identity.trim() === '' || identity.includes('*')) {
      found.set(identity, { kind: 'failed', code: 'identity-refused' });
    } else asked.push(identity);
  }
  const results = await commands.batch(asked.map(lookUpCall));
  for (const [index, identity] of asked.entries()) {
    found.set(identity, lookupOf(identity, results[index]));
  }
  return found;
}

function lookUpCall(identity: string): CommandCall {
  return {
    cmdlet: 'Get-Recipient',
    parameters: { Identity: identity, ResultSize: 'Unlimited' },
    select: recipientProperties,
  };
}

function lookupOf(identity: string, result: BatchResult | undefined): RecipientLookup {
  if (result === undefined) return { kind: 'failed', code: 'exchange.contract' };
  if (result.kind === 'rows') return lookupOfRows(identity, result.rows);
  const { error } = result;
  const code = error instanceof ServiceError ? error.answer.serviceCode : undefined;
  if (code === notFoundCode) return { kind: 'none' };
  if (code === ambiguousCode) return { kind: 'several' };
  return { kind: 'failed', code: code ?? error.code };
}

/** An identity that is not known can bring back every recipient there is, so the one row must bear the name asked for. */
function lookupOfRows(identity: string, rows: readonly Row[]): RecipientLookup {
  const [row, ...others] = distinctRows(rows);
  if (row === undefined) return { kind: 'none' };
  if (others.length > 0) return { kind: 'several' };
  const { value, names } = recipientOf(row);
  return isNamed(names, identity)
    ? { kind: 'one', recipient: value }
    : { kind: 'failed', code: 'other-recipient' };
}

/** A canonical name ('contoso.onmicrosoft.com/Users/Ida') ends with the plain one. */
function isNamed(names: ReadonlySet<string>, identity: string): boolean {
  const asked = identity.trim().toLowerCase();
  const last = asked.split('/').at(-1) ?? asked;
  return names.has(asked.replace(/^smtp:/, '')) || (last !== '' && names.has(last));
}
