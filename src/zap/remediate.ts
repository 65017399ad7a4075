import type { Alert } from '../alerts/alert.js';
import type { Finding } from '../alerts/finding.js';
import type { ChangeResult, LiveState, Remediation } from '../alerts/kind.js';
import type { Cause } from '../tenants/cause.js';
import { causeOf } from '../tenants/diagnose.js';
import { changeCopies, nothingFound } from './change-copies.js';
import { countCopies, countText, refsOf } from './copies.js';
import { parseZapFacts, type ZapFacts } from './facts.js';
import type { CopyState, MessageActions, MessageFinder } from './ports.js';
import type { RecordedRecipient, ZapRecordStore } from './records.js';

export interface RemediationParts {
  readonly finder: Pick<MessageFinder, 'locate'>;
  readonly actions: Pick<MessageActions, 'removeEverywhere' | 'putBack'>;
  /** Knows the recipients for whom an alert's facts have no room. */
  readonly records: Pick<ZapRecordStore, 'read'>;
}

/**
 * Removes one message from the mailboxes of its recipients, and puts it back. Copies in quarantine stay there, out of
 * reach. It counts as gone only when every recipient's copy was looked for and none lies where its owner can open it.
 */
export function zapRemediation(parts: RemediationParts): Remediation {
  return {
    read: (alert) => readLive(alert, parts),
    remove: (alert) => removeCopies(alert, parts),
    restore: (alert) => restoreCopies(alert, parts),
  };
}

interface Recipients {
  readonly known: readonly RecordedRecipient[];
  /** Of whom only the number is known. */
  readonly beyond: number;
}

/** Everybody who is known to have got it: the facts hold the first fifty, the record of the message the others. */
async function recipientsOf(
  { tenantId }: Alert,
  { key, recipients, counts }: ZapFacts,
  { records }: RemediationParts,
): Promise<Recipients> {
  const known = new Map(recipients.map((one) => [one.address, one]));
  if (counts.recipients > known.size) {
    const stored = await records.read(tenantId, key);
    for (const one of stored?.record.recipients ?? []) {
      if (!known.has(one.address)) known.set(one.address, one);
    }
  }
  return { known: [...known.values()], beyond: Math.max(0, counts.recipients - known.size) };
}

async function readLive(alert: Alert, parts: RemediationParts): Promise<LiveState> {
  const facts = parseZapFacts(alert.facts);
  const { known, beyond } = await recipientsOf(alert, facts, parts);
  const addresses = known.map(({ address }) => address);
  try {
    const copies = await parts.finder.locate(alert.tenantId, refsOf(facts), addresses);
    return liveState(alert, answered(addresses, copies), beyond);
  } catch (error) {
    const cause = causeOf(error);
    if (cause === undefined) throw error;
    return { kind: 'unreadable', cause };
  }
}

/** A recipient without an answer was not read. */
function answered(
  addresses: readonly string[],
  copies: ReadonlyMap<string, CopyState>,
): ReadonlyMap<string, CopyState> {
  const missing: CopyState = { kind: 'failed', cause: { code: 'unexpected-answer' } };
  return new Map(addresses.map((address) => [address, copies.get(address) ?? missing]));
}

function liveState(
  alert: Alert,
  copies: ReadonlyMap<string, CopyState>,
  beyond: number,
): LiveState {
  const counts = countCopies(copies);
  const note = countText(counts, beyond);
  if (counts.there > 0) return { kind: 'present', finding: sameFinding(alert), note };
  const cause = firstCause(copies) ?? (copies.size === 0 ? nobody : undefined);
  return cause === undefined ? { kind: 'absent', note } : { kind: 'unreadable', cause };
}

/** Without a single recipient nothing was looked at. */
const nobody: Cause = { code: 'incomplete-list' };

function firstCause(copies: ReadonlyMap<string, CopyState>): Cause | undefined {
  for (const copy of copies.values()) if (copy.kind === 'failed') return copy.cause;
  return undefined;
}

/** A message can't change after it was sent: what is still there is what the alert says. */
function sameFinding(alert: Alert): Finding {
  const { kind, tenantId, identity, fingerprint, severity, facts } = alert;
  const { campaign, scopes, subjectObjectId } = alert;
  return {
    kind,
    tenantId,
    identity,
    fingerprint,
    severity,
    facts,
    campaign,
    scopes,
    subjectObjectId,
  };
}

async function removeCopies(alert: Alert, parts: RemediationParts): Promise<ChangeResult> {
  const facts = parseZapFacts(alert.facts);
  const { known } = await recipientsOf(alert, facts, parts);
  const addresses = known.map(({ address }) => address);
  const order = { alertId: alert.id };
  const result = await changeCopies(addresses, () =>
    parts.actions.removeEverywhere(alert.tenantId, refsOf(facts), addresses, order),
  );
  // The look before had seen a copy: whether somebody else was faster, only another look can tell.
  return result.kind === 'refused' && result.code === nothingFound
    ? { kind: 'unknown', code: nothingFound }
    : result;
}

/** Where each copy was when the card showed it. What lay in quarantine was never taken from there. */
async function restoreCopies(alert: Alert, parts: RemediationParts): Promise<ChangeResult> {
  if (alert.undo === undefined) {
    const note = 'It is not known any more where the copies were.';
    return { kind: 'refused', code: 'zap.no-undo', note };
  }
  const facts = parseZapFacts(alert.undo.facts);
  const { known } = await recipientsOf(alert, facts, parts);
  const places = known.flatMap((one) => {
    const to = placeOf(one);
    return to === undefined ? [] : [{ address: one.address, to }];
  });
  return changeCopies(
    places.map(({ address }) => address),
    () => parts.actions.putBack(alert.tenantId, refsOf(facts), places),
  );
}

/** To the inbox only what lay there: anything else goes where links are disabled. */
function placeOf({ location }: RecordedRecipient): 'inbox' | 'junk' | undefined {
  if (location === 'quarantine') return undefined;
  return location === 'inbox' ? 'inbox' : 'junk';
}
