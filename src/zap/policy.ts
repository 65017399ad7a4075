import type { RecordedRecipient, ZapRecord } from './records.js';

export const alertReasons = ['clicked', 'read', 'failed', 'unread', 'unknown'] as const;
export type AlertReason = (typeof alertReasons)[number];

/** Which messages deserve a card. The others are counted in reports and the digest. */
export interface ZapPolicy {
  /** `failed`: ZAP failed. The others: what is known of one recipient from whom the message was taken. */
  readonly alertOn: ReadonlySet<AlertReason>;
  /**
   * Whether 'read' includes what was read only after the purge. Spam that ZAP moved is unread when it moves it: who opens
   * it in Junk Email does so behind Outlook's warning, with links disabled. So it is counted, and no card is posted.
   */
  readonly readAfterZapAlerts: boolean;
  /** Addresses of mailboxes that are left out altogether: SecOps mailboxes, targets of simulations. Lower case. */
  readonly ignoredRecipients: ReadonlySet<string>;
}

export const defaultZapPolicy: ZapPolicy = {
  alertOn: new Set(['clicked', 'read', 'failed']),
  readAfterZapAlerts: false,
  ignoredRecipients: new Set(),
};

/** True when one of its recipients, or a click by somebody else, deserves a card. */
export function deservesCard(
  { recipients, otherClicks }: Pick<ZapRecord, 'recipients' | 'otherClicks'>,
  policy: ZapPolicy,
): boolean {
  if (otherClicks > 0 && policy.alertOn.has('clicked')) return true;
  return recipients.some((recipient) => recipientDeserves(recipient, policy));
}

/**
 * A person who moved, deleted or reported the message before ZAP came has of course seen it: of those only a click is
 * worth a card.
 */
function recipientDeserves(
  { outcome, evidence }: Pick<RecordedRecipient, 'outcome' | 'evidence'>,
  { alertOn, readAfterZapAlerts }: ZapPolicy,
): boolean {
  if (outcome === 'failed' && alertOn.has('failed')) return true;
  if (!alertOn.has(evidence.value)) return false;
  if (evidence.value === 'clicked') return true;
  if (outcome === 'user-triaged') return false;
  return evidence.value !== 'read' || evidence.afterZap !== true || readAfterZapAlerts;
}
