import { z } from 'zod';
import type { SimulatorContext } from './context.js';
import type { FaultName, FaultPlace } from './faults.js';
import type { Rows } from './scenario/tenant-source.js';

const skipTokenSchema = z.strictObject({
  offset: z.int().min(0),
  /** Fingerprint of the request that began the list: the following pages must ask the same. */
  of: z.string(),
  /** Set by a fault that has had its effect on this page already. */
  again: z.boolean().optional(),
});
export type SkipToken = z.infer<typeof skipTokenSchema>;

function writeSkipToken(token: SkipToken): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

/** Undefined when the text isn't a skip token of this simulator. */
export function readSkipToken(text: string): SkipToken | undefined {
  const decoded = Buffer.from(text, 'base64url').toString('utf8');
  const parsed = z.string().transform(toJson).pipe(skipTokenSchema).safeParse(decoded);
  return parsed.success ? parsed.data : undefined;
}

function toJson(text: string, issues: z.RefinementCtx<string>): unknown {
  try {
    return JSON.parse(text);
  } catch {
    issues.addIssue({ code: 'custom', message: 'not JSON' });
    return z.NEVER;
  }
}

export interface ListRequest<T> {
  readonly rows: Rows<T>;
  /** No more rows than this are given in all. */
  readonly limit: number;
  readonly pageSize: number;
  readonly fingerprint: string;
  readonly token: SkipToken | undefined;
  /** Absolute address of the page with this `$skiptoken`. */
  link(skipToken: string): string;
  /** The row as it is sent. */
  shape(row: T): object;
}

export interface Page {
  readonly value: unknown;
  readonly next: string | undefined;
}

/** One page of a list, as the page faults in force leave it. */
export function readPage<T>(
  context: SimulatorContext,
  place: FaultPlace,
  list: ListRequest<T>,
): Page {
  const offset = list.token?.offset ?? 0;
  const end = Math.min(list.limit, list.rows.count);
  const value = list.rows
    .slice(offset, Math.max(0, Math.min(list.pageSize, end - offset)))
    .map((row) => list.shape(row));
  const linkTo = (position: number, again = false) =>
    list.link(
      writeSkipToken({ offset: position, of: list.fingerprint, ...(again ? { again } : {}) }),
    );
  const following = offset + value.length;
  const page = { value, next: following < end ? linkTo(following) : undefined };
  if (list.token?.again === true) return page;
  const fault = context.faults.take('page', place);
  if (fault === undefined) return page;
  return PAGE_FAULTS[fault.fault]?.(page, (again) => linkTo(offset, again)) ?? page;
}

type PageFault = (
  page: { value: readonly object[]; next: string | undefined },
  samePage: (again: boolean) => string,
) => Page;

const PAGE_FAULTS: Readonly<Partial<Record<FaultName, PageFault>>> = {
  'empty-page-with-link': (_page, samePage) => ({ value: [], next: samePage(true) }),
  'next-link-loop': (page, samePage) => ({ value: page.value, next: samePage(false) }),
  'foreign-next-link': (page, samePage) => ({
    value: page.value,
    next: `https://collector.attacker.example${new URL(samePage(false)).pathname}`,
  }),
  'duplicate-pages': (page, samePage) => ({ value: page.value, next: samePage(true) }),
  'wrong-types': (page) => ({
    value: page.value.length === 0 ? {} : page.value.map(scramble),
    next: page.next,
  }),
};

/** Every value in a type that its property doesn't have; annotations stay. */
function scramble(row: object): object {
  const entries = Object.entries(row).map(([name, value]: [string, unknown]) => {
    if (name.includes('@')) return [name, value] as const;
    if (typeof value === 'boolean') return [name, value ? 'True' : 'False'] as const;
    return [name, typeof value === 'string' ? { value } : 0] as const;
  });
  return Object.fromEntries(entries);
}
