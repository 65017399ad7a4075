import type { Alert } from '../alerts/alert.js';
import type { AuditRecord } from '../alerts/audit.js';
import { refusals } from '../alerts/press-plan.js';
import type { Json } from '../lib/json.js';
import { localTime } from '../lib/local-time.js';
import { ownText, Untrusted } from '../lib/untrusted.js';
import { acknowledgedAs } from '../spam/acknowledge-causes.js';
import type { Tenant } from '../tenants/tenant.js';
import { alertWords, kindOfEvent, type AlertTopic } from './mailbox-alert-words.js';
import {
  isMailbox,
  type FactPerson,
  type MailboxFact,
  type MailboxIdentity,
  type Part,
} from './mailbox-fact.js';
import { measureWords } from './mailbox-measure-words.js';

/** What a line of the record is read with. */
export interface AuditContext {
  readonly tenant: Tenant;
  readonly identity: MailboxIdentity;
  readonly timeZone: string;
  /** The alerts that concern the mailbox, by id. */
  readonly topics: ReadonlyMap<string, AlertTopic>;
  /** Names under which people were stored, by object id in lower case. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * What one line of the record says about the mailbox, if it says anything. Keeping of cards and work is left out: it tells
 * nothing of the mailbox. A line in words that are not known here is told as it is recorded. Pure.
 */
export function auditFact(line: AuditRecord, context: AuditContext): MailboxFact | undefined {
  const topic = line.alertId === undefined ? undefined : context.topics.get(line.alertId);
  if (topic === undefined || isBookkeeping(line.what)) return undefined;
  const said = saidBy(line, topic, context);
  if (said === undefined) return undefined;
  const { tenant } = context;
  return {
    at: line.at,
    order: line.sequence,
    key: `audit|${tenant.id}|${line.sequence}`,
    tenant,
    reference: line.alertId,
    who: personOf(line, context),
    ...said,
  };
}

type Said = Pick<MailboxFact, 'kind' | 'weight' | 'sentence'>;

function isBookkeeping(what: string): boolean {
  return /^(card|group|outbox)\./.test(what) || what.endsWith('.acting');
}

function saidBy(line: AuditRecord, topic: AlertTopic, context: AuditContext): Said | undefined {
  const [area = '', event = ''] = line.what.split('.');
  if (area === 'alert') return alertSaid(line, event, topic, context);
  if (area === 'measure') return measureSaid(line, event, topic, context);
  if (line.what === 'press.refused') return refusedSaid(line, topic);
  return { kind: 'decision', weight: 0, sentence: [ownText(`Recorded: ${line.what}.`)] };
}

function alertSaid(
  { detail }: AuditRecord,
  event: string,
  topic: AlertTopic,
  context: AuditContext,
): Said | undefined {
  // The line of the message itself says it already, with the id of the alert.
  if (topic.kind === 'zap' && event === 'raised') return undefined;
  const kind = kindOfEvent(event, topic);
  return {
    kind,
    weight: kind === 'zapped' ? 0 : 2,
    sentence: [...alertWords(event, topic, detail), ...tail(detail, event, context)],
  };
}

function measureSaid(
  { detail }: AuditRecord,
  event: string,
  topic: AlertTopic,
  { identity }: AuditContext,
): Said | undefined {
  const name = text(detail['measure']);
  const target = text(detail['target']);
  const words = measureWords(name, event);
  const isOwn = isMailbox(identity, { address: target, objectId: target });
  // Of a message that many got, what was done to the others' accounts is no part of this mailbox's history.
  if (words.ofAccount && !isOwn) return undefined;
  return {
    kind: words.ofAccount ? 'account' : 'decision',
    weight: 2,
    sentence: [ownText(words.sentence), ...aboutOf(topic, words.ofAccount), ...noteOf(detail)],
  };
}

/** Which message a measure was about, where it is one of a message. */
function aboutOf(topic: AlertTopic, ofAccount: boolean): readonly Part[] {
  return topic.kind === 'zap' && !ofAccount && topic.subject !== ''
    ? [ownText(' Message "'), Untrusted.of(topic.subject), ownText('".')]
    : [];
}

/** The buttons, as their cards call them. */
const buttons: Readonly<Record<string, string | undefined>> = {
  'alert.remove': 'Remove',
  'alert.approve': 'Approve',
  'alert.undo': 'Undo',
  'alert.revoke': 'Revoke',
  'alert.acknowledge': 'Acknowledge',
  'measure.order': 'Order',
  'measure.undo': 'Undo',
};

function refusedSaid({ detail }: AuditRecord, topic: AlertTopic): Said {
  const refusal = text(detail['refusal']);
  const why = Object.hasOwn(refusals, refusal)
    ? ` ${refusals[refusal as keyof typeof refusals]}`
    : '';
  const button = buttons[text(detail['verb'])] ?? text(detail['verb']);
  const measure = text(detail['measure']).replaceAll('-', ' ');
  return {
    kind: 'refused',
    weight: 0,
    sentence: [
      ownText('A press of "'),
      Untrusted.of(measure === '' ? button : `${button}: ${measure}`),
      ownText(`" was refused.${why}`),
      ...aboutOf(topic, false),
    ],
  };
}

/** Until when, why, for what, and how it was verified. */
function tail(
  detail: AuditRecord['detail'],
  event: string,
  { timeZone }: AuditContext,
): readonly Part[] {
  return [
    ...(event === 'approve' ? [ownText(periodOf(detail['expiresAt'], timeZone))] : []),
    ...scopeOf(detail['scope'], detail['approvedOn']),
    ...quoted(' Reason: "', detail['reason']),
    ...causeOf(detail['cause']),
    ...noteOf(detail),
  ];
}

function periodOf(expiresAt: Json | undefined, timeZone: string): string {
  const until = text(expiresAt);
  return until === ''
    ? ' It holds until it is revoked.'
    : ` It holds until ${localTime(until, timeZone)}.`;
}

function scopeOf(scope: Json | undefined, approvedOn: Json | undefined): readonly Part[] {
  const on = text(approvedOn);
  const covered =
    on === '' ? [] : [ownText(' The approval was given on '), Untrusted.of(on), ownText('.')];
  if (typeof scope !== 'object' || scope === null || Array.isArray(scope)) return covered;
  const { name, value } = scope as Readonly<Record<string, Json>>;
  return [
    ownText(' For everything of the same '),
    Untrusted.of(text(name)),
    ownText(' ('),
    Untrusted.of(text(value)),
    ownText(').'),
    ...covered,
  ];
}

function quoted(before: string, value: Json | undefined): readonly Part[] {
  const said = text(value);
  return said === '' ? [] : [ownText(before), Untrusted.of(said), ownText('".')];
}

/** What somebody who closed it said that it turned out to be. */
function causeOf(cause: Json | undefined): readonly Part[] {
  const code = text(cause);
  return quoted(' It turned out to be: "', acknowledgedAs(code) ?? code);
}

function noteOf({ note }: AuditRecord['detail']): readonly Part[] {
  const said = text(note);
  return said === '' ? [] : [ownText(' '), Untrusted.of(said)];
}

function personOf({ actor }: AuditRecord, { names }: AuditContext): FactPerson | undefined {
  if (actor === undefined) return undefined;
  const name = names.get(actor.objectId.toLowerCase());
  return { objectId: actor.objectId, ...(name === undefined ? {} : { name: Untrusted.of(name) }) };
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The names under which people acted on an alert, as they were stored. */
export function* namesIn({ outcome, measures = [] }: Alert): Generator<readonly [string, string]> {
  if (outcome?.by) yield [outcome.by.objectId.toLowerCase(), outcome.by.name];
  for (const { by } of measures) yield [by.objectId.toLowerCase(), by.name];
}
