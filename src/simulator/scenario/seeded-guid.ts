import { createHash } from 'node:crypto';

/** A GUID that follows from the text. */
export function seededGuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** A GUID that follows from the text and ends in the number, in eleven hexadecimal digits, so that it leads back to it. */
export function numberedGuid(text: string, number: number): string {
  return seededGuid(text).slice(0, -11) + number.toString(16).padStart(11, '0');
}
