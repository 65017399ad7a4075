import type { Alert } from '../alerts/alert.js';
import type { Approval } from '../alerts/approval.js';
import { hasEnded } from '../alerts/lifecycle.js';
import { ownText, Untrusted } from '../lib/untrusted.js';
import { parseSpamFacts } from '../spam/facts.js';
import type { Tenant } from '../tenants/tenant.js';
import { parseZapFacts } from '../zap/facts.js';
import type { ZapRecord } from '../zap/records.js';
import type { AlertTopic } from './mailbox-alert-words.js';
import { auditFact, namesIn } from './mailbox-audit-facts.js';
import { accountsIn, topicOf } from './mailbox-concern.js';
import { coverageOf, FlowReading } from './mailbox-coverage.js';
import { isMailbox, type MailboxFact, type MailboxIdentity, type Part } from './mailbox-fact.js';
import { forwardPlace } from './mailbox-forward-words.js';
import { IdentityLearner, type KnownAccount } from './mailbox-identity.js';
import { sendingText } from './mailbox-sender-words.js';
import type { MailboxStores } from './mailbox-stores.js';
import type { AccountMeasure, StandingAlert, TenantTrace } from './mailbox-trace.js';
import { mayBeLeftOut, messageOfAlert, messageOfRecord, zapFacts } from './mailbox-zap-facts.js';

export interface MailboxQuestion {
  /** Lower case. */
  readonly address: string;
  readonly tenants: readonly Tenant[];
  /** Account and other addresses in the tenant that owns the domain, where the directory was asked. */
  readonly known?: { readonly tenant: Tenant; readonly account: KnownAccount } | undefined;
  /** IANA zone in which sentences name times. */
  readonly timeZone: string;
}

/** Looks through everything that is stored, tenant by tenant: memory holds what concerns the mailbox, and one row more. */
export async function gatherMailbox(
  stores: MailboxStores,
  question: MailboxQuestion,
): Promise<readonly TenantTrace[]> {
  const traces: TenantTrace[] = [];
  for (const tenant of question.tenants) traces.push(await traceIn(stores, tenant, question));
  return traces;
}

async function traceIn(
  stores: MailboxStores,
  tenant: Tenant,
  { address, known, timeZone }: MailboxQuestion,
): Promise<TenantTrace> {
  const account = known?.tenant.id === tenant.id ? known.account : undefined;
  const learner = new IdentityLearner(address, account);
  let found = await alertsAndMessages(stores, tenant, learner);
  // What was passed over before the account or another address was known is looked at once more.
  while (learner.hasLearned()) found = await alertsAndMessages(stores, tenant, learner);
  const { identity } = learner;
  const { topics, names } = found;
  const context = { tenant, identity, timeZone, topics, names };
  const facts: MailboxFact[] = [...found.facts];
  let recordedSince: string | undefined;
  for await (const line of stores.alerts.audit(tenant.id)) {
    recordedSince ??= line.at;
    const fact = auditFact(line, context);
    if (fact) facts.push(fact);
    // Without an alert that concerns the mailbox no line does.
    if (topics.size === 0) break;
  }
  const flow = new FlowReading(identity, tenant);
  for await (const day of stores.spamDays.list(tenant.id)) facts.push(...flow.add(day));
  const { messagesCut, standing, measures, sendingBlocked } = found;
  return {
    ...{ tenant, identity, facts, standing, measures, sendingBlocked },
    coverage: await coverageOf(stores, tenant, { flow: flow.coverage, recordedSince, messagesCut }),
  };
}

/** What one pass over the alerts and messages of a tenant has found. */
class Found {
  readonly facts: MailboxFact[] = [];
  readonly topics = new Map<string, AlertTopic>();
  readonly standing: StandingAlert[] = [];
  readonly measures: AccountMeasure[] = [];
  readonly names = new Map<string, string>();
  readonly approvals = new Map<string, Approval>();
  /** What alerts know of messages, by the message's key. */
  readonly messages = new Map<string, AlertedMessage>();
  messagesCut = 0;
  sendingBlocked: TenantTrace['sendingBlocked'];
}

interface AlertedMessage {
  readonly alertId: string;
  readonly facts: readonly MailboxFact[];
}

