import { domainOf } from '../hunting/email-words.js';
import { outcomeOf, verdictOf } from '../mail/filter-verdict.js';
import { USUAL_QUIRKS } from '../mail/mail-quirks.js';
import type { MailCopy, MailRecord, PostDelivery, TenantMail } from '../mail/mail-record.js';
import { MESSAGE_PASSED } from './report-words.js';
import type { ReportAction, ReportDirection } from './report-words.js';
import type { ReportWindow } from './report-window.js';
import { zapDetection } from './zap-detections.js';

export type ReportThreat = 'Malware' | 'Phish' | 'Spam';

/** One message and one recipient as the ATP reports know it: with one threat, the primary, and where it went. */
export interface ReportedMail {
  readonly message: MailRecord;
  readonly copy: MailCopy;
  readonly direction: ReportDirection;
  /** The accepted domain concerned, lower case: the sender's for outbound mail, else the recipient's. */
  readonly domain: string;
  /** VerdictSource: bulk counts as spam. Undefined: nothing was found. */
  readonly threat: ReportThreat | undefined;
  readonly eventType: string;
  readonly action: ReportAction;
}

/**
 * The mail of the stretch that the filter has seen, newest first. What was turned away at the edge is in none of the
 * reports but the mail flow status, and mail that is let through on purpose (simulations, SecOps mailboxes) has no threat.
 *
 * ZAP changes the counts of the ATP reports. Microsoft Learn: "View email security reports", which doesn't say how.
 * Assumption: the row tells what ZAP found and where it put the mail; `zapInReports` has the other two readings.
 */
export function reportedMail(
  mail: TenantMail,
  window: ReportWindow,
  now: number,
): readonly ReportedMail[] {
  const { zapInReports, reportLagMinutes } = mail.quirks ?? USUAL_QUIRKS;
  const newest = Math.min(window.to, now - reportLagMinutes * 60_000);
  const found: ReportedMail[] = [];
  for (const message of mail.messages().toReversed()) {
    const at = Date.parse(message.receivedAt);
    if (at > newest || message.edgeBlocked === true) continue;
    if (at < window.from) break;
    for (const copy of message.copies) {
      const zap = zapInReports === 'delivery' ? undefined : lastZap(copy);
      if (zap !== undefined && zapInReports === 'gone') continue;
      found.push(reported(message, copy, zap));
    }
  }
  return found;
}

/** The verdict at delivery, whatever ZAP did later. */
export function deliveredMail(message: MailRecord): readonly ReportedMail[] {
  return message.copies.map((copy) => reported(message, copy, undefined));
}

function lastZap(copy: MailCopy): PostDelivery | undefined {
  return copy.postDelivery.findLast(
    (event) => event.result === 'Success' && zapDetection(event) !== undefined,
  );
}

function reported(
  message: MailRecord,
  copy: MailCopy,
  zap: PostDelivery | undefined,
): ReportedMail {
  const direction = message.direction === 'Intra-org' ? 'IntraOrg' : message.direction;
  const concerned = direction === 'Outbound' ? message.senderAddress : copy.recipient;
  const found = foundIn(message, copy, zap);
  return {
    message,
    copy,
    direction,
    domain: domainOf(concerned).toLowerCase(),
    threat: found?.threat,
    eventType: found?.eventType ?? MESSAGE_PASSED,
    action: found === undefined ? 'NoAction' : actionOf(copy, zap),
  };
}

interface Found {
  readonly threat: ReportThreat;
  readonly eventType: string;
}

function foundIn(
  message: MailRecord,
  copy: MailCopy,
  zap: PostDelivery | undefined,
): Found | undefined {
  if (message.orgLevelPolicy !== undefined) return undefined;
  return zap === undefined ? atDelivery(message, copy) : byZap(zap);
}

function atDelivery(message: MailRecord, copy: MailCopy): Found | undefined {
  const verdict = verdictOf(message, copy);
  if (verdict === undefined) return undefined;
  const { threat, technology } = verdict;
  return { threat: threat === 'Bulk' ? 'Spam' : threat, eventType: technology };
}

function byZap(zap: PostDelivery): Found | undefined {
  const found = zapDetection(zap);
  return found === undefined ? undefined : { threat: found.threat, eventType: found.technology };
}

const ACTION_OF: Readonly<Record<ReturnType<typeof outcomeOf>, ReportAction>> = {
  delivered: 'NoAction',
  junked: 'MoveToJmf',
  quarantined: 'Quarantine',
  rejected: 'Delete',
};

function actionOf(copy: MailCopy, zap: PostDelivery | undefined): ReportAction {
  if (zap === undefined) return ACTION_OF[outcomeOf(copy)];
  return zap.to === 'quarantine' ? 'Quarantine' : 'MoveToJmf';
}
