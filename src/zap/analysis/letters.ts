import { remove } from 'confusables';

/** Names and subjects are judged up to this length; nobody sees more of them. */
const longest = 500;

const eastAsian = 'East Asian';
const scripts: readonly (readonly [name: string, of: RegExp])[] = [
  ['Latin', /\p{Script=Latin}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['Cherokee', /\p{Script=Cherokee}/u],
  ['Georgian', /\p{Script=Georgian}/u],
  ['Coptic', /\p{Script=Coptic}/u],
  ['Lisu', /\p{Script=Lisu}/u],
  ['Hebrew', /\p{Script=Hebrew}/u],
  ['Arabic', /\p{Script=Arabic}/u],
  ['Thai', /\p{Script=Thai}/u],
  ['Devanagari', /\p{Script=Devanagari}/u],
  [
    eastAsian,
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u,
  ],
];

const plainText = /^[\x20-\x7e]*$/;
/** 'Ω' and 'µ' stand beside Latin letters in units. */
const units = /[\u00B5\u03A9\u03BC\u2126]/gu;
const words = /[\p{L}\p{M}]{2,}/gu;

/** True when one word mixes alphabets. Latin beside East Asian scripts is ordinary (UTS #39). */
export function mixesScripts(text: string): boolean {
  return (text.slice(0, longest).replace(units, '').match(words) ?? []).some((word) => {
    const found = scripts.filter(([, of]) => of.test(word)).map(([name]) => name);
    const ordinary = found.length === 2 && found.includes('Latin') && found.includes(eastAsian);
    return found.length > 1 && !ordinary;
  });
}

/**
 * The shape that a reader takes from a text: compatibility forms, marks and letters of other alphabets become the plain
 * letters that they look like, in lower case. For comparing only.
 */
export function skeleton(text: string): string {
  const cut = text.slice(0, longest);
  // Plain text is its own shape; a directory of thousands of names is mostly that.
  if (plainText.test(cut)) return cut.toLowerCase();
  const plain = cut.normalize('NFKC').toLowerCase();
  return remove(plain).toLowerCase();
}

/** Letters and digits of the skeleton, as words with one space between. */
export function plainWords(text: string): string {
  return skeleton(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** True when the two differ by at most one letter wrong, missing, added, or two neighbours swapped. */
export function oneSlipApart(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const [left, right] = [a.slice(start), b.slice(start)];
  return (
    left.slice(1) === right.slice(1) ||
    left.slice(1) === right ||
    left === right.slice(1) ||
    `${left.charAt(1)}${left.charAt(0)}${left.slice(2)}` === right
  );
}
