import type { Alert, AlertId } from '../alerts/alert.js';
import type { Approval } from '../alerts/approval.js';
import type { AuditRecord } from '../alerts/audit.js';
import { isUndecided } from '../alerts/lifecycle.js';
import type { AlertStore } from '../alerts/ports.js';
import type { DigestPeriod } from '../digest/period.js';
import type { ApprovalLine, DecisionLine, DigestRow, ForwardLine } from '../digest/row.js';
import type { Tenant } from '../tenants/tenant.js';
import { listedAlert } from './alert-list.js';

const minuteMs = 60_000;
/** An approval that ends within this time is worth a look. */
const expiresWithinMs = 14 * 86_400_000;

/** What the record says happened to one alert. */
interface Story {
  appeared: boolean;
  removed: boolean;
  approved: boolean;
  gone: boolean;
  /** Since when it has waited for a decision, while it does. */
  pendingSince?: string | undefined;
  readonly decided: {
    readonly detectedAt: string;
    readonly decidedAt: string;
    readonly decision: DecisionLine['decision'];
  }[];
}

const decisions: Readonly<Record<string, DecisionLine['decision']>> = {
  'alert.approve': 'approve',
  'alert.remove': 'remove',
  'alert.acknowledge': 'acknowledge',
};

/** After these somebody has to decide (again). */
const waits: ReadonlySet<string> = new Set([
  'alert.raised',
  'alert.changed',
  'alert.returned',
  'alert.revoke',
  'alert.expire',
  'alert.refused',
  'alert.remove-failed',
  'alert.restored',
]);

/** After these nobody has to, though nobody did. */
const settles: ReadonlySet<string> = new Set([
  'alert.gone',
  'alert.removed',
  'alert.changed-approved',
  'alert.returned-approved',
]);

/**
 * Forwards, decisions and approvals of one tenant. What happened is told by the audit record, which is never rewritten;
 * what is open is told by the alerts as they are now.
 */
export async function* alertLines(
  store: Pick<AlertStore, 'alerts' | 'approvals' | 'audit'>,
  tenant: Tenant,
  period: DigestPeriod,
  now: Date,
): AsyncGenerator<DigestRow> {
  const stories = await storiesOf(store.audit(tenant.id), period);
  const alerts = new Map<AlertId, Alert>();
  for await (const { row } of store.alerts(tenant.id)) {
    alerts.set(row.id, row);
    yield* linesOf(row, tenant, stories.get(row.id) ?? quiet, now);
  }
  for await (const { row } of store.approvals(tenant.id)) {
    const line = approvalLine(row, tenant, alerts.get(row.alertId), now);
    if (line !== undefined) yield line;
  }
}

/** How many alerts of a tenant wait for a decision, and the name that they know the tenant by. */
export async function waitingIn(
  store: Pick<AlertStore, 'alerts'>,
  tenantId: Tenant['id'],
): Promise<{ readonly name: string | undefined; readonly waiting: number }> {
  let name: string | undefined;
  let waiting = 0;
  for await (const { row } of store.alerts(tenantId)) {
    name ??= row.tenantName;
    if (isWaiting(row)) waiting += 1;
  }
  return { name, waiting };
}

/** What could not be read is in the coverage, and nobody can decide it. */
function isWaiting({ kind, state }: Alert): boolean {
  return kind !== 'unreadable' && isUndecided(state);
}

async function storiesOf(
  audit: AsyncIterable<AuditRecord>,
  period: DigestPeriod,
): Promise<ReadonlyMap<string, Story>> {
  const stories = new Map<string, Story>();
  for await (const record of audit) {
    const { alertId } = record;
    if (alertId === undefined) continue;
    const story = stories.get(alertId) ?? {
      ...{ appeared: false, removed: false, approved: false, gone: false },
      decided: [],
    };
    stories.set(alertId, story);
    tell(story, record, isWithin(record.at, period));
  }
  return stories;
}

