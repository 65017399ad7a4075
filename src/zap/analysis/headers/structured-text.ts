/** A word or a comment of a structured header (RFC 5322, 3.2.2). The text of a comment comes without its parentheses. */
export interface Token {
  readonly kind: 'word' | 'comment';
  readonly text: string;
}

/**
 * The parts between semicolons, each as its words and comments. A semicolon in a comment or in a quoted value separates
 * nothing. A parenthesis or a quotation mark without its partner is an ordinary character, so that a host name that ends in
 * '(' can't swallow what follows. Linear in the length of the text.
 */
export function splitStructured(text: string): readonly (readonly Token[])[] {
  const commentEnds = matchedParentheses(text);
  const clauses: Token[][] = [[]];
  let word = '';
  let taken = 0;
  const endWord = (): void => {
    if (word !== '') clauses.at(-1)?.push({ kind: 'word', text: word });
    word = '';
  };
  for (const { 0: sign, index } of text.matchAll(/[\s;("]/g)) {
    if (index < taken) continue;
    const startsValue = text.charAt(index - 1) === '=' || (word === '' && index === taken);
    if (sign === '"' && !startsValue) continue;
    const end = endOf(sign, index);
    if (end < 0) continue;
    word += text.slice(taken, index);
    taken = end + 1;
    if (sign === '"') {
      word += text.slice(index + 1, end);
      continue;
    }
    endWord();
    if (sign === ';') clauses.push([]);
    if (sign === '(') {
      clauses.at(-1)?.push({ kind: 'comment', text: text.slice(index + 1, end).trim() });
    }
  }
  word += text.slice(taken);
  endWord();
  return clauses;

  /** The last character of what begins here; -1 when a parenthesis or a quotation mark has no partner. */
  function endOf(sign: string, index: number): number {
    if (sign === '(') return commentEnds.get(index) ?? -1;
    return sign === '"' ? text.indexOf('"', index + 1) : index;
  }
}

/** The words of a part, joined by a space. */
export function wordsOf(clause: readonly Token[]): string {
  return clause.flatMap(({ kind, text }) => (kind === 'word' ? [text] : [])).join(' ');
}

/** Where each '(' that has a ')' ends. */
function matchedParentheses(text: string): ReadonlyMap<number, number> {
  const open: number[] = [];
  const ends = new Map<number, number>();
  for (const { 0: sign, index } of text.matchAll(/[()]/g)) {
    const start = sign === ')' ? open.pop() : undefined;
    if (start !== undefined) ends.set(start, index);
    if (sign === '(') open.push(index);
  }
  return ends;
}
