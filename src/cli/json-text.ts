/**
 * JSON for a file or a terminal: what would hide or reorder text, or steer a terminal, is written as an escape, which
 * means the same to every parser.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2);
  return `${text.replace(/[\p{Cf}\p{Zl}\p{Zp}\u007F-\u009F]/gu, escaped)}\n`;
}

/** Both halves of a surrogate pair are written for a character outside of the basic plane. */
function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, at) => {
    const unit = character.charCodeAt(at).toString(16).toUpperCase();
    return `\\u${unit.padStart(4, '0')}`;
  }).join('');
}
