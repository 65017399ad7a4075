import { sha256Hex } from '../lib/digest.js';
import type { Tenant } from '../tenants/tenant.js';
import { alertIdOf, type Alert, type AlertId } from './alert.js';
import type { AuditDraft } from './audit.js';
import { decideAndCommit, owe, oweGroup, type Decision } from './commit.js';
import type { AlertKind, Finding } from './finding.js';
import { groupAbove } from './group.js';
import { judge } from './judge.js';
import { advance } from './advance.js';
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

function newGroupId({ tenant, kind }: Sighting, now: Date): string {
  return sha256Hex(`${tenant.id}|${kind}|${now.toISOString()}`).slice(0, 20);
}

type Settling = 'raised' | 'advanced' | 'nothing';

function settleFinding(
  services: AlertServices,
  { tenant, uncertain }: Sighting,
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
      now,
    });
    switch (judgement.kind) {
      case 'nothing':
        return { writes: [], audit: [], result: 'nothing' };
      case 'seen':
        return { writes: [alertWrite(judgement.alert, existing)], audit: [], result: 'nothing' };
      case 'raise': {
        const alert: Alert = judgement.approved
          ? { ...judgement.alert, state: 'approved' }
          : { ...judgement.alert, ...(groupId === undefined ? {} : { groupId }) };
        const announce =
          judgement.approved || groupId !== undefined
            ? []
            : [owe(tenant.id, { kind: 'post-alert', alertId: id }, now)];
        return {
          writes: [alertWrite(alert, undefined), ...announce],
          audit: [draft(alert, 'alert.raised', now)],
          result: 'raised',
        };
      }
      case 'advance':
        return {
          writes: [
            alertWrite(judgement.alert, existing),
            owe(tenant.id, { kind: 'update-alert', alertId: id }, now),
            ...(judgement.notify ? [owe(tenant.id, { kind: 'post-alert', alertId: id }, now)] : []),
            ...oweGroup(judgement.alert, now),
          ],
          audit: [draft(judgement.alert, `alert.${judgement.event}`, now)],
          result: 'advanced',
        };
    }
  });
}

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
  { tenant, findings }: Sighting,
  known: ReadonlyMap<AlertId, Versioned<Alert>>,
): Promise<AlertId[]> {
  const seen = new Set(findings.map((finding) => alertIdOf(finding)));
  const resolved: AlertId[] = [];
  for (const { row: alert } of known.values()) {
    const busy = alert.state === 'removing' || alert.state === 'restoring';
    if (seen.has(alert.id) || hasEnded(alert.state) || busy) continue;
    if (await isGone(services, alert)) {
      const note =
        alert.kind === 'forward' ? 'A complete read of the mailbox no longer shows it.' : undefined;
      const result = await advance(services, tenant.id, alert.id, { event: 'gone', note });
      if (result !== undefined) resolved.push(alert.id);
    }
  }
  return resolved;
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

/** Gives every grouped alert its group, also those of a scan that broke off between the alerts and the card. */
async function completeGroups(services: AlertServices, tenant: Tenant): Promise<void> {
  const members = new Map<string, AlertId[]>();
  for await (const { row } of services.store.alerts(tenant.id)) {
    if (row.groupId === undefined) continue;
    members.set(row.groupId, [...(members.get(row.groupId) ?? []), row.id]);
  }
  for (const [groupId, alertIds] of members) {
    await decideAndCommit(services, tenant.id, async (): Promise<Decision<undefined>> => {
      const existing = await services.store.group(tenant.id, groupId);
      if (existing) return { writes: [], audit: [], result: undefined };
      const now = services.clock.now();
      const value = {
        id: groupId,
        tenantId: tenant.id,
        tenantName: tenant.name,
        alertIds,
        createdAt: now.toISOString(),
      };
      return {
        writes: [
          { type: 'group', value, etag: undefined },
          owe(tenant.id, { kind: 'post-group', groupId }, now),
        ],
        audit: [
          {
            at: now.toISOString(),
            what: 'group.raised',
            detail: { groupId, count: alertIds.length },
          },
        ],
        result: undefined,
      };
    });
  }
}
