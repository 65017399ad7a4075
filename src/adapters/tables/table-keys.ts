import type { Brand } from '../../lib/brand.js';

/** A partition or row key that the service accepts as it is, and that can stand in a query without being escaped. */
export type TableKey = Brand<string, 'TableKey'>;

/**
 * Our own ids and hashes only: no quotes, no `/ \ # ? %`, no spaces, no control characters, nothing outside ASCII.
 * The service allows more and up to 1,024 characters (Microsoft Learn: "Understanding the Table service data model").
 */
const allowed = /^[0-9A-Za-z._:@|-]{1,300}$/;

/** @throws RangeError for text that is not one of our ids; the text is not repeated in the message. */
export function tableKey(...parts: readonly string[]): TableKey {
  const text = parts.join('|');
  if (!allowed.test(text)) throw new RangeError('A table key holds a character that is not ours.');
  return text as TableKey;
}

/** Every row whose key is `kind|` and something. '}' is the character after '|'. */
export function keysOf(kind: string): { readonly from: TableKey; readonly below: TableKey } {
  const from = tableKey(kind, '');
  return { from, below: `${from.slice(0, -1)}}` as TableKey };
}
