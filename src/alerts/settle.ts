import { sha256Hex } from '../lib/digest.js';
import type { Tenant } from '../tenants/tenant.js';
import { alertIdOf, type Alert, type AlertId } from './alert.js';
import type { AuditDraft } from './audit.js';
import { decideAndCommit, owe, oweGroup, type Decision } from './commit.js';
import type { AlertKind, Finding } from './finding.js';
import { groupAbove } from './group.js';
import { judge, type Judgement } from './judge.js';
import { advance } from './advance.js';
import { completeGroups } from './complete-groups.js';
import { hasEnded } from './lifecycle.js';
import type { Versioned, Write } from './ports.js';
import type { AlertServices } from './services.js';

/** What one detector saw in one tenant, and whether it saw everything. */
export interface Sighting {
  readonly tenant: Tenant;
  readonly kind: AlertKind;
  readonly findings: readonly Finding[];
  /** Identities of findings that rest on a failed look-up. */
  readonly uncertain?: ReadonlySet<string>;
  /** When the reading began, if it took time: it proves nothing about what has been changed or seen since. */
  readonly since?: Date | undefined;
  /** True when everything was read. Only then may an alert that was not seen again be looked at for having gone. */
  readonly complete: boolean;
}

export interface Settled {
  readonly raised: readonly AlertId[];
  readonly advanced: readonly AlertId[];
  readonly resolved: readonly AlertId[];
}

/** A mailbox that can't be found any more counts as gone after this long. */
const missingForMs = 24 * 60 * 60_000;

/** Turns what a scan saw into alerts: each finding into one alert, each vanished one into a resolved alert. Idempotent. */
export async function settle(services: AlertServices, sighting: Sighting): Promise<Settled> {
  const known = await knownAlerts(services, sighting);
  const unknownCount = sighting.findings.filter((finding) => !known.has(alertIdOf(finding))).length;
  const groupId =
    unknownCount > groupAbove ? newGroupId(sighting, services.clock.now()) : undefined;
  const raised: AlertId[] = [];
  const advanced: AlertId[] = [];
  for (const finding of sighting.findings) {
    const what = await settleFinding(services, sighting, finding, groupId);
    if (what === 'raised') raised.push(alertIdOf(finding));
    if (what === 'advanced') advanced.push(alertIdOf(finding));
  }
  const resolved = sighting.complete ? await resolveVanished(services, sighting, known) : [];
  await completeGroups(services, sighting.tenant);
  return { raised, advanced, resolved };
}

async function knownAlerts(
  services: AlertServices,
  { tenant, kind }: Sighting,
): Promise<Map<AlertId, Versioned<Alert>>> {
  const known = new Map<AlertId, Versioned<Alert>>();
  for await (const alert of services.store.alerts(tenant.id)) {
    if (alert.row.kind === kind) known.set(alert.row.id, alert);
  }
  return known;
}

/** The same for scans of a tenant that run beside each other: what one of them raises stands on the other's card. */
function newGroupId({ tenant, kind }: Sighting, now: Date): string {
  const minute = now.toISOString().slice(0, 16);
  return sha256Hex(`${tenant.id}|${kind}|${minute}`).slice(0, 20);
}

type Settling = 'raised' | 'advanced' | 'nothing';

function settleFinding(
  services: AlertServices,
  { tenant, uncertain, since }: Sighting,
  finding: Finding,
  groupId: string | undefined,
): Promise<Settling> {
  const id = alertIdOf(finding);
  return decideAndCommit(services, tenant.id, async (): Promise<Decision<Settling>> => {
    const now = services.clock.now();
    const existing = await services.store.alert(tenant.id, id);
    const approval = await services.store.approval(tenant.id, id);
    const judgement = judge({
      finding,
      tenantName: tenant.name,
      existing: existing?.row,
      approval: approval?.row,
      uncertain: uncertain?.has(finding.identity) ?? false,
      settlingMs: services.options.verifyForMs,
      since,
      now,
    });
    return settlings[judgement.kind](judgement as never, { tenant, existing, groupId, now });
  });
}

interface Circumstance {
  readonly tenant: Tenant;
  readonly existing: Versioned<Alert> | undefined;
  readonly groupId: string | undefined;
  readonly now: Date;
}

