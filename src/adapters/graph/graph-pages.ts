import { expectShape } from '../../lib/http/answer.js';
import type { Shape } from '../../lib/http/answer.js';
import { pageTrail, readPages } from '../../lib/http/pages.js';
import type { Page } from '../../lib/http/pages.js';
import { nameOf, pageShape, service } from './graph-answer.js';

type RequestHeaders = Readonly<Record<string, string>>;

export interface PageOptions {
  readonly headers?: RequestHeaders | undefined;
  /** Awaited before each page is asked for. */
  readonly beforeEach?: (() => Promise<void>) | undefined;
}

export interface ListPart<T> {
  readonly items: readonly T[];
  /** True when the list goes on. */
  readonly truncated: boolean;
}

/** The ways in which a list is read. Each rejects with a typed error. */
export interface GraphPages {
  /** All items of all pages, or it rejects. */
  list<T>(path: string, shape: Shape<T>, headers?: RequestHeaders): Promise<readonly T[]>;
  /** The first items of a list that may be too long to read whole. */
  listUpTo<T>(
    max: number,
    path: string,
    shape: Shape<T>,
    headers?: RequestHeaders,
  ): Promise<ListPart<T>>;
  /**
   * The pages of a list of any length, one after the other; each has the time of one operation. What came before an error
   * must not be taken for all.
   */
  pages<T>(path: string, shape: Shape<T>, options?: PageOptions): AsyncIterable<ListPart<T>>;
}

export interface PageConnection {
  /** Ends in '/v1.0/'. */
  readonly root: string;
  readonly deadline: () => number;
  /** The JSON of an answer. */
  readonly get: (url: string, deadlineAt: number, headers?: RequestHeaders) => Promise<unknown>;
}

export function graphPages({ root, deadline, get }: PageConnection): GraphPages {
  const reader = <T>(path: string, shape: Shape<T>, headers?: RequestHeaders) => {
    const at = { service, path: nameOf(path) };
    return async (url: string, deadlineAt: number): Promise<Page<T>> => {
      const page = expectShape(pageShape, await get(url, deadlineAt, headers), at);
      const items = page.value.map((item) => expectShape(shape, item, at));
      return { items, next: page['@odata.nextLink'] };
    };
  };
  /** All pages share the time of one operation. */
  const together = <T>(path: string, shape: Shape<T>, headers?: RequestHeaders) => {
    const read = reader(path, shape, headers);
    const deadlineAt = deadline();
    return (url: string) => read(url, deadlineAt);
  };
  return {
    list: (path, shape, headers) =>
      readPages(`${root}${path}`, pageTrail({ service, root }), together(path, shape, headers)),
    listUpTo: (max, path, shape, headers) =>
      readSome(max, `${root}${path}`, root, together(path, shape, headers)),
    pages: (path, shape, { headers, beforeEach } = {}) => {
      const read = reader(path, shape, headers);
      return eachPage(`${root}${path}`, root, async (url) => {
        await beforeEach?.();
        return read(url, deadline());
      });
    },
  };
}

async function readSome<T>(
  max: number,
  first: string,
  root: string,
  read: (url: string) => Promise<Page<T>>,
): Promise<ListPart<T>> {
  const trail = pageTrail({ service, root });
  const items: T[] = [];
  let link: string | undefined = first;
  while (link !== undefined && items.length < max) {
    const page: Page<T> = await read(trail.follow(link));
    for (const item of page.items) items.push(item);
    link = page.next;
  }
  return { items: items.slice(0, max), truncated: link !== undefined || items.length > max };
}

async function* eachPage<T>(
  first: string,
  root: string,
  read: (url: string) => Promise<Page<T>>,
): AsyncGenerator<ListPart<T>, void, undefined> {
  const trail = pageTrail({ service, root });
  let link: string | undefined = first;
  while (link !== undefined) {
    const page: Page<T> = await read(trail.follow(link));
    link = page.next;
    yield { items: page.items, truncated: link !== undefined };
  }
}
