import { sha256Hex } from '../lib/digest.js';
import type { Json } from '../lib/json.js';
import type { Tenant } from '../tenants/tenant.js';
import { alertIdOf, type Alert, type AlertId } from './alert.js';
import type { AuditDraft } from './audit.js';
import { decideAndCommit, owe, oweGroup, type Decision } from './commit.js';
import type { AlertKind, Finding } from './finding.js';
import { groupAbove } from './group.js';
import type { Approval, ApprovalScope } from './approval.js';
import { judge, type Judgement } from './judge.js';
import { completeGroups } from './complete-groups.js';
import { resolveVanished } from './resolve-vanished.js';
import type { Versioned, Write } from './ports.js';
import type { AlertServices } from './services.js';
import {
  CampaignRoots,
  decidingApproval,
  scopeApprovals,
  type ScopeApprovals,
} from './settle-context.js';

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

/** Turns what a scan saw into alerts: each finding into one alert, each vanished one into a resolved alert. Idempotent. */
export async function settle(services: AlertServices, sighting: Sighting): Promise<Settled> {
  const known = await knownAlerts(services, sighting);
  const unknownCount = sighting.findings.filter((finding) => !known.has(alertIdOf(finding))).length;
  const groupId =
    unknownCount > groupAbove ? newGroupId(sighting, services.clock.now()) : undefined;
  const approvals = await scopeApprovals(services, sighting.tenant.id, sighting.findings);
  const roots = new CampaignRoots(services.clock.now());
  for (const { row } of known.values()) roots.add(row);
  const raised: AlertId[] = [];
  const advanced: AlertId[] = [];
  for (const finding of sighting.findings) {
    const what = await settleFinding(services, sighting, finding, { groupId, approvals, roots });
    if (typeof what === 'object') roots.add(what.raised);
    if (typeof what === 'object') raised.push(alertIdOf(finding));
    if (what === 'advanced') advanced.push(alertIdOf(finding));
  }
  const goes = sighting.complete && services.kinds[sighting.kind].lasts !== 'event';
  const resolved = goes ? await resolveVanished(services, sighting, known) : [];
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

type Settling = { readonly raised: Alert } | 'advanced' | 'nothing';

/** What one settling knows beside its findings. */
interface Context {
  readonly groupId: string | undefined;
  readonly approvals: ScopeApprovals;
  readonly roots: CampaignRoots;
}

function settleFinding(
  services: AlertServices,
  { tenant, uncertain, since }: Sighting,
  finding: Finding,
  { groupId, approvals, roots }: Context,
): Promise<Settling> {
  const id = alertIdOf(finding);
  return decideAndCommit(services, tenant.id, async (): Promise<Decision<Settling>> => {
    const now = services.clock.now();
    const existing = await services.store.alert(tenant.id, id);
    const key = { tenantId: tenant.id, id };
    const approval = await decidingApproval(services, key, finding, approvals, now);
    const judgement = judge({
      finding,
      tenantName: tenant.name,
      existing: existing?.row,
      approval,
      uncertain: uncertain?.has(finding.identity) ?? false,
      lasts: services.kinds[finding.kind].lasts,
      settlingMs: services.options.verifyForMs,
      since,
      now,
    });
    const threadOf = roots.of(finding.campaign);
    return settlings[judgement.kind](judgement as never, {
      ...{ tenant, existing, groupId, threadOf, now },
    });
  });
}

interface Circumstance {
  readonly tenant: Tenant;
  readonly existing: Versioned<Alert> | undefined;
  readonly groupId: string | undefined;
  /** The first alert of the same campaign. */
  readonly threadOf: AlertId | undefined;
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
  raise: ({ alert: fresh, approved, cover }, { tenant, groupId, threadOf, now }) => {
    const alone = !approved && groupId === undefined;
    const alert: Alert = {
      ...fresh,
      ...(groupId === undefined || approved ? {} : { groupId }),
      ...(alone && threadOf !== undefined ? { threadOf } : {}),
      state: approved ? 'approved' : 'open',
    };
    return {
      writes: [
        alertWrite(alert, undefined),
        ...(alone ? [owe(tenant.id, { kind: 'post-alert', alertId: alert.id }, now)] : []),
      ],
      audit: [draft(alert, 'alert.raised', now, cover)],
      result: { raised: alert },
    };
  },
  advance: ({ alert, event, notify, cover }, { tenant, existing, now }) => ({
    writes: [
      alertWrite(alert, existing),
      owe(tenant.id, { kind: 'update-alert', alertId: alert.id }, now),
      ...(notify ? [owe(tenant.id, { kind: 'post-alert', alertId: alert.id }, now)] : []),
      ...oweGroup(alert, now),
    ],
    audit: [draft(alert, `alert.${event}`, now, cover)],
    result: 'advanced',
  }),
};

function scopeJson(scope: ApprovalScope | undefined): Json {
  return scope ? { kind: scope.kind, name: scope.name, value: scope.value } : null;
}

function alertWrite(alert: Alert, existing: Versioned<Alert> | undefined): Write {
  return { type: 'alert', value: alert, etag: existing?.etag };
}

function draft(
  { id, fingerprint, severity, facts, state, threadOf }: Alert,
  what: string,
  now: Date,
  cover: Approval | undefined,
): AuditDraft {
  const { alertId: approvedOn, scope } = cover ?? {};
  return {
    at: now.toISOString(),
    what,
    alertId: id,
    detail: {
      ...{ fingerprint, severity, facts },
      ...(threadOf === undefined ? {} : { threadOf }),
      ...(approvedOn === undefined ? {} : { state, approvedOn, scope: scopeJson(scope) }),
    },
  };
}
