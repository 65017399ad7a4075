import type { AlertStore } from '../alerts/ports.js';
import type { GatherRows } from '../digest/ports.js';
import type { DigestPeriod } from '../digest/period.js';
import type { DigestRow } from '../digest/row.js';
import type { Clock } from '../lib/clock.js';
import type { SharedRowStore } from '../lib/document-store.js';
import { DocumentSpamDayStore } from '../spam/day-store.js';
import type { TenantHealth } from '../tenants/health.js';
import type { TenantHealthStore } from '../tenants/ports.js';
import type { Tenant } from '../tenants/tenant.js';
import type { ZapRecordStore } from '../zap/records.js';
import { alertLines, waitingIn } from './digest-alert-lines.js';
import { forwardCoverage, zapCoverage } from './digest-coverage-lines.js';
import { mailDays, mailLines } from './digest-mail-lines.js';
import { ownLines } from './digest-own-lines.js';
import { zapLines } from './digest-zap-lines.js';

export interface DigestSources {
  readonly alerts: Pick<AlertStore, 'alerts' | 'approvals' | 'audit' | 'auditHead' | 'tenants'>;
  readonly health: Pick<TenantHealthStore, 'all'>;
  readonly documents: SharedRowStore;
  readonly records: Pick<ZapRecordStore, 'list'>;
  /** The tenants that are watched. */
  readonly watched: () => Promise<readonly Tenant[]>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Reads what is stored of a period, tenant by tenant in the order of their ids. Never reads a tenant itself. */
export function digestGather(sources: DigestSources): GatherRows {
  return async function* (period) {
    const { alerts, health, watched } = sources;
    const healths = new Map((await health.all()).map((one) => [one.tenantId, one]));
    const tenants = new Map((await watched()).map((tenant) => [tenant.id, tenant]));
    const now = sources.clock.now();
    // Also of those that are not watched any more: what is open there stays open.
    const ids = [...new Set([...tenants.keys(), ...(await alerts.tenants())])].sort();
    for (const id of ids) {
      const tenant = tenants.get(id);
      const context = { period, now, health: healths.get(id) };
      if (tenant !== undefined) yield* watchedLines(sources, tenant, context);
      else yield* unwatchedLines(sources, id, context);
    }
  };
}

interface Context {
  readonly period: DigestPeriod;
  readonly now: Date;
  readonly health: TenantHealth | undefined;
}

async function* watchedLines(
  sources: DigestSources,
  tenant: Tenant,
  { period, now, health }: Context,
): AsyncGenerator<DigestRow> {
  const { alerts, documents, records } = sources;
  const zap = await zapLines(records, tenant, period);
  yield forwardCoverage(tenant, health, period);
  yield await zapCoverage(documents, tenant, period, zap.leftOut);
  yield* alertLines(alerts, tenant, period, now);
  yield* zap.lines;
  const days = await mailDays(new DocumentSpamDayStore(documents), tenant, period);
  yield* mailLines(tenant, period, days);
  yield* ownLines(alerts, tenant, period, days);
  yield* headLines(alerts, tenant);
}

/** Nobody reads the tenant any more: it has no coverage, and what is stored of it is told all the same. */
async function* unwatchedLines(
  { alerts, records }: DigestSources,
  id: Tenant['id'],
  { period, now, health }: Context,
): AsyncGenerator<DigestRow> {
  const { name, waiting } = await waitingIn(alerts, id);
  const tenant: Tenant = { id, name: health?.name ?? name ?? id };
  if (waiting > 0) {
    yield { section: 'unwatched', tenantId: id, tenant: tenant.name, waiting };
  }
  yield* alertLines(alerts, tenant, period, now);
  yield* (await zapLines(records, tenant, period)).lines;
  yield* ownLines(alerts, tenant, period, []);
  yield* headLines(alerts, tenant);
}

async function* headLines(
  alerts: Pick<AlertStore, 'auditHead'>,
  { id: tenantId, name: tenant }: Tenant,
): AsyncGenerator<DigestRow> {
  const head = (await alerts.auditHead(tenantId))?.row;
  if (head === undefined) return;
  const { sequence, hash } = head;
  yield { section: 'audit', tenantId, tenant, sequence, hash };
}
