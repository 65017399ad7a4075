import { createHash } from 'node:crypto';
import { seededGuid } from '../scenario/seeded-guid.js';
import type { MailClick, MailCopy, MailPlace, MailRecord, PostDelivery } from './mail-record.js';
import type { MailSettings } from './tenant-mail.js';

export type ZapThreatKind = 'phish' | 'malware' | 'spam';

/** Puts a copy into another place. Its ordinary id is another one afterwards. */
export function moveCopy(copy: MailCopy, to: MailPlace, at: string): void {
  if (copy.place === to) return;
  copy.place = to;
  copy.moves = (copy.moves ?? 0) + 1;
  touch(copy, at);
}

/** The user opens the message. */
export function readCopy(copy: MailCopy, at: string): void {
  copy.isRead = true;
  copy.accesses = [...(copy.accesses ?? []), { at, how: 'item' }];
  touch(copy, at);
}

export interface ClickInput {
  readonly at: string;
  readonly url: string;
  readonly actionType?: MailClick['actionType'] | undefined;
  readonly isClickedThrough?: boolean | undefined;
  readonly ip?: string | undefined;
}

/** The user clicks a link, which Safe Links logs. Who clicks has read. */
export function clickLink(copy: MailCopy, input: ClickInput): MailClick {
  const click: MailClick = {
    at: input.at,
    url: input.url,
    actionType: input.actionType ?? 'ClickAllowed',
    isClickedThrough: input.isClickedThrough ?? false,
    ip: input.ip ?? '198.51.100.77',
    reportId: seededGuid(`${copy.immutableId} click ${copy.clicks.length}`),
  };
  copy.clicks.push(click);
  if (!copy.isRead) readCopy(copy, input.at);
  return click;
}

const ACTION_TYPES = { phish: 'Phish ZAP', malware: 'Malware ZAP', spam: 'Spam ZAP' } as const;
const QUARANTINE_TYPES = { phish: 'HighConfPhish', malware: 'Malware', spam: 'Spam' } as const;

export interface ZapInput {
  readonly at: string;
  readonly threat: ZapThreatKind;
  /** 'Error': it could not be moved. 'UserTriaged': the user was first. Else ZAP succeeds. */
  readonly result?: PostDelivery['result'] | undefined;
  /** Where to, against the policy of the tenant. */
  readonly to?: 'junkemail' | 'quarantine' | undefined;
}

/**
 * Zero-hour auto purge looks at one copy: malware goes to quarantine, phish and spam where the policy says, spam only while
 * it is unread. Undefined: there is nothing for ZAP to do.
 * Microsoft Learn: "Zero-hour auto purge (ZAP) in Microsoft Defender for Office 365".
 */
export function zapCopy(
  copy: MailCopy,
  settings: Pick<MailSettings, 'phishAction' | 'spamAction'>,
  { at, threat, result = 'Success', to = actionOf(threat, settings) }: ZapInput,
): PostDelivery | undefined {
  if (copy.place !== 'inbox' && copy.place !== 'deleteditems') return undefined;
  if (threat === 'spam' && copy.isRead) return undefined;
  const moved = result === 'Success';
  const event: PostDelivery = {
    at,
    actionType: ACTION_TYPES[threat],
    result,
    from: copy.place,
    to: moved ? to : copy.place,
  };
  copy.postDelivery.push(event);
  if (!moved) return event;
  moveCopy(copy, to, at);
  // Microsoft's text knows the header from messages that ZAP moved to Junk.
  if (to === 'junkemail') copy.zapStamp = opaqueStamp(copy.immutableId);
  else putInQuarantine(copy, QUARANTINE_TYPES[threat], at);
  return event;
}

function actionOf(
  threat: ZapThreatKind,
  settings: Pick<MailSettings, 'phishAction' | 'spamAction'>,
): 'junkemail' | 'quarantine' {
  if (threat === 'malware') return 'quarantine';
  return threat === 'phish' ? settings.phishAction : settings.spamAction;
}

type Quarantine = NonNullable<MailCopy['quarantine']>;

export function putInQuarantine(copy: MailCopy, type: Quarantine['type'], at: string): void {
  const [message, recipient] = [seededGuid(copy.immutableId), seededGuid(`${copy.recipient} q`)];
  copy.quarantine = {
    identity: `${message}\\${recipient}`,
    type,
    at,
    releaseStatus: 'NotReleased',
  };
}

/** As the real one: base64 of whole blocks of 16 bytes, from which nothing can be read. */
function opaqueStamp(seed: string): string {
  const blocks = Array.from({ length: 12 }, (_, index) =>
    createHash('sha256').update(`${seed} zap ${index}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, 368).toString('base64');
}

/** The last change of any kind is what `lastModifiedDateTime` shows. */
function touch(copy: MailCopy, at: string): void {
  if (at > copy.lastModifiedAt) copy.lastModifiedAt = at;
}

/** The copy of one recipient, by address or user principal name. */
export function copyFor(message: MailRecord, recipient: string): MailCopy | undefined {
  const name = recipient.toLowerCase();
  return message.copies.find((copy) => copy.recipient === name || copy.upn === name);
}
