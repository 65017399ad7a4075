import { decodeWords } from 'postal-mime';
import { maxValueLength } from './header-limits.js';

/**
 * A header's value as one line: unfolded, RFC 2047 words decoded, every run of white space (a no-break space or a
 * byte-order mark too) one space. Cut at the length limit before it is decoded. Never throws.
 */
export function decodedValue(raw: string): string {
  const line = oneLine(raw.slice(0, maxValueLength));
  return line.includes('=?') ? oneLine(decodeWords(line)) : line;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
