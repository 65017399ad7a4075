import { earliest } from './exposure.js';
import type { ReadEvidence, ZapOutcome, ZapTime } from './message.js';
import type { LinkClick, ZapThreat } from './sighting.js';

interface Traces {
  readonly outcome: ZapOutcome;
  readonly threat: ZapThreat;
  readonly zapTime: ZapTime;
  /** Clicks of this person on this message. */
  readonly clicks: readonly LinkClick[];
  /** The mailbox item's isRead now; undefined where there is no item, as in quarantine. */
  readonly isRead?: boolean | undefined;
  /** When the person opened the message, as the audit log has it. UTC ISO 8601. */
  readonly opened?: readonly string[] | undefined;
  readonly receivedAt?: string | undefined;
  /** What was answered before. */
  readonly known?: ReadEvidence | undefined;
}

/**
 * The audit log gathers what is opened within two minutes into one record (Microsoft Learn: "Use MailItemsAccessed to
 * investigate compromised accounts"). An assumption: which end of that time a record bears is not said.
 */
const gatheredMs = 120_000;

/**
 * Whether the person opened it, from the strongest trace there is: a click; an audit record, now or before; a reply that
 * was stored before; the item's own state now. Never guessed: without a trace it is unknown. An answer once given never weakens:
 * people mark mail as unread, and items go into quarantine.
 */
export function evidenceOf(traces: Traces): ReadEvidence {
  return (
    clickEvidence(traces) ??
    auditEvidence(traces) ??
    repliedBefore(traces.known) ??
    mailboxEvidence(traces)
  );
}

function clickEvidence(traces: Traces): ReadEvidence | undefined {
  const { clicks, known } = traces;
  const before = known?.value === 'clicked' ? known : undefined;
  if (clicks.length === 0 && before === undefined) return undefined;
  const reached = Math.max(clicks.filter((click) => click.reached).length, before?.reached ?? 0);
  const at = earliest([...clicks.map((click) => click.at), ...listOf(before?.at)]);
  return {
    value: 'clicked',
    from: 'link-click',
    ...(at === undefined ? {} : { at }),
    reached,
    ...(isAfterZap(at, traces) ? { afterZap: true } : {}),
  };
}

/**
 * The first opening that is known. One before the delivery is of another message: senders may repeat an
 * InternetMessageId. It was after the purge only when no reading of the record's time allows otherwise.
 */
function auditEvidence(traces: Traces): ReadEvidence | undefined {
  const { opened = [], receivedAt, known } = traces;
  const before = known?.from === 'audit' ? known : undefined;
  const delivered = receivedAt === undefined ? -Infinity : Date.parse(receivedAt) - gatheredMs;
  const own = opened.filter((at) => Date.parse(at) >= delivered);
  const at = earliest([...own, ...listOf(before?.at)]);
  if (at === undefined) return before;
  const late = isAfterZap(at, traces, gatheredMs);
  return { value: 'read', from: 'audit', at, ...(late ? { afterZap: true } : {}) };
}

/** Where ZAP failed nothing was moved, and where its time is only bounded nobody knows what came first. */
function isAfterZap(
  at: string | undefined,
  { outcome, zapTime }: Pick<Traces, 'outcome' | 'zapTime'>,
  doubtMs = 0,
): boolean {
  if (at === undefined || outcome !== 'zapped' || zapTime.kind !== 'exact') return false;
  return Date.parse(at) > Date.parse(zapTime.at) + doubtMs;
}

function repliedBefore(known: ReadEvidence | undefined): ReadEvidence | undefined {
  return known?.from === 'reply' ? known : undefined;
}

/**
 * isRead is the state now: the preview pane or a rule may have set it, the person may have reset it. ZAP for spam acts on
 * unread mail only (Microsoft Learn: "Zero-hour auto purge"), so that spam which is read was opened where ZAP had put it.
 */
function mailboxEvidence({ outcome, threat, isRead, known }: Traces): ReadEvidence {
  const before = known?.from === 'mailbox-now' ? known.value : undefined;
  if (isRead === true || before === 'read') {
    const later = outcome === 'zapped' && threat === 'spam';
    return { value: 'read', from: 'mailbox-now', ...(later ? { afterZap: true } : {}) };
  }
  return isRead === false || before === 'unread'
    ? { value: 'unread', from: 'mailbox-now' }
    : { value: 'unknown', from: 'none' };
}

function listOf<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}
