import { USUAL_QUIRKS } from '../mail/mail-quirks.js';
import type { TenantMail } from '../mail/mail-record.js';
import { rowsOf } from '../scenario/tenant-source.js';
import type { CmdletResult } from './cmdlet.js';
import type { PropertyTypes } from './output.js';

/**
 * Rows of a report under their usual names, which are those that scripts in the wild read, or under those of Microsoft's
 * page: with spaces, and some of them other words. `pageNames` has the names that aren't only spaced out; those that the
 * page doesn't know are `null` and left out.
 */
export function reportRows(
  mail: TenantMail,
  rows: readonly object[],
  properties: PropertyTypes,
  pageNames: Readonly<Record<string, string | null>> = {},
): CmdletResult {
  const { zapReportKeys } = mail.quirks ?? USUAL_QUIRKS;
  if (zapReportKeys === 'joined') return { kind: 'rows', rows: rowsOf(rows) };
  const renamed = <V>(values: Readonly<Record<string, V>>): Record<string, V> =>
    Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) => {
        const pageName = pageNames[name] === undefined ? spaced(name) : pageNames[name];
        return pageName === null ? [] : [[pageName, value] as const];
      }),
    );
  const shown = rows.map((row) => renamed(row as Readonly<Record<string, unknown>>));
  return { kind: 'rows', rows: rowsOf<object>(shown), properties: renamed(properties) };
}

/** `ZapTime` as the reports of the portal write it: `ZAP Time`. */
function spaced(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/^Zap /, 'ZAP ')
    .replace(/\bId\b/g, 'ID');
}
