import { causeOf } from '../tenants/diagnose.js';
import type { Capability } from '../tenants/capabilities.js';
import type { TenantId } from '../tenants/tenant.js';
import type { SideSourceName, SpamAbsence, SpamFailure, SpamSourceName } from './coverage.js';
import { spanOf, type SpamFrame } from './frame.js';
import type { BlockedUser, SpoofRow } from './ports.js';
import type { SpamReport, SpoofLine } from './report.js';
import type { SpamScanServices } from './scan-services.js';

/** What was read beside mail flow, and what was not. */
export interface SideReading {
  readonly blocked: readonly BlockedUser[];
  readonly spoofReport: SpamReport['spoofReport'];
  readonly read: readonly SideSourceName[];
  readonly absent: readonly { readonly source: SpamSourceName; readonly why: SpamAbsence }[];
  readonly failures: readonly SpamFailure[];
  readonly notes: readonly string[];
}

const dayMs = 86_400_000;

/** Who is blocked from sending, and what the spoof report says of the period. */
export async function readSide(
  tenantId: TenantId,
  services: SpamScanServices,
  capabilities: ReadonlyMap<SpamSourceName, Capability>,
  { frame, most }: { readonly frame: SpamFrame; readonly most: number },
): Promise<SideReading> {
  const result = { read: [], absent: [], failures: [], notes: [] } as {
    read: SideSourceName[];
    absent: { source: SpamSourceName; why: SpamAbsence }[];
    failures: SpamFailure[];
    notes: string[];
  };
  const attempt = async <T>(
    name: SideSourceName,
    ask: () => Promise<T>,
  ): Promise<T | undefined> => {
    const capability = capabilities.get(name);
    if (capability?.kind === 'absent') {
      result.absent.push({ source: name, why: capability.why });
      return undefined;
    }
    try {
      const answer = await ask();
      result.read.push(name);
      return answer;
    } catch (error) {
      const cause = causeOf(error);
      if (cause === undefined) throw error;
      result.failures.push({ source: name, cause });
      return undefined;
    }
  };
  const { blocked, spoofs } = services;
  const users = blocked && (await attempt('blocked-users', () => blocked.list(tenantId)));
  const horizon = frame.now - (spoofs?.daysBack ?? 0) * dayMs;
  const span = spanOf(Math.max(frame.from, horizon), frame.now);
  const told = spoofs && (await attempt('spoof-report', () => spoofs.read(tenantId, span)));
  if (told?.truncated === true) {
    result.notes.push('The spoof report stopped at its limit: there is more.');
  }
  if (told !== undefined && horizon > frame.from) {
    result.notes.push(`The spoof report can't look back further than ${span.from.slice(0, 10)}.`);
  }
  const lines = told && linesOf(told.rows, most);
  return { ...result, blocked: users ?? [], spoofReport: lines };
}

const mostResults = 5;

/** One line for each claimed domain, claimed user, true sender and infrastructure, the most used first. */
function linesOf(rows: readonly SpoofRow[], most: number): SpamReport['spoofReport'] {
  const lines = new Map<string, SpoofLine>();
  for (const row of rows) {
    const { domain, type, spoofedUser, trueSender, infrastructure, count, result } = row;
    const key = JSON.stringify([domain, type, spoofedUser, trueSender, infrastructure]);
    const before = lines.get(key);
    const results = before?.results ?? [];
    const isNew = result !== undefined && !results.includes(result) && results.length < mostResults;
    lines.set(key, {
      ...{ domain, type, spoofedUser, trueSender, infrastructure },
      count: (before?.count ?? 0) + count,
      results: isNew ? [...results, result] : results,
    });
  }
  const sorted = [...lines].sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1));
  const rest = sorted.slice(most).reduce((sum, [, { count }]) => sum + count, 0);
  return { listed: sorted.slice(0, most).map(([, line]) => line), leftOut: rest };
}
