import type { Tenant } from '../tenants/tenant.js';
import { advance } from './advance.js';
import { alertIdOf, type Alert, type AlertId } from './alert.js';
import { decideAndCommit, type Decision } from './commit.js';
import type { Finding } from './finding.js';
import { hasEnded } from './lifecycle.js';
import type { Versioned } from './ports.js';
import type { AlertServices } from './services.js';

/** A complete reading of one tenant. */
interface Reading {
  readonly tenant: Pick<Tenant, 'id'>;
  readonly findings: readonly Finding[];
  readonly since?: Date | undefined;
}

/** A mailbox that can't be found any more counts as gone after this long. */
const missingForMs = 24 * 60 * 60_000;

/** Alerts that a complete scan did not see: each is read once more by itself before it is believed to be gone. */
export async function resolveVanished(
  services: AlertServices,
  { tenant, findings, since }: Reading,
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
    return {
      writes: [{ type: 'alert', value: marked, etag: current.etag }],
      audit: [],
      result: false,
    };
  });
}
