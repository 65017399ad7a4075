import type { Tenant } from '../../tenants/tenant.js';
import type { ExportKind, ExportRequest } from './export-kind.js';

/** What was asked for beside the kind. */
export interface Asked {
  readonly tenants: readonly Tenant[];
  readonly days?: number | undefined;
  readonly week?: string | undefined;
}

const dayMs = 86_400_000;

/** The request as of `now`: everything that is counted later is counted for this moment. */
export function exportRequest(kind: ExportKind, asked: Asked, now: Date): ExportRequest {
  const days = kind.asks === 'week' ? undefined : (asked.days ?? kind.defaultDays);
  const since = days === undefined ? undefined : new Date(now.getTime() - days * dayMs);
  return {
    tenants: asked.tenants.map(({ id, name }) => ({ id, name })),
    askedAt: now.toISOString(),
    ...(days === undefined ? {} : { days }),
    ...(since === undefined ? {} : { since: since.toISOString() }),
    ...(asked.week === undefined ? {} : { week: asked.week }),
  };
}

/** Ten years: further back nothing can be stored. */
const mostDays = 3_650;

/** True for a number of days that the kind can look back. */
export function areDays(kind: Pick<ExportKind, 'mostDays'>, days: number): boolean {
  return Number.isInteger(days) && days >= 1 && days <= (kind.mostDays ?? mostDays);
}

/** 'How many days?' in our own words. */
export function daysHint({
  name,
  mostDays: most = mostDays,
}: Pick<ExportKind, 'name' | 'mostDays'>): string {
  return `"${name}" goes back 1 to ${most.toLocaleString('en-US')} days.`;
}

/** '2026-W48', however it was typed; undefined for what is no ISO week. */
export function parseWeek(text: string): string | undefined {
  const match = /^(\d{4})-?W(\d{1,2})$/i.exec(text.trim());
  const week = Number(match?.[2]);
  if (!match || week < 1 || week > 53) return undefined;
  return `${match[1] ?? ''}-W${String(week).padStart(2, '0')}`;
}
