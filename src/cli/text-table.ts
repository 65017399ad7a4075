import { Untrusted } from '../lib/untrusted.js';

const widestCell = 48;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Aligned columns for a person to read. Every cell is one line in which hidden and control characters are visible; long
 * cells are cut, with an ellipsis.
 */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows].map((row) => row.map(fit));
  const widths = header.map((_, column) =>
    Math.max(...lines.map((row) => row[column]?.width ?? 0)),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const [first = '', ...rest] = lines.map((row) => lineOf(row, widths));
  return [first, rule, ...rest].map((line) => `${line}\n`).join('');
}

/** One line of text of others, for a terminal. */
export function plain(text: string): string {
  return Untrusted.of(text).forPlainText();
}

interface Cell {
  readonly text: string;
  readonly width: number;
}

function fit(raw: string): Cell {
  // A cut far above the widest cell keeps the cost of a hostile name small.
  const clusters = [...graphemes.segment(plain(raw.slice(0, 20 * widestCell)))];
  if (clusters.length <= widestCell)
    return cell(clusters.map(({ segment }) => segment).join(''), clusters.length);
  const kept = clusters.slice(0, widestCell - 1).map(({ segment }) => segment);
  return cell(`${kept.join('')}\u2026`, widestCell);
}

function cell(text: string, width: number): Cell {
  return { text, width };
}

function lineOf(row: readonly Cell[], widths: readonly number[]): string {
  return row
    .map(({ text, width }, column) => text + ' '.repeat((widths[column] ?? width) - width))
    .join('  ')
    .trimEnd();
}
