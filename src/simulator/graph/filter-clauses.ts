/** Splits a `$filter` at one of the words between its clauses, outside of quotes and parentheses. Linear in its length. */
export function splitClauses(filter: string, words: readonly string[]): readonly string[] {
  const parts: string[] = [];
  let [depth, quoted, from] = [0, false, 0];
  for (let at = 0; at < filter.length; at += 1) {
    const character = filter[at];
    if (character === "'") quoted = !quoted;
    if (quoted) continue;
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    const word = depth === 0 ? words.find((text) => filter.startsWith(` ${text} `, at)) : undefined;
    if (word === undefined) continue;
    parts.push(filter.slice(from, at).trim());
    from = at + word.length + 2;
    at = from - 1;
  }
  return [...parts, filter.slice(from).trim()];
}

/** Text in single quotes, in which a quote is doubled. */
export const QUOTED = "'((?:[^']|'')*)'";

export function unquoted(text: string): string {
  return text.replaceAll("''", "'");
}
