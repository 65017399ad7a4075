/** What can be written as JSON and read back equal. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** JSON with sorted keys, so that equal values give equal text. Same input, same bytes, on every machine. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
