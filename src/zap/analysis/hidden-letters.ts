/** Characters that are drawn as nothing. Joiners stand in this set too: where they are ordinary is decided below. */
const invisible =
  /\u034F|\u17B4|\u17B5|[\u00AD\u115F\u1160\u180E]|[\u200B-\u200D]|[\u2060-\u2064\u3164\uFEFF\uFFA0\u{E0000}-\u{E007F}]/gu;
/** Controls that turn the direction of what follows. The marks U+200E, U+200F and U+061C only nudge it: ordinary. */
const turning = /[\u202A-\u202E\u2066-\u2069]/u;
/** Letters made for formulas, in boxes and circles, and of double width. */
const drawn =
  /[\u{1D400}-\u{1D7FF}\u{1F110}-\u{1F169}\u{1F170}-\u{1F189}\u24B6-\u24E9\uFF21-\uFF3A\uFF41-\uFF5A]/gu;
const eastAsian = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

const emojiPart =
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u{E0020}-\u{E007F}]|\uFE0F|\u20E3/u;
/** Scripts in which joiners decide how a word is written. */
const joining =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Oriya}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Mongolian}\p{Script=Hangul}]/u;

const longest = 500;

/** True when a character that cannot be seen stands inside the text, other than where emoji and scripts need it. */
export function hidesCharacters(raw: string): boolean {
  // A byte order mark or a space of no width at an end comes from careless programs and hides nothing.
  const text = trimInvisible(raw.slice(0, longest));
  for (const match of text.matchAll(invisible)) {
    const before = text.slice(Math.max(0, match.index - 2), match.index);
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + 2);
    const ordinary =
      emojiPart.test(before) ||
      emojiPart.test(after) ||
      joining.test(before) ||
      joining.test(after);
    if (!ordinary && !softHyphen(match[0])) return true;
  }
  return false;
}

/** True when a control turns the direction of the text. */
export function turnsDirection(text: string): boolean {
  return turning.test(text.slice(0, longest));
}

/** True when at least two letters are of a kind made for formulas or decoration. */
export function drawsLetters(raw: string): boolean {
  const text = raw.slice(0, longest);
  // Double-width Latin letters are ordinary beside East Asian text.
  return (text.match(drawn) ?? []).length > 1 && !eastAsian.test(text);
}

function softHyphen(character: string): boolean {
  return character === '\u00AD';
}

function trimInvisible(text: string): string {
  const edge = /[\s\u2060\uFEFF]|[\u200B-\u200D]/u;
  let [start, end] = [0, text.length];
  while (start < end && edge.test(text[start] ?? '')) start++;
  while (end > start && edge.test(text[end - 1] ?? '')) end--;
  return text.slice(start, end);
}
