import { USUAL_QUIRKS } from '../mail/mail-quirks.js';
import type { BlockedSender } from '../mail/mail-record.js';
import { rowsOf } from '../scenario/tenant-source.js';
import { text } from './cmdlet.js';
import type { Cmdlet, CmdletCall, CmdletResult, Parameters } from './cmdlet.js';
import { badParameter, notFound, tooManyUnblocks } from './failures.js';
import type { PropertyTypes } from './output.js';

const BLOCKED: PropertyTypes = {
  SenderAddress: 'String',
  Reason: 'String',
  CreatedDatetime: 'DateTime',
  ChangedDatetime: 'DateTime',
  TemporaryBlock: 'Boolean',
};
const UNBLOCKED = 'sender-unblocked';

/**
 * Microsoft Learn: "Get-BlockedSenderAddress". Users of the tenant who may not send, because they sent too much spam. The
 * properties are those that KelvinTegelaar/CIPP shows.
 *
 * Assumption: an address that isn't blocked is an empty answer.
 */
export const getBlockedSenderAddress: Cmdlet = {
  parameters: { SenderAddress: 'text' },
  limitsItself: true,
  properties: BLOCKED,
  entity: 'BlockedSenderAddress',
  run: ({ tenant, parameters }) => {
    const wanted = addressOf(parameters);
    const { blockedSenders } = tenant.mail;
    const found = blockedSenders.filter(
      ({ address }) => wanted === undefined || address === wanted,
    );
    return { kind: 'rows', rows: rowsOf(found.map(rowOf)) };
  },
};

function rowOf({ address, reason, at }: BlockedSender): object {
  return {
    SenderAddress: address,
    Reason: reason,
    CreatedDatetime: at,
    ChangedDatetime: at,
    TemporaryBlock: false,
  };
}

/**
 * Microsoft Learn: "Remove-BlockedSenderAddress". Lets a user send again. There is a limit to how often, which no page
 * names.
 *
 * Assumptions: who isn't blocked can't be found (404); Reason must be that of the entry; it takes effect at once, though
 * the portal speaks of an hour.
 */
export const removeBlockedSenderAddress: Cmdlet = {
  parameters: { SenderAddress: 'text', Reason: 'text' },
  required: ['SenderAddress'],
  writes: 'security',
  properties: BLOCKED,
  entity: 'BlockedSenderAddress',
  run: unblock,
};

function unblock(call: CmdletCall): CmdletResult {
  const { context, tenant, parameters } = call;
  const { blockedSenders, quirks = USUAL_QUIRKS } = tenant.mail;
  const wanted = addressOf(parameters) ?? '';
  const reason = text(parameters, 'Reason');
  const index = blockedSenders.findIndex(
    (entry) => entry.address === wanted && (reason === undefined || entry.reason === reason),
  );
  const entry = blockedSenders[index];
  if (entry === undefined) throw notFound(wanted);
  if (timesUnblocked(call, wanted) >= quirks.unblockLimit) throw tooManyUnblocks(wanted);
  blockedSenders.splice(index, 1);
  const detail = { address: entry.address, reason: entry.reason };
  context.ledger.record({ kind: 'change', tenantId: tenant.tenantId, what: UNBLOCKED, detail });
  return { kind: 'written', changed: true };
}

function timesUnblocked({ context, tenant }: CmdletCall, wanted: string): number {
  return context.ledger
    .of('change')
    .filter(
      ({ tenantId, what, detail }) =>
        tenantId === tenant.tenantId &&
        what === UNBLOCKED &&
        (detail as { readonly address: string }).address === wanted,
    ).length;
}

/** In lower case. @throws CmdletFailure for what is no SMTP address */
function addressOf(parameters: Parameters): string | undefined {
  const address = text(parameters, 'SenderAddress')?.toLowerCase();
  if (address === undefined || /^[^@\s]{1,64}@[^@\s]{1,255}$/.test(address)) return address;
  throw badParameter("Cannot convert a value of 'SenderAddress' to an SMTP address.");
}
