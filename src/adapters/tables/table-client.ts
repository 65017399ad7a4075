import { odata, TableClient, type TransactionAction } from '@azure/data-tables';
import type { Clock } from '../../lib/clock.js';
import { randomId } from '../../lib/digest.js';
import type { Etag } from '../../lib/etag.js';
import { judgeRestFailure } from '../../lib/rest-failure.js';
import { persist, type Attempt, type RetryPolicy } from '../../lib/retry-loop.js';
import type { ScopedTokens } from '../../lib/scoped-tokens.js';
import { refuseOversized, toEntity, type NewRow, type TableEntityShape } from './row-payload.js';
import { isConditionFailure, storedRow, type Columns, type StoredRow } from './stored-row.js';
import { keysOf, type TableKey } from './table-keys.js';

/** Inserts when `etag` is undefined, otherwise replaces that version. */
export interface RowWrite {
  readonly row: NewRow;
  readonly etag: Etag | undefined;
}

/** Where the tables are. */
export interface TableConnection {
  /** A connection string (anything with '='), or the name of a storage account to which `credential` has access. */
  readonly storage: string;
  readonly credential?: ScopedTokens;
  /** The name of the table: letters and digits. */
  readonly prefix?: string;
  /** 'core.windows.net' unless the account is in a sovereign cloud. */
  readonly endpointSuffix?: string;
  readonly clock: Clock;
  readonly policy?: RetryPolicy;
}

/** Within a queue lease of minutes, and long enough to sit out a partition that is being moved. */
const usualPolicy: RetryPolicy = {
  tries: 5,
  attemptMs: 30_000,
  totalMs: 90_000,
  backoffMs: 200,
  longestBackoffMs: 10_000,
};

/**
 * Connects to the table and creates it if it is not there. The least role is Storage Table Data Contributor.
 * Plain http is spoken on loopback only.
 */
export async function connectTables(connection: TableConnection): Promise<RowTable> {
  const {
    storage,
    credential,
    prefix = 'warden',
    endpointSuffix = 'core.windows.net',
  } = connection;
  // The SDK repeats writes by itself, for minutes and without telling: all retries are ours.
  const options = { retryOptions: { maxRetries: 0 } };
  const client = storage.includes('=')
    ? TableClient.fromConnectionString(storage, prefix, {
        ...options,
        allowInsecureConnection:
          /TableEndpoint=http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/i.test(storage),
      })
    : new TableClient(
        `https://${storage}.table.${endpointSuffix}`,
        prefix,
        requireCredential(credential),
        options,
      );
  const table = new RowTable(client, connection.clock, connection.policy ?? usualPolicy);
  await table.create();
  return table;
}

function requireCredential(credential: ScopedTokens | undefined): ScopedTokens {
  if (credential === undefined)
    throw new TypeError('A storage account by name needs a credential.');
  return credential;
}

/**
 * The one table. Every write is conditional and always replaces the whole row; every write carries an id of its own
 * (`opId`), so that after a retry a refusal can be told from the echo of a write that had already succeeded.
 *
 * All methods reject with ServiceError or TransportError when the service fails for longer than the policy allows, and
 * with ContractError when a row is not one of ours.
 */
export class RowTable {
  readonly #client: TableClient;
  readonly #clock: Clock;
  readonly #policy: RetryPolicy;

  /** The client must not retry by itself. */
  constructor(client: TableClient, clock: Clock, policy: RetryPolicy) {
    this.#client = client;
    this.#clock = clock;
    this.#policy = policy;
  }

  /** Creates the table unless it exists. */
  async create(): Promise<void> {
    await this.#persist(({ signal }) => this.#client.createTable({ abortSignal: signal }));
  }

  async read(partition: TableKey, key: TableKey): Promise<StoredRow | undefined> {
    const columns = await this.#columns(partition, key);
    return columns === undefined ? undefined : storedRow(columns);
  }

