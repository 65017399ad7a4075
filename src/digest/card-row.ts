import type { FlatValue } from '../alerts/card-content.js';
import { blank } from '../alerts/card-text.js';
import { ownText, type SafeText } from '../lib/untrusted.js';

/** A row of the templates: a line of text, or a week of a chart. */
export interface DigestCardRow extends Readonly<Record<string, FlatValue>> {
  /** Which part of the template repeats it. */
  readonly section: SafeText;
  readonly head: SafeText;
  readonly text: SafeText;
  readonly note: SafeText;
  /** The number of the week within its year; 0 for a line. */
  readonly week: number;
  readonly first: number;
  readonly second: number;
  /** False for a week of which nothing is known: no chart draws it. */
  readonly known: boolean;
}

export function lineRow(section: string, head: SafeText, text: SafeText): DigestCardRow {
  const numbers = { week: 0, first: 0, second: 0, known: false };
  return { section: ownText(section), head, text, note: blank, ...numbers };
}
