import type { AlertKind } from '../alerts/finding.js';
import type { AuditRecord } from '../alerts/audit.js';
import { ownText, Untrusted } from '../lib/untrusted.js';
import type { FactKind, Part } from './mailbox-fact.js';
import { forwardPlace } from './mailbox-forward-words.js';
import { sendingText } from './mailbox-sender-words.js';

/** An alert that concerns the mailbox: what its lines in the record are about. */
export interface AlertTopic {
  readonly kind: AlertKind;
  /** Of a message: its subject, raw. Empty otherwise. */
  readonly subject: string;
}

/** What was found by itself; everything else is a decision or what came of one. */
const found: ReadonlySet<string> = new Set([
  'raised',
  'changed',
  'changed-approved',
  'gone',
  'returned',
  'returned-approved',
]);

const foundKind: Readonly<Record<string, FactKind>> = { forward: 'forward', zap: 'zapped' };

export function kindOfEvent(event: string, { kind }: AlertTopic): FactKind {
  return found.has(event) ? (foundKind[kind] ?? 'sender') : 'decision';
}

/** One sentence per event, by kind of alert; `other` where the kind makes no difference. */
interface EventWords {
  readonly forward?: string;
  readonly zap?: string;
  readonly other: string;
}

const byEvent: Readonly<Record<string, EventWords | undefined>> = {
  raised: { forward: 'An external forward was found', other: 'Unusual sending was found' },
  changed: {
    forward: 'The forward changed; it leads',
    zap: 'More was found out about the message',
    other: 'More was found out about its sending',
  },
  'changed-approved': {
    forward: 'The forward changed, and the approval still covers it; it leads',
    zap: 'More was found out about the message, and the approval still holds',
    other: 'More was found out, and the approval still holds',
  },
  approve: {
    forward: 'The forward was approved',
    zap: 'The message was judged not malicious',
    other: 'It was approved',
  },
  acknowledge: {
    zap: 'The message was acknowledged as dealt with',
    other: 'Its sending was acknowledged as dealt with',
  },
  revoke: { other: 'The approval was taken back' },
  expire: { other: 'The approval ended' },
  remove: {
    forward: 'Removing the forward was ordered',
    zap: 'Removing the message everywhere was ordered',
    other: 'Removing it was ordered',
  },
  removed: {
    forward: 'The forward was removed',
    zap: 'The message was removed everywhere',
    other: 'It was removed',
  },
  refused: { other: 'Nothing was removed: it was not what the card had shown' },
  'remove-failed': {
    forward: 'The forward was not removed',
    zap: 'The message was not removed everywhere',
    other: 'It was not removed',
  },
  undo: { other: 'Undoing the removal was ordered' },
  restored: {
    forward: 'The forward was put back',
    zap: 'The message was put back',
    other: 'It was put back',
  },
  'restore-failed': {
    forward: 'The forward was not put back',
    zap: 'The message was not put back',
    other: 'It was not put back',
  },
  gone: { forward: 'The forward disappeared without Inbox Warden', other: 'It disappeared' },
  returned: {
    forward: 'The forward was there again, leading',
    zap: 'The message was seen again',
    other: 'It was seen again',
  },
  'returned-approved': {
    forward: 'The forward was there again, and the approval still holds; it leads',
    zap: 'The message was seen again, and the approval still holds',
    other: 'It was seen again, and the approval still holds',
  },
};

/** The first sentence of an alert's line in the record. */
export function alertWords(
  event: string,
  topic: AlertTopic,
  detail: AuditRecord['detail'],
): readonly Part[] {
  const words = byEvent[event];
  if (words === undefined) return [ownText(`Recorded: alert ${event}.`)];
  const covered =
    event === 'raised' && detail['state'] === 'approved' ? '; an approval covers it' : '';
  return [
    ownText(startOf(words, topic)),
    ...(topic.kind === 'zap' || found.has(event) ? matterOf(topic, detail) : []),
    ownText(`${covered}.`),
  ];
}

function startOf({ forward, zap, other }: EventWords, { kind }: AlertTopic): string {
  if (kind === 'forward') return forward ?? other;
  return kind === 'zap' ? (zap ?? other) : other;
}

/** Where it leads, what the message was called, or what was sent. */
function matterOf({ kind, subject }: AlertTopic, detail: AuditRecord['detail']): readonly Part[] {
  switch (kind) {
    case 'forward':
      return forwardPlace(detail['facts']);
    case 'zap':
      return subject === '' ? [] : [ownText(': "'), Untrusted.of(subject), ownText('"')];
    case 'spam':
      return [ownText(sendingText(detail['facts']))];
    case 'unreadable':
      return [];
  }
}