  /** Rows whose key is `kind|…`, in the order of their keys, without those in the states named; page after page. */
  async *list(
    partition: TableKey,
    kind: string,
    withoutStates: readonly TableKey[] = [],
  ): AsyncGenerator<StoredRow> {
    const { from, below } = keysOf(kind);
    const filter = [
      odata`PartitionKey eq ${partition} and RowKey ge ${from} and RowKey lt ${below}`,
      ...withoutStates.map((state) => odata`state ne ${state}`),
    ].join(' and ');
    let continuationToken: string | undefined;
    do {
      const page = await this.#page(filter, continuationToken);
      for (const columns of page) yield storedRow(columns);
      continuationToken = page.continuationToken;
    } while (continuationToken !== undefined);
  }

  async insert(row: NewRow): Promise<'written' | 'conflict'> {
    const entity = toEntity(row, randomId());
    return this.#write([entity], ({ signal }) =>
      this.#client.createEntity(entity, { abortSignal: signal }),
    );
  }

  async replace(row: NewRow, etag: Etag): Promise<'written' | 'conflict'> {
    const entity = toEntity(row, randomId());
    return this.#write([entity], ({ signal }) =>
      this.#client.updateEntity(entity, 'Replace', { etag, abortSignal: signal }),
    );
  }

  /** Deletes the version named. A row that is gone already is a conflict, unless our own first try may have done it. */
  async remove(partition: TableKey, key: TableKey, etag: Etag): Promise<'removed' | 'conflict'> {
    let tries = 0;
    try {
      await this.#persist(({ number, signal }) => {
        tries = number;
        return this.#client.deleteEntity(partition, key, { etag, abortSignal: signal });
      });
      return 'removed';
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
      return error.answer.status === 404 && tries > 1 ? 'removed' : 'conflict';
    }
  }

  /**
   * All writes or none, in one transaction; they must share a partition and no two may name the same row.
   *
   * @throws RangeError above 90 writes or 3.5 MB.
   */
  async commit(writes: readonly RowWrite[]): Promise<'written' | 'conflict'> {
    if (writes.length === 0) return 'written';
    const opId = randomId();
    const operations = writes.map(({ row, etag }) => ({ entity: toEntity(row, opId), etag }));
    const entities = operations.map(({ entity }) => entity);
    refuseOversized(entities);
    const actions = operations.map(({ entity, etag }): TransactionAction =>
      etag === undefined ? ['create', entity] : ['update', entity, 'Replace', { etag }],
    );
    return this.#write(entities, ({ signal }) =>
      this.#client.submitTransaction(actions, { abortSignal: signal }),
    );
  }

  async #write(
    entities: readonly TableEntityShape[],
    attempt: (attempt: Attempt) => Promise<unknown>,
  ): Promise<'written' | 'conflict'> {
    let tries = 0;
    try {
      await this.#persist((current) => {
        tries = current.number;
        return attempt(current);
      });
      return 'written';
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
      return tries > 1 && (await this.#isOurs(entities)) ? 'written' : 'conflict';
    }
  }

  /** An earlier try whose answer was lost has left its opId in every row, at least until somebody replaces the row. */
  async #isOurs(entities: readonly TableEntityShape[]): Promise<boolean> {
    for (const { partitionKey, rowKey, opId } of entities) {
      const columns = await this.#columns(partitionKey, rowKey);
      if (columns?.['opId'] === opId) return true;
    }
    return false;
  }

  async #columns(partition: string, key: string): Promise<Columns | undefined> {
    try {
      return await this.#persist(({ signal }) =>
        this.#client.getEntity(partition, key, { abortSignal: signal }),
      );
    } catch (error) {
      if (isConditionFailure(error)) return undefined;
      throw error;
    }
  }

  #page(filter: string, token: string | undefined): Promise<Page> {
    return this.#persist(async ({ signal }) => {
      const pages = this.#client
        .listEntities({ queryOptions: { filter }, abortSignal: signal })
        .byPage(token === undefined ? {} : { continuationToken: token });
      const first = await pages.next();
      return first.done === true ? [] : first.value;
    });
  }

  #persist<T>(attempt: (attempt: Attempt) => Promise<T>): Promise<T> {
    return persist(attempt, {
      clock: this.#clock,
      policy: this.#policy,
      judge: (error) => judgeRestFailure('tables', error, this.#clock.now()),
    });
  }
}

type Page = readonly Columns[] & { readonly continuationToken?: string };
