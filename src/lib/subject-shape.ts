import { sha256Hex } from './digest.js';

const longestSubject = 500;
const prefix = /^(?:(?:re|fwd?|aw|wg|antw|sv|tr|rv)\s?(?:\[\d{1,3}\])?\s?:\s?){1,5}/u;

/**
 * What subjects of one campaign have in common: without case, reply prefixes, invisible characters, numbers and tokens
 * that mix letters and digits. 16 hex digits; '' for a subject of which nothing is left.
 */
export function subjectShape(subject: string): string {
  const plain = subject
    .slice(0, longestSubject)
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Cc}]/gu, '')
    .toLowerCase()
    .trim()
    .replace(prefix, '');
  const words = plain
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => (/\p{N}/u.test(word) ? '#' : word));
  // A number more or less is no other subject.
  const shape = words.filter((word, i) => word !== '#' || words[i - 1] !== '#').join(' ');
  return shape === '' || shape === '#' ? '' : sha256Hex(shape).slice(0, 16);
}
