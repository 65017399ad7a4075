import type { TableEntityResult } from '@azure/data-tables';
import { ContractError, ServiceError } from '../../lib/errors.js';
import type { Etag } from '../../lib/etag.js';
import { payloadOf } from './row-payload.js';

/** A row as the SDK gives it. */
export type Columns = TableEntityResult<Record<string, unknown>>;

/** One row as read. `value` is parsed JSON that nobody has checked yet. */
export interface StoredRow {
  readonly key: string;
  readonly value: unknown;
  readonly etag: Etag;
}

/** @throws ContractError when the row has no version of its own, or no payload that can be parsed. */
export function storedRow(columns: Columns): StoredRow {
  const key = columns.rowKey ?? '';
  if (columns.etag === '' || columns.etag === '*') {
    throw new ContractError('A row came without a version.', { service: 'tables', path: key });
  }
  return { key, value: payloadOf(columns, key), etag: columns.etag as Etag };
}

/** Microsoft Learn: "Table service error codes". A missing table has a code of its own and is a failure. */
const conditionCodes = [
  'EntityAlreadyExists',
  'UpdateConditionNotSatisfied',
  'ResourceNotFound',
  'EntityNotFound',
];

/** The row is not in the state that was demanded: it exists, or it does not, or it has changed. */
export function isConditionFailure(error: unknown): error is ServiceError {
  return error instanceof ServiceError && conditionCodes.includes(error.answer.serviceCode ?? '');
}