async function alertsAndMessages(
  stores: MailboxStores,
  tenant: Tenant,
  learner: IdentityLearner,
): Promise<Found> {
  const found = new Found();
  const { identity } = learner;
  await lookAtApprovals(stores, tenant, found);
  for await (const { row } of stores.alerts.alerts(tenant.id)) {
    for (const account of accountsIn(row)) learner.learn(account);
    for (const [objectId, name] of namesIn(row)) found.names.set(objectId, name);
    lookAtAlert(row, { tenant, identity, found });
  }
  for await (const { record } of stores.records.list(tenant.id)) {
    for (const recipient of record.recipients) learner.learn(recipient);
    lookAtRecord(record, { tenant, identity, found });
  }
  // Records are forgotten before alerts are, and may have room for others of the recipients.
  for (const { facts } of found.messages.values()) found.facts.push(...facts);
  return found;
}

interface Look {
  readonly tenant: Tenant;
  readonly identity: MailboxIdentity;
  readonly found: Found;
}

function lookAtAlert(alert: Alert, { tenant, identity, found }: Look): void {
  const topic = topicOf(alert, identity);
  if (topic === undefined) return;
  const { id, kind, facts, firstSeenAt, state } = alert;
  found.topics.set(id, topic);
  found.measures.push(...ownMeasures(alert, identity));
  if (!hasEnded(state)) found.standing.push(standingOf(alert, found.approvals.get(id)));
  if (kind === 'spam') found.sendingBlocked = laterBlock(found.sendingBlocked, alert);
  if (kind !== 'zap') return;
  const message = messageOfAlert(parseZapFacts(facts), firstSeenAt);
  found.messages.set(message.key, {
    alertId: id,
    facts: zapFacts(message, identity, { tenant, reference: id }),
  });
}

/** What the last alert about its sending says of a block. */
function laterBlock(
  before: TenantTrace['sendingBlocked'],
  { facts, lastSeenAt: readAt }: Alert,
): TenantTrace['sendingBlocked'] {
  const { blocked, blockedAt: since } = parseSpamFacts(facts);
  if (!blocked) return before;
  return before === undefined || before.readAt < readAt ? { since, readAt } : before;
}

function lookAtRecord(record: ZapRecord, { tenant, identity, found }: Look): void {
  const message = messageOfRecord(record);
  const reference = found.messages.get(message.key)?.alertId;
  const facts = zapFacts(message, identity, { tenant, reference });
  if (facts.length > 0) found.messages.delete(message.key);
  else if (mayBeLeftOut(message) && reference === undefined) found.messagesCut += 1;
  found.facts.push(...facts);
}

function ownMeasures(alert: Alert, identity: MailboxIdentity): readonly AccountMeasure[] {
  return (alert.measures ?? [])
    .filter(({ target }) => isMailbox(identity, { address: target, objectId: target }))
    .map((measure) => ({ ...measure, alertId: alert.id }));
}

function standingOf(alert: Alert, approval: Approval | undefined): StandingAlert {
  const { id, kind, state, changedAt, lastSeenAt, outcome } = alert;
  const by = approval?.revoked === undefined ? (approval ?? outcome) : outcome;
  const decided =
    state === 'approved' && by?.by !== undefined
      ? { by: by.by, reason: by.reason ?? '', expiresAt: by.expiresAt }
      : undefined;
  return {
    ...{ id, kind, state, changedAt, lastSeenAt },
    what: whatOf(alert),
    ...(decided === undefined ? {} : { approval: decided }),
  };
}

function whatOf({ kind, facts }: Alert): readonly Part[] {
  if (kind === 'forward') return forwardPlace(facts);
  if (kind === 'spam') return [ownText(sendingText(facts))];
  if (kind === 'unreadable') return [];
  const { subject } = parseZapFacts(facts);
  return subject === '' ? [] : [ownText(' "'), Untrusted.of(subject), ownText('"')];
}

async function lookAtApprovals(
  { alerts }: MailboxStores,
  tenant: Tenant,
  { approvals, names }: Found,
): Promise<void> {
  for await (const { row } of alerts.approvals(tenant.id)) {
    names.set(row.by.objectId.toLowerCase(), row.by.name);
    if (row.revoked) names.set(row.revoked.by.objectId.toLowerCase(), row.revoked.by.name);
    approvals.set(row.alertId, row);
  }
}
