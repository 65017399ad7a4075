import { domainToASCII } from 'node:url';
import { parse } from 'tldts';

const labelCharacter = String.raw`[\p{L}\p{N}\p{M}_-]`;
/** IDNA treats the three ideographic dots as dots (UTS #46). */
const anyDot = /[.\u3002\uFF0E\uFF61]/gu;
const dottedToken = new RegExp(
  `${labelCharacter}+(?:[.\\u3002\\uFF0E\\uFF61]${labelCharacter}+)+`,
  'gu',
);
/** 3.5, 1.2.3 and 21.11.2026 are left alone; four parts would be an IPv4 address. */
const plainNumber = /^\d+(?:\.\d+){1,2}$/;
const ascii = /^[\0-\x7f]*$/;

const schemesWithoutSlashes =
  /\b(mailto|tel|sms|callto|sips?|javascript|vbscript|data|blob|file|ftp|news|skype|msteams|onenote|ms-[a-z-]{1,30}):(?=\S)/gi;

const eastAsian = 'east asian';
const scripts: readonly (readonly [name: string, of: RegExp])[] = [
  ['latin', /\p{Script=Latin}/u],
  ['cyrillic', /\p{Script=Cyrillic}/u],
  ['greek', /\p{Script=Greek}/u],
  ['armenian', /\p{Script=Armenian}/u],
  ['cherokee', /\p{Script=Cherokee}/u],
  ['hebrew', /\p{Script=Hebrew}/u],
  ['arabic', /\p{Script=Arabic}/u],
  ['thai', /\p{Script=Thai}/u],
  ['devanagari', /\p{Script=Devanagari}/u],
  [
    eastAsian,
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u,
  ],
];

/** True when one label of a host name mixes alphabets. Latin beside East Asian scripts is ordinary (UTS #39). */
function mixesScripts(hostLabel: string): boolean {
  const found = scripts.filter(([, of]) => of.test(hostLabel)).map(([name]) => name);
  const ordinary = found.length === 2 && found.includes('latin') && found.includes(eastAsian);
  return found.length > 1 && !ordinary;
}

/**
 * Makes URLs and addresses in short, already cleaned text inert: 'hxxps', '[.]', '[:]'. A host name in other letters is
 * followed by its 'xn--' form, with a note when one of its labels mixes alphabets. The cost is square in the longest
 * word, so the caller cuts the text first.
 */
export function defang(text: string): string {
  return text
    .replace(/(h)tt(ps?)(?=:)/gi, '$1xx$2')
    .replace(/(?<!hxxps?):\/\//gi, '[:]//')
    .replace(schemesWithoutSlashes, '$1[:]')
    .replace(dottedToken, (token, at: number) => defangToken(token, text[at - 1] ?? ''));
}

function defangToken(token: string, before: string): string {
  if (ascii.test(token)) return plainNumber.test(token) ? token : bracketDots(token);
  const host = domainToASCII(token);
  const isHost = host !== '' && (before === '@' || before === '/' || parse(host).isIcann === true);
  if (!isHost) return token.replaceAll('.', '[.]');
  const mixed = token.split(anyDot).some(mixesScripts) ? ', mixed scripts' : '';
  return `${bracketDots(token)} (${bracketDots(host)}${mixed})`;
}

function bracketDots(token: string): string {
  return token.replace(anyDot, '[.]');
}
