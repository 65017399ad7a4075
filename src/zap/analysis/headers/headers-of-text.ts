import type { MailHeader } from '../../sighting.js';

/** Exchange Online refuses a message with more than 256 KB of headers. */
const maxText = 256 * 1024;
const maxPasted = 2000;
const linesToLookAt = 100;

/** Header names as servers write them; a pasted continuation such as 'v=1; h=From:To' or 'CIP:192.0.2.1' is none. */
const startOfHeader = /^([A-Za-z][A-Za-z0-9_-]{0,75})([ \t]{0,5}):(.*)$/;
/** Names that may stand with a space before the colon or none after it. Others need a '-' for that. */
const plainNames = new Set(
  'received from to cc bcc subject date sender importance priority'.split(' '),
);

/** What was taken from a text. `ignored`: lines that belong to no header or lie beyond the limits. */
export interface PastedHeaders {
  readonly headers: readonly MailHeader[];
  readonly ignored: number;
}

interface Building {
  readonly name: string;
  readonly parts: string[];
}

/**
 * The headers of a text that a person pasted: any line ends, folded lines with or without their indentation, a title above,
 * the whole indented or quoted with '>', blank lines between the lines, no-break spaces, a byte-order mark. Ends at the
 * blank line after the headers, so that a message's body can't add any. Reads 256 KB (UTF-16 units) and 2000 headers at
 * most. Never throws; linear.
 */
export function headersOfText(text: string): PastedHeaders {
  const all = linesOf(text.slice(0, maxText));
  const first = all.findIndex(
    (line) => headerStart(withoutMargin(line, marginOf(line))) !== undefined,
  );
  const beyond = countLines(text.slice(maxText));
  if (first < 0) return { headers: [], ignored: countText(all) + beyond };
  const margin = marginOf(all[first] ?? '');
  const lines = all.slice(first).map((line) => withoutMargin(line, margin));
  const { found, taken } = collect(lines);
  const headers = found.map(({ name, parts }) => ({ name, value: parts.join(' ').trim() }));
  return {
    headers,
    ignored: countText(all.slice(0, first)) + countText(lines.slice(taken)) + beyond,
  };
}

/** The headers from the first line on, and how many lines they took. */
function collect(lines: readonly string[]): {
  readonly found: readonly Building[];
  readonly taken: number;
} {
  const spaced = isSpacedOut(lines);
  const found: Building[] = [];
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') {
      const next = lines[at + 1] ?? '';
      const goesOn = spaced ? next.trim() !== '' : isGap(line, next, found.length);
      if (!goesOn) return { found, taken: at };
      continue;
    }
    const start = headerStart(line);
    if (start === undefined) found.at(-1)?.parts.push(line.trim());
    else if (found.length === maxPasted) return { found, taken: at };
    else found.push(start);
  }
  return { found, taken: lines.length };
}

/**
 * A blank line that is not the end of the headers: one of spaces, which is a folded line (senders use it to hide what
 * follows), or one below a first line that only looked like a header, such as 'Headers:'. A header must follow.
 */
function isGap(blank: string, next: string, foundSoFar: number): boolean {
  return (blank !== '' || foundSoFar === 1) && headerStart(next) !== undefined;
}

/** Some clients copy a blank line after each line or each header: then no block holds more than one header. */
function isSpacedOut(lines: readonly string[]): boolean {
  const sizes = [0];
  for (const line of lines.slice(0, linesToLookAt)) {
    if (line.trim() === '') sizes.push(0);
    else if (headerStart(line) !== undefined) sizes.push((sizes.pop() ?? 0) + 1);
  }
  return sizes.length > 3 && sizes.slice(0, 3).every((size) => size <= 1);
}

function headerStart(line: string): Building | undefined {
  const match = startOfHeader.exec(line);
  const name = match?.[1];
  const value = match?.[3] ?? '';
  if (name === undefined) return undefined;
  const isSpaced = (value === '' || /^\s/.test(value)) && match?.[2] === '';
  const isSure = isSpaced || name.includes('-') || plainNames.has(name.toLowerCase());
  return isSure ? { name, parts: [value.trim()] } : undefined;
}

/** What stands before the first header: spaces of a code block, '> ' of a quotation. */
function marginOf(line: string): string {
  return /^[ \t>]{0,40}/.exec(line)?.[0] ?? '';
}

function withoutMargin(line: string, margin: string): string {
  if (margin !== '' && line.startsWith(margin)) return line.slice(margin.length);
  return margin !== '' && line.trim() === margin.trim() ? '' : line;
}

function linesOf(text: string): readonly string[] {
  return text
    .replace(/[\uFEFF\u200B]/g, '')
    .replace(/\u00A0/g, ' ')
    .split(/\r\n|\r|\n|\u2028|\u2029/);
}

/** Lines that hold something. */
function countText(lines: readonly string[]): number {
  return lines.filter((line) => line.trim() !== '').length;
}

function countLines(text: string): number {
  return text === '' ? 0 : countText(linesOf(text));
}