/** What each judgement writes. */
const settlings: {
  readonly [K in Judgement['kind']]: (
    judgement: Extract<Judgement, { kind: K }>,
    circumstance: Circumstance,
  ) => Decision<Settling>;
} = {
  nothing: () => ({ writes: [], audit: [], result: 'nothing' }),
  seen: ({ alert }, { existing }) => ({
    writes: [alertWrite(alert, existing)],
    audit: [],
    result: 'nothing',
  }),
  raise: ({ alert: fresh, approved }, { tenant, groupId, now }) => {
    const grouped = groupId === undefined || approved ? {} : { groupId };
    const alert: Alert = { ...fresh, ...grouped, state: approved ? 'approved' : 'open' };
    const alone = !approved && groupId === undefined;
    return {
      writes: [
        alertWrite(alert, undefined),
        ...(alone ? [owe(tenant.id, { kind: 'post-alert', alertId: alert.id }, now)] : []),
      ],
      audit: [draft(alert, 'alert.raised', now)],
      result: 'raised',
    };
  },
  advance: ({ alert, event, notify }, { tenant, existing, now }) => ({
    writes: [
      alertWrite(alert, existing),
      owe(tenant.id, { kind: 'update-alert', alertId: alert.id }, now),
      ...(notify ? [owe(tenant.id, { kind: 'post-alert', alertId: alert.id }, now)] : []),
      ...oweGroup(alert, now),
    ],
    audit: [draft(alert, `alert.${event}`, now)],
    result: 'advanced',
  }),
};

function alertWrite(alert: Alert, existing: Versioned<Alert> | undefined): Write {
  return { type: 'alert', value: alert, etag: existing?.etag };
}

function draft(alert: Alert, what: string, now: Date): AuditDraft {
  return {
    at: now.toISOString(),
    what,
    alertId: alert.id,
    detail: { fingerprint: alert.fingerprint, severity: alert.severity, facts: alert.facts },
  };
}

/** Alerts that a complete scan did not see: each is read once more by itself before it is believed to be gone. */
async function resolveVanished(
  services: AlertServices,
  { tenant, findings, since }: Sighting,
  known: ReadonlyMap<AlertId, Versioned<Alert>>,
): Promise<AlertId[]> {
  const seen = new Set(findings.map((finding) => alertIdOf(finding)));
  const resolved: AlertId[] = [];
  for (const { row: alert } of known.values()) {
    const busy = alert.state === 'removing' || alert.state === 'restoring';
    if (seen.has(alert.id) || hasEnded(alert.state) || busy || isNewer(alert, since)) continue;
    if (await isGone(services, alert)) {
      const note =
        alert.kind === 'forward' ? 'A complete read of the mailbox no longer shows it.' : undefined;
      const result = await advance(services, tenant.id, alert.id, { event: 'gone', note });
      if (result !== undefined) resolved.push(alert.id);
    }
  }
  return resolved;
}

/** Somebody else's reading has seen it, or a person has decided about it, since this reading began. */
function isNewer({ lastSeenAt, changedAt }: Alert, since: Date | undefined): boolean {
  const latest = Math.max(Date.parse(lastSeenAt), Date.parse(changedAt));
  return since !== undefined && latest > since.getTime();
}

async function isGone(services: AlertServices, alert: Alert): Promise<boolean> {
  const remediation = services.kinds[alert.kind].remediation;
  if (!remediation) return true;
  const live = await remediation.read(alert);
  if (live.kind === 'absent') return true;
  if (live.kind === 'present' || live.cause.code !== 'mailbox-not-found') return false;
  return missingLongEnough(services, alert);
}

function missingLongEnough(services: AlertServices, alert: Alert): Promise<boolean> {
  return decideAndCommit(services, alert.tenantId, async (): Promise<Decision<boolean>> => {
    const current = await services.store.alert(alert.tenantId, alert.id);
    const now = services.clock.now();
    const since = current?.row.missingSince;
    if (current === undefined) return { writes: [], audit: [], result: false };
    if (since !== undefined) {
      return { writes: [], audit: [], result: now.getTime() - Date.parse(since) >= missingForMs };
    }
    const marked = { ...current.row, missingSince: now.toISOString() };
    return { writes: [alertWrite(marked, current)], audit: [], result: false };
  });
}
