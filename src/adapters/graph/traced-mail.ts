import { subjectShape } from '../../lib/subject-shape.js';
import type { MailDirection, MailOutcome, MailRow, MailVerdict } from '../../spam/mail-row.js';
import type { TraceRow } from './trace-row.js';
import { utcTime } from './utc-time.js';

/** What a status says: nothing of why. */
interface Meaning {
  readonly verdict: MailVerdict;
  readonly outcome: MailOutcome;
}

/** Not arrived yet when it was asked for; another status may tell of it too. */
export const openStatuses = ['gettingStatus', 'pending'] as const;

/**
 * All others but 'delivered' (Microsoft Learn: "exchangeMessageTrace resource type"). 'expanded' is left out: each member of
 * the group has a row of its own.
 */
export const mindedStatuses = ['quarantined', 'filteredAsSpam', 'failed', 'recalled'] as const;

export type TraceStatus =
  (typeof openStatuses)[number] | (typeof mindedStatuses)[number] | 'delivered';

const meanings: Readonly<Record<TraceStatus, Meaning>> = {
  quarantined: { verdict: 'unknown', outcome: 'quarantined' },
  filteredAsSpam: { verdict: 'unknown', outcome: 'junked' },
  // A refusal at the edge and a mailbox that does not exist look the same.
  failed: { verdict: 'unknown', outcome: 'rejected' },
  recalled: { verdict: 'clean', outcome: 'delivered' },
  delivered: { verdict: 'clean', outcome: 'delivered' },
  gettingStatus: { verdict: 'clean', outcome: 'unknown' },
  pending: { verdict: 'clean', outcome: 'unknown' },
};

export function hasStatus(row: TraceRow, status: TraceStatus): boolean {
  return row.status.toLowerCase() === status.toLowerCase();
}

export function copyOf(row: TraceRow): string {
  return `${row.id}|${row.recipientAddress}`;
}

/** When it was received, in ms since the epoch; undefined for what is no time. */
export function receivedMs(row: TraceRow): number | undefined {
  const at = utcTime(row.receivedDateTime);
  return at === undefined ? undefined : new Date(at).getTime();
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function tracedMail(
  row: TraceRow,
  { at, status, own }: { at: number; status: TraceStatus; own: ReadonlySet<string> },
): MailRow {
  const sender = senderOf(row);
  return {
    at: new Date(at).toISOString(),
    count: 1,
    direction: directionBetween(sender, row.recipientAddress, own),
    ...meanings[status],
    sender,
    recipient: row.recipientAddress,
    networkMessageId: guid.test(row.id) ? row.id : undefined,
    subjectShape: subjectShape(row.subject ?? ''),
    senderIp: textOrNothing(row.fromIP),
  };
}

function textOrNothing(text: string | null | undefined): string | undefined {
  return text?.trim() === '' ? undefined : (text ?? undefined);
}

/** '' for the empty sender, which is written in two ways. */
export function senderOf({ senderAddress }: TraceRow): string {
  const sender = senderAddress?.trim().toLowerCase() ?? '';
  return sender === '<>' ? '' : sender;
}

/**
 * Trace does not tell the direction; the domains do, so mail from outside that names us as its sender looks like our own.
 * Without a sender the recipient decides. Between two strangers, as in a forward, it is not known.
 */
function directionBetween(
  sender: string,
  recipient: string,
  own: ReadonlySet<string>,
): MailDirection {
  if (own.size === 0) return 'unknown';
  const [from, to] = [sender, recipient].map((address) => own.has(domainOf(address)));
  if (from === true) return to === true ? 'intra-org' : 'outbound';
  if (to === true) return 'inbound';
  return sender === '' ? 'outbound' : 'unknown';
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
