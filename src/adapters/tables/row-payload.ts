import { exactAsciiJson } from '../../lib/exact-json.js';
import { ContractError } from '../../lib/errors.js';
import type { TableKey } from './table-keys.js';

/** Columns beside the payload: only what a query filters on. */
export interface RowColumns {
  readonly state?: string;
}

/** One row to be written. The value goes whole into the payload, never spread over columns of its own. */
export interface NewRow {
  readonly partition: TableKey;
  readonly key: TableKey;
  readonly value: unknown;
  readonly columns?: RowColumns;
}

/** A row as the SDK takes it. Names are ours, so that nobody else's text becomes a property name. */
export interface TableEntityShape {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly opId: string;
  readonly [column: string]: string;
}

/** 64 KiB of UTF-16 (Microsoft Learn: "Understanding the Table service data model"). */
const largestPropertyUnits = 32_768;
const largestEntityBytes = 1_048_576;

/** Below the service's 100 operations and 4 MiB, to leave room for its envelopes. */
const mostWrites = 90;
const largestTransactionBytes = 3_500_000;

/**
 * Lays a row out as an entity, the JSON of its value cut over p0, p1, … The JSON is ASCII, so that a cut never falls
 * into a character.
 *
 * @throws RangeError when the service would refuse the entity as too large; TypeError for what JSON can't hold.
 */
export function toEntity(row: NewRow, opId: string): TableEntityShape {
  const text = exactAsciiJson(row.value);
  const entity: Record<string, string> & TableEntityShape = {
    partitionKey: row.partition,
    rowKey: row.key,
    opId,
  };
  if (row.columns?.state !== undefined) entity['state'] = row.columns.state;
  for (let i = 0; i * largestPropertyUnits < text.length; i += 1) {
    entity[`p${i}`] = text.slice(i * largestPropertyUnits, (i + 1) * largestPropertyUnits);
  }
  if (entityBytes(entity) > largestEntityBytes) {
    throw new RangeError(`The row of ${text.length} characters is too large for the table.`);
  }
  return entity;
}

/** The service's own sum: 4 bytes, the keys, and 8 bytes, name and value of each property, with text in UTF-16. */
export function entityBytes(entity: TableEntityShape): number {
  const { partitionKey, rowKey, ...columns } = entity;
  return Object.entries(columns).reduce(
    (sum, [name, value]) => sum + 8 + 2 * name.length + 4 + 2 * value.length,
    4 + 2 * (partitionKey.length + rowKey.length),
  );
}

/**
 * Refuses what the service would refuse as one transaction, before anything is sent: the SDK checks nothing.
 *
 * @throws RangeError above 90 writes or 3.5 MB, or when two are for the same row or not all in one partition.
 */
export function refuseOversized(entities: readonly TableEntityShape[]): void {
  if (entities.length > mostWrites) {
    throw new RangeError(`${entities.length} writes are too many for one transaction.`);
  }
  if (new Set(entities.map(({ rowKey }) => rowKey)).size < entities.length) {
    throw new RangeError('A transaction names a row twice.');
  }
  if (new Set(entities.map(({ partitionKey }) => partitionKey)).size > 1) {
    throw new RangeError('A transaction spans partitions.');
  }
  // Everything in an entity is ASCII, so that characters are bytes; some 600 go to each operation's headers.
  const bytes = entities.reduce((sum, entity) => sum + JSON.stringify(entity).length + 600, 0);
  if (bytes > largestTransactionBytes) {
    throw new RangeError(`${bytes} bytes are too many for one transaction.`);
  }
}

/**
 * Puts the payload together and parses it.
 *
 * @throws ContractError when there is none, or when it is not the JSON that was written.
 */
export function payloadOf(columns: Readonly<Record<string, unknown>>, path: string): unknown {
  let text = '';
  for (let i = 0; ; i += 1) {
    const part = columns[`p${i}`];
    if (typeof part !== 'string') break;
    text += part;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ContractError('A stored row is not readable.', { service: 'tables', path, cause });
  }
}
