const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/i;

/** UTC ISO 8601 with milliseconds; undefined for what is no ISO time. Without an offset it is UTC, as Microsoft's reports are. */
export function utcTime(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const match = isoTime.exec(text.trim());
  if (match === null) return undefined;
  const at = new Date(match[1] === undefined ? `${text.trim()}Z` : text.trim());
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

const dayMs = 24 * 60 * 60_000;

/** `days` before (or, negative, after) a time. */
export function daysBefore(time: string, days: number): string {
  return new Date(new Date(time).getTime() - days * dayMs).toISOString();
}
