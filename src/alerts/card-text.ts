import type { FlatValue } from './card-content.js';
import { ownText, Untrusted, type SafeText } from '../lib/untrusted.js';

export const blank = ownText('');

/** One repeated part of a card. `section` says which list of the template it belongs to. */
export interface CardRow extends Readonly<Record<string, FlatValue>> {
  readonly section: SafeText;
  readonly head: SafeText;
  readonly text: SafeText;
  readonly note: SafeText;
}

/** A row whose texts are safe already. */
export function cardRow(section: string, head: SafeText, text = blank, note = blank): CardRow {
  return { section: ownText(section), head, text, note };
}

/** Text of a message or a tenant, made inert. */
export function safe(raw: string): SafeText {
  return Untrusted.of(raw).forCard();
}

/** The same, cut to so many UTF-16 units, for lists in which no single text may take all the room. */
export function brief(raw: string, longest: number): SafeText {
  return clip(safe(raw), longest);
}

function clip(text: SafeText, longest: number): SafeText {
  return text.length <= longest
    ? text
    : ownText(`${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`);
}

/** Our own words, cut: the sanitiser's length is for others' texts. */
export function own(text: string, longest = 300): SafeText {
  return clip(ownText(text), longest);
}

/** Our own words around texts that are safe already. */
export function words(...parts: readonly string[]): SafeText {
  return ownText(parts.join(''));
}

/** '1 person', '3 people'. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** 'a', 'a and b', 'a, b and c'. */
export function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
