import { ContractError } from '../errors.js';

export interface PageTrailOptions {
  readonly service: string;
  /** Absolute URL ending in '/': all pages must lie below it. */
  readonly root: string;
  readonly maxPages?: number | undefined;
  readonly maxItems?: number | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
}

/** The way through one list. Each method throws ContractError when the list can't be trusted to end, or to be ours. */
export interface PageTrail {
  /** Call for every page, the first too, before it is asked for. Gives the URL to ask for. */
  readonly follow: (link: string) => string;
  readonly count: (items: number) => void;
}

const longestLink = 8 * 1024;
const defaultMaxPages = 2_000;
const defaultMaxItems = 500_000;

/**
 * A next link is data, and the token goes where it points: so only within the same origin and API root, without user
 * info, and never to a page that was already read.
 */
export function pageTrail(options: PageTrailOptions): PageTrail {
  const root = new URL(options.root);
  const seen = new Set<string>();
  let items = 0;
  return {
    follow: (link) => {
      const url = linkWithin(root, link);
      if (url === undefined) throw broken(options.service, 'a link that leaves the service');
      if (seen.has(url)) throw broken(options.service, 'a link that was already followed');
      if (seen.size >= (options.maxPages ?? defaultMaxPages)) {
        throw broken(options.service, 'more pages than a list may have');
      }
      seen.add(url);
      return url;
    },
    count: (more) => {
      items += more;
      if (items > (options.maxItems ?? defaultMaxItems)) {
        throw broken(options.service, 'more items than a list may have');
      }
    },
  };
}

/** All items of all pages, in order. An empty page with a next link is legal (Microsoft Learn: "Paging Microsoft Graph data"). */
export async function readPages<T>(
  first: string,
  trail: PageTrail,
  read: (url: string) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const all: T[] = [];
  let link: string | undefined = first;
  while (link !== undefined) {
    const page: Page<T> = await read(trail.follow(link));
    trail.count(page.items.length);
    for (const item of page.items) all.push(item);
    link = page.next;
  }
  return all;
}

/** The link as it will be requested, or undefined when it must not be. */
function linkWithin(root: URL, link: string): string | undefined {
  if (link.length > longestLink || !URL.canParse(link)) return undefined;
  const url = new URL(link);
  const plain = url.username === '' && url.password === '' && url.hash === '';
  return plain && url.origin === root.origin && isBelow(root.pathname, url.pathname)
    ? url.href
    : undefined;
}

/** Microsoft's services don't keep the case of their own paths. An encoded slash could be decoded into a way out. */
function isBelow(root: string, path: string): boolean {
  return path.toLowerCase().startsWith(root.toLowerCase()) && !/%2f|%5c|%2e/i.test(path);
}

function broken(service: string, what: string): ContractError {
  return new ContractError(`${service} gave ${what}.`, { service, path: '@odata.nextLink' });
}
