import { z } from 'zod';
import { ServiceError } from '../../lib/errors.js';
import type { AuditAnswer, AuditGap, ReadAudit } from '../../zap/ports.js';
import type { SourcePresence } from '../../tenants/source-presence.js';
import { accessesIn, auditRecord, isThrottled, operation } from './audit-record.js';
import type { GraphClient } from './graph-client.js';
import { provenGraph } from './tenant-client.js';
import type { GraphOf } from './tenant-client.js';

const queries = 'security/auditLog/queries';
const pageSize = 999;

export interface ReadAuditOptions {
  /** Client ids of the apps by which we read mailboxes ourselves. */
  readonly ownApps: readonly string[];
  /** Records read of one search at most; beyond it the answer is `truncated`. Default 20,000. */
  readonly mostRecords?: number | undefined;
}

/** The id goes back into paths. */
const query = z.object({
  id: z.string().regex(/^[\w-]{1,200}$/),
  status: z.string().nullish(),
});

/** Statuses of auditLogQuery after which nothing comes. What is none of these and not `succeeded` is still running. */
const endings: ReadonlySet<string> = new Set(['failed', 'cancelled']);

/**
 * MailItemsAccessed from the audit log. POST and GET /security/auditLog/queries, GET …/queries/{id} and …/records; least
 * permission AuditLogsQuery-Exchange.Read.All (Microsoft Learn: "auditLogQuery resource type", "List auditLogRecords").
 * Global cloud only. `graphOf` gives the reader's client.
 *
 * Assumptions: `status` is one of notStarted, running, succeeded, failed, cancelled; twenty user principal names are not
 * too many for `userPrincipalNameFilters`, which names who accessed, not whose mailbox it is.
 */
export function graphReadAudit(graphOf: GraphOf, options: ReadAuditOptions): ReadAudit {
  const clientOf = provenGraph(graphOf);
  const ownApps = new Set(options.ownApps.map((app) => app.toLowerCase()));
  const mostRecords = options.mostRecords ?? 20_000;
  return {
    probe: async (tenantId) => probe(clientOf(tenantId)),
    order: async (tenantId, { accounts, span }) => {
      const body = {
        displayName: `Inbox Warden: mail opened since ${span.from.slice(0, 10)}`,
        filterStartDateTime: span.from,
        filterEndDateTime: span.to,
        operationFilters: [operation],
        userPrincipalNameFilters: accounts,
      };
      return (await clientOf(tenantId).post(queries, body, query)).id;
    },
    collect: async (tenantId, orderId) =>
      collect(clientOf(tenantId), orderId, ownApps, mostRecords),
  };
}

const absences: ReadonlyMap<number, 'no-permission' | 'not-in-cloud'> = new Map([
  [403, 'no-permission'],
  [404, 'not-in-cloud'],
]);

async function probe(client: GraphClient): Promise<SourcePresence> {
  try {
    await client.listUpTo(1, `${queries}?$top=1`, query);
    return { kind: 'present' };
  } catch (error) {
    const why = error instanceof ServiceError ? absences.get(error.answer.status) : undefined;
    if (!(error instanceof ServiceError) || why === undefined) throw error;
    return { kind: 'absent', why, serviceCode: error.answer.serviceCode };
  }
}

async function collect(
  client: GraphClient,
  orderId: string,
  ownApps: ReadonlySet<string>,
  mostRecords: number,
): Promise<AuditAnswer> {
  const path = `${queries}/${encodeURIComponent(orderId)}`;
  try {
    const { status } = await client.get(path, query);
    if (endings.has(status ?? '')) return { kind: 'lost' };
    if (status !== 'succeeded') return { kind: 'running' };
    const { items, truncated } = await client.listUpTo(
      mostRecords,
      `${path}/records?$top=${pageSize}`,
      auditRecord,
    );
    const gaps: AuditGap[] = [
      ...(items.some(isThrottled) ? (['throttled'] as const) : []),
      ...(truncated ? (['truncated'] as const) : []),
    ];
    return { kind: 'done', accesses: items.flatMap((one) => accessesIn(one, ownApps)), gaps };
  } catch (error) {
    // Searches are kept for a while only.
    if (error instanceof ServiceError && error.answer.status === 404) return { kind: 'lost' };
    throw error;
  }
}
