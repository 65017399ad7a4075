import { ServiceError } from '../../lib/errors.js';
import type { CopyChange } from '../../zap/ports.js';
import type { GraphResult } from './graph-batch.js';
import type { GraphRequest } from './graph-batch-message.js';
import type { GraphClient } from './graph-client.js';
import type { CopySearch } from './mailbox-copies.js';
import { immutableIds } from './mailbox-zap-query.js';

export type MoveTarget = 'inbox' | 'junkemail' | 'recoverableitemsdeletions';

/** Copies of one recipient that are to be moved. */
export interface Move {
  readonly address: string;
  readonly search: CopySearch;
  readonly to: MoveTarget;
}

const gone: ReadonlySet<string> = new Set(['ErrorItemNotFound']);

/**
 * POST /users/{id}/messages/{id}/move, in batches; least permission Mail.ReadWrite. A recipient's change is 'done' when all
 * copies found were moved, 'failed' as soon as one was not. Sent again after 429 only, so a lost answer is 'failed' too.
 */
export async function moveCopies(
  client: GraphClient,
  moves: readonly Move[],
): Promise<ReadonlyMap<string, CopyChange>> {
  const requests = moves.flatMap(requestsOf);
  const results = await client.batch(requests);
  return new Map(
    moves.map((move): readonly [string, CopyChange] => {
      const { address, search } = move;
      if (search.kind === 'failed') return [address, 'failed'];
      const changes = requestsOf(move).map(({ id }) => changeOf(results.get(id)));
      return [address, worstOf(changes)];
    }),
  );
}

function requestsOf({ address, search, to }: Move): readonly GraphRequest[] {
  if (search.kind !== 'found') return [];
  const user = encodeURIComponent(search.mailbox);
  return search.items.map((item, index) => ({
    id: `${address}|${index}`,
    method: 'POST',
    path: `users/${user}/messages/${encodeURIComponent(item.id)}/move`,
    headers: immutableIds,
    body: { destinationId: to },
  }));
}

function changeOf(result: GraphResult | undefined): CopyChange {
  if (result === undefined) throw new TypeError('A batch gives a result for every request.');
  if (result.kind === 'answer') return 'done';
  const code = result.error instanceof ServiceError ? result.error.answer.serviceCode : undefined;
  return gone.has(code ?? '') ? 'not-found' : 'failed';
}

function worstOf(changes: readonly CopyChange[]): CopyChange {
  if (changes.includes('failed')) return 'failed';
  return changes.includes('done') ? 'done' : 'not-found';
}
