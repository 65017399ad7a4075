const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/**
 * Text as a string literal of the Kusto query language: whatever it holds, it stays inside the literal, on one line and well-formed
 * (Microsoft Learn: "The string data type"). The only way for a value into a query.
 */
export function kqlString(text: string): string {
  const escaped = text
    .toWellFormed()
    .replaceAll(/["\\\p{Cc}\u2028\u2029]/gu, (unit) => shortEscapes.get(unit) ?? hexEscape(unit));
  return `"${escaped}"`;
}

function hexEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The members of `in (…)`. Throws TypeError for none: `in ()` is no KQL. */
export function kqlList(texts: readonly string[]): string {
  if (texts.length === 0) throw new TypeError('A list in a query has at least one member.');
  return `(${texts.map(kqlString).join(', ')})`;
}

/** `datetime(…)`. Throws RangeError for what is no time. */
export function kqlTime(time: string): string {
  return `datetime(${new Date(time).toISOString()})`;
}
