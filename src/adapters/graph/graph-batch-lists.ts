import { AppError } from '../../lib/errors.js';
import { expectShape } from '../../lib/http/answer.js';
import type { Shape } from '../../lib/http/answer.js';
import { pageTrail } from '../../lib/http/pages.js';
import type { PageTrail } from '../../lib/http/pages.js';
import { nameOf, pageShape, service } from './graph-answer.js';
import type { GraphResult } from './graph-batch.js';
import type { GraphRequest } from './graph-batch-message.js';

/** One list to read: a GET of its first page. */
export interface ListRequest {
  readonly id: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export type ListResult<T> =
  | { readonly kind: 'items'; readonly items: readonly T[] }
  | { readonly kind: 'failed'; readonly error: AppError };

interface Reading<T> {
  readonly request: ListRequest;
  readonly trail: PageTrail;
  readonly items: readonly T[];
}

type Batch = (requests: readonly GraphRequest[]) => Promise<ReadonlyMap<string, GraphResult>>;

/**
 * Many lists at once, each with all its pages, or a failure of that list. A next link is followed inside the next batch,
 * and only within the API. `root` ends in '/v1.0/'.
 */
export async function graphLists<T>(
  connection: { readonly root: string; readonly batch: Batch },
  requests: readonly ListRequest[],
  shape: Shape<T>,
): Promise<ReadonlyMap<string, ListResult<T>>> {
  const { root, batch } = connection;
  const results = new Map<string, ListResult<T>>();
  let open: readonly Reading<T>[] = requests.map((request) => {
    const trail = pageTrail({ service, root });
    trail.follow(`${root}${request.path}`);
    return { request, trail, items: [] };
  });
  while (open.length > 0) {
    const answers = await batch(open.map(({ request }) => ({ method: 'GET', ...request })));
    const next: Reading<T>[] = [];
    for (const reading of open) {
      const step = stepOf(root, reading, answers.get(reading.request.id), shape);
      if ('trail' in step) next.push(step);
      else results.set(reading.request.id, step);
    }
    open = next;
  }
  return results;
}

function stepOf<T>(
  root: string,
  reading: Reading<T>,
  result: GraphResult | undefined,
  shape: Shape<T>,
): Reading<T> | ListResult<T> {
  if (result === undefined) throw new TypeError('A batch gives a result for every request.');
  if (result.kind === 'failed') return result;
  const { request, trail } = reading;
  const at = { service, path: nameOf(request.path) };
  try {
    const page = expectShape(pageShape, result.body, at);
    trail.count(page.value.length);
    const items = [...reading.items, ...page.value.map((item) => expectShape(shape, item, at))];
    const link = page['@odata.nextLink'];
    if (link === undefined) return { kind: 'items', items };
    const path = trail.follow(link).slice(root.length);
    return { request: { ...request, path }, trail, items };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { kind: 'failed', error };
  }
}