function isWithin(at: string, { from, to }: DigestPeriod): boolean {
  const time = Date.parse(at);
  return time >= Date.parse(from) && time < Date.parse(to);
}

function tell(story: Story, { what, at, detail }: AuditRecord, inPeriod: boolean): void {
  if (inPeriod) mark(story, what);
  const decision = decisions[what];
  if (decision !== undefined) {
    const detectedAt = story.pendingSince;
    if (inPeriod && detectedAt !== undefined) {
      story.decided.push({ detectedAt, decidedAt: at, decision });
    }
    story.pendingSince = undefined;
    return;
  }
  // An approval of a wider scope covered it when it was found.
  const covered = what === 'alert.raised' && detail['state'] === 'approved';
  if (waits.has(what) && !covered) story.pendingSince ??= at;
  else if (settles.has(what)) story.pendingSince = undefined;
}

function mark(story: Story, what: string): void {
  if (what === 'alert.raised' || what === 'alert.returned') story.appeared = true;
  if (what === 'alert.removed') story.removed = true;
  if (what === 'alert.approve') story.approved = true;
  if (what === 'alert.gone') story.gone = true;
}

const quiet: Story = {
  ...{ appeared: false, removed: false, approved: false, gone: false },
  decided: [],
};

function* linesOf(
  alert: Alert,
  { id: tenantId, name: tenant }: Tenant,
  story: Story,
  now: Date,
): Generator<DigestRow> {
  if (alert.kind === 'unreadable') return;
  const of = { tenantId, tenant };
  const since = story.pendingSince ?? alert.firstSeenAt;
  const waiting = isWaiting(alert);
  const minutes = waiting ? minutesBetween(since, now.toISOString()) : 0;
  if (alert.kind === 'forward') yield* forwardLines(alert, of, story, { waiting, minutes });
  const { id: alertId, kind, severity } = alert;
  const decision = { section: 'decisions', ...of, alertId, kind, severity } as const;
  for (const one of story.decided) {
    yield { ...decision, ...one, minutes: minutesBetween(one.detectedAt, one.decidedAt) };
  }
  if (waiting) yield { ...decision, detectedAt: since, decision: 'none', minutes };
}

function* forwardLines(
  alert: Alert,
  of: Pick<ForwardLine, 'tenantId' | 'tenant'>,
  { appeared, removed, approved, gone }: Story,
  wait: Pick<ForwardLine, 'waiting' | 'minutes'>,
): Generator<ForwardLine> {
  if (![appeared, removed, approved, gone, wait.waiting].includes(true)) return;
  const { subject: mailbox, facts } = listedAlert(alert);
  const { id: alertId, severity, state } = alert;
  yield {
    ...{ section: 'forwards', ...of, alertId, mailbox, destination: facts[0] ?? '' },
    ...{ severity, state, appeared, removed, approved, gone, ...wait },
  };
}

/** Clocks of two replicas may disagree: never negative. */
function minutesBetween(from: string, to: string): number {
  return Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / minuteMs));
}

function approvalLine(
  approval: Approval,
  { id: tenantId, name: tenant }: Tenant,
  alert: Alert | undefined,
  now: Date,
): ApprovalLine | undefined {
  const { alertId, scope, by, reason, at, expiresAt, revoked } = approval;
  const left = Date.parse(expiresAt ?? '9999') - now.getTime();
  if (revoked !== undefined || left <= 0) return undefined;
  return {
    ...{ section: 'approvals', tenantId, tenant, alertId, at, reason, by: by.name },
    kind: alert?.kind ?? '',
    subject: scope?.value ?? subjectOf(alert) ?? alertId,
    scope: scope?.name ?? '',
    ...(expiresAt === undefined ? {} : { expiresAt }),
    expiring: left <= expiresWithinMs,
  };
}

/** The mailbox of a forward, the sender of a message. */
function subjectOf(alert: Alert | undefined): string | undefined {
  if (alert === undefined) return undefined;
  const { subject, facts } = listedAlert(alert);
  return alert.kind === 'zap' ? facts[0] : subject;
}
