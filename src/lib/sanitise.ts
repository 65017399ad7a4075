import { defang } from './defang.js';

const maxClusters = 150;
const maxUnits = 600;
/** Excel holds at most 32,767 UTF-16 units in a cell. */
const maxPlainUnits = 32_000;
/** Text beyond this can't reach the result; cutting here first keeps the cost the same for 10 MB as for 2 kB. */
const maxHeavyUnits = 2_000;

/** Stands for a character that would hide, reorder or break text. */
const marker = '\u25AF';
const ellipsis = '\u2026';
const noText = '(no text)';

/**
 * Controls, line and paragraph separators, bidi controls, zero-width and tag characters, other characters drawn as
 * nothing (Unicode Default_Ignorable_Code_Point), interlinear annotation, the blank Braille cell and noncharacters.
 * A variation selector stays where it follows a pictograph: that is how emoji are written.
 */
const hidden =
  /(?!(?<=\p{Extended_Pictographic})[\uFE0E\uFE0F])[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB\u2800\p{Noncharacter_Code_Point}]/gu;
const markOverflow = /(\p{M}{4})\p{M}+/gu;
const markWithoutBase = /^(?=\p{M})/u;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Any value as short text that is inert in a card, a toast or a chat message. Never throws; sanitise(sanitise(x))
 * equals sanitise(x); at most 150 grapheme clusters and 600 UTF-16 units; the cost does not grow with the input.
 * What is not a string becomes '(no text)'. Controls, bidi controls, zero-width and tag characters become '▯'.
 * Template and mention syntax is broken by a space, URLs and addresses are defanged.
 */
export function sanitise(value: unknown): string {
  if (typeof value !== 'string') return noText;
  let text = pass(value);
  for (let round = 0; round < 8; round++) {
    const again = pass(text);
    if (again === text) return text;
    text = again;
  }
  return asciiOnly(text);
}

/**
 * Any value as one line of text for CSV cells and terminals: what hides or controls becomes '▯'. Not defanged, not
 * normalised, so that an address can be compared; cut at 32,000 UTF-16 units. Never throws.
 */
export function stripControls(value: unknown): string {
  if (typeof value !== 'string') return noText;
  const { text, wasCut } = cutUnits(value, maxPlainUnits - 1);
  return text.toWellFormed().replace(hidden, marker) + (wasCut ? ellipsis : '');
}

function pass(input: string): string {
  const { text, wasCut } = cutUnits(input, maxHeavyUnits);
  const cleaned = text
    .toWellFormed()
    .normalize('NFC')
    .replace(hidden, marker)
    .replace(markOverflow, '$1')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(markWithoutBase, marker);
  const fitting = limit(cleaned, wasCut);
  return limit(defang(breakSyntax(fitting)), false);
}

/** Adaptive Card functions, template expressions and mentions are recognised by these openings only. */
function breakSyntax(text: string): string {
  return text
    .replace(/\{(?=\{)/g, '{ ')
    .replace(/\$(?=\{)/g, '$ ')
    .replace(/<(?=\/?at)/gi, '< ');
}

/** Cuts to both limits at a cluster boundary, ellipsis included. */
function limit(text: string, wasCut: boolean): string {
  let count = 0;
  let shorter = 0;
  for (const { index, segment } of graphemes.segment(text)) {
    const end = index + segment.length;
    count++;
    if (count < maxClusters && end < maxUnits) shorter = end;
    if (count > maxClusters || end > maxUnits) return text.slice(0, shorter) + ellipsis;
  }
  return wasCut ? text.slice(0, shorter) + ellipsis : text;
}

/** The first `max` units, without half of a surrogate pair at the end. */
function cutUnits(text: string, max: number): { text: string; wasCut: boolean } {
  if (text.length <= max) return { text, wasCut: false };
  const head = text.slice(0, max);
  return { text: head.isWellFormed() ? head : head.replace(/[\uD800-\uDBFF]$/, ''), wasCut: true };
}

/** The last resort for text that would not come to rest: nothing in it can be changed by another pass. */
function asciiOnly(text: string): string {
  return text.replace(/[^A-Za-z0-9 ]/gu, marker).trim();
}
