import { once } from 'node:events';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { writeCsv, type CsvRow } from '../lib/csv.js';

/** Writes the text and ends the stream. */
export function writeText(stream: Writable, text: string): Promise<void> {
  return pipeline(Readable.from([text]), stream);
}

/**
 * CSV, ending the stream. A file begins with a byte order mark: Excel opens a file without one in the code page of the
 * machine and garbles every other script. A pipe has none, because programs take it for a part of the first column's
 * name.
 */
export async function writeCsvData(
  { stream, bom }: { readonly stream: Writable; readonly bom: boolean },
  header: readonly string[],
  rows: Iterable<CsvRow> | AsyncIterable<CsvRow>,
): Promise<void> {
  if (bom && !stream.write('\uFEFF')) await once(stream, 'drain');
  await writeCsv(stream, header, rows);
}
