import { DateTime } from 'luxon';
import type { ExportKind, ExportRequest } from './export-kind.js';

const longestName = 40;

/**
 * 'inbox-warden-forwards-contoso-2026-11-28.csv'. Small letters, digits and hyphens only: of a tenant's name stays what is
 * one of them, and a name of which nothing stays is told by the beginning of the tenant's id.
 */
export function exportFileName(
  kind: Pick<ExportKind, 'name'>,
  { tenants, askedAt, week }: ExportRequest,
  timeZone: string,
): string {
  const [only, ...others] = tenants;
  const whose =
    only !== undefined && others.length === 0
      ? slugOf(only.name) || only.id.slice(0, 8)
      : `${tenants.length}-tenants`;
  const day = DateTime.fromISO(askedAt, { zone: timeZone }).toFormat('yyyy-MM-dd');
  const parts = ['inbox-warden', kind.name, whose, ...(week === undefined ? [] : [week]), day];
  return `${slugOf(parts.join('-'), 150)}.csv`;
}

/** What of a text may stand in a file's name; empty when that is nothing. */
export function slugOf(text: string, longest = longestName): string {
  return text
    .slice(0, 10 * longest)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, longest)
    .replace(/-+$/, '');
}
