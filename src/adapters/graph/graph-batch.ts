import type { Clock } from '../../lib/clock.js';
import { AppError } from '../../lib/errors.js';
import {
  backoffMs,
  isTransientStatus,
  longestWaitMs,
  tooManyRequests,
} from '../../lib/http/backoff.js';
import { answersById, batchBody, refusalOfItem, unanswered } from './graph-batch-message.js';
import type { BatchAnswer, GraphRequest } from './graph-batch-message.js';

export type GraphResult =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'failed'; readonly error: AppError };

/** What a batch needs of the client that sends it. */
export interface BatchSender {
  readonly clock: Clock;
  readonly random: () => number;
  /** POST $batch; the JSON of its answer, or a typed error. */
  readonly send: (body: object, idempotent: boolean) => Promise<unknown>;
}

/** Microsoft Learn: "Combine multiple HTTP requests using JSON batching". */
const batchSize = 20;
/** Microsoft Learn: "Microsoft Graph service-specific throttling limits", Outlook service limits. */
const perMailbox = 4;
const maxAttempts = 5;

interface Item {
  readonly request: GraphRequest;
  readonly attempt: number;
  /** On the clock's `monotonicMs`. */
  readonly notBefore: number;
}

interface Step {
  readonly item: Item;
  /** Undefined: it is tried again, as `item` says. */
  readonly result?: GraphResult | undefined;
}

/**
 * POST $batch: twenty requests at a time, of one mailbox no more than four under way. A request that failed or was not
 * answered is a failure of that request only; so are all requests of a batch that was refused. Reads are repeated when
 * the failure is a passing one, changes only after 429; each waits as long as its own answer asks. One result per id.
 * Throws TypeError when two requests have one id.
 */
export async function graphBatch(
  sender: BatchSender,
  requests: readonly GraphRequest[],
): Promise<ReadonlyMap<string, GraphResult>> {
  if (new Set(requests.map(({ id }) => id)).size < requests.length) {
    throw new TypeError('Two requests of a batch have the same id.');
  }
  const results = new Map<string, GraphResult>();
  let waiting: readonly Item[] = requests.map((request) => ({
    request,
    attempt: 1,
    notBefore: 0,
  }));
  while (waiting.length > 0) {
    const { ready, later } = nextRound(waiting, sender.clock.monotonicMs());
    if (ready.length === 0) await sleepUntilFirst(sender.clock, later);
    const steps = (await Promise.all(chunks(ready).map((part) => sendPart(sender, part)))).flat();
    for (const { item, result } of steps) {
      if (result !== undefined) results.set(item.request.id, result);
    }
    const again = steps.filter(({ result }) => result === undefined).map(({ item }) => item);
    waiting = [...later, ...again];
  }
  return results;
}

function nextRound(
  waiting: readonly Item[],
  now: number,
): { readonly ready: readonly Item[]; readonly later: readonly Item[] } {
  const used = new Map<string, number>();
  const ready: Item[] = [];
  const later: Item[] = [];
  for (const item of waiting) {
    const mailbox = mailboxOf(item.request.path);
    const count = mailbox === undefined ? 0 : (used.get(mailbox) ?? 0);
    if (item.notBefore > now || count >= perMailbox) {
      later.push(item);
      continue;
    }
    if (mailbox !== undefined) used.set(mailbox, count + 1);
    ready.push(item);
  }
  return { ready, later };
}

function mailboxOf(path: string): string | undefined {
  return /^users\/([^/?]+)\//.exec(path)?.[1]?.toLowerCase();
}

async function sleepUntilFirst(clock: Clock, items: readonly Item[]): Promise<void> {
  const first = Math.min(...items.map(({ notBefore }) => notBefore));
  await clock.sleep(Math.max(0, first - clock.monotonicMs()));
}

async function sendPart(sender: BatchSender, items: readonly Item[]): Promise<readonly Step[]> {
  const requests = items.map(({ request }) => request);
  const idempotent = requests.every(isRead);
  try {
    const answers = answersById(await sender.send(batchBody(requests), idempotent));
    return items.map((item) => stepOf(sender, item, answers.get(item.request.id)));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return items.map((item) => ({ item, result: { kind: 'failed', error } }));
  }
}

function stepOf(sender: BatchSender, item: Item, answer: BatchAnswer | undefined): Step {
  const { request, attempt } = item;
  if (answer === undefined) {
    return { item, result: { kind: 'failed', error: unanswered(request) } };
  }
  const { status, body } = answer;
  if (status >= 200 && status < 300) return { item, result: { kind: 'answer', status, body } };
  const error = refusalOfItem(answer, sender.clock.now());
  const throttled = status === tooManyRequests;
  const mayRepeat = throttled || (isRead(request) && isTransientStatus(status));
  const { retryAfterMs } = error.answer;
  if (!mayRepeat || attempt >= maxAttempts || (retryAfterMs ?? 0) > longestWaitMs) {
    return { item, result: { kind: 'failed', error } };
  }
  const waitMs = backoffMs({ attempt, throttled, retryAfterMs, random: sender.random() });
  const notBefore = sender.clock.monotonicMs() + waitMs;
  return { item: { request, attempt: attempt + 1, notBefore } };
}

function isRead({ method }: GraphRequest): boolean {
  return method === 'GET';
}

function chunks<T>(items: readonly T[]): readonly (readonly T[])[] {
  const parts: T[][] = [];
  for (let i = 0; i < items.length; i += batchSize) parts.push(items.slice(i, i + batchSize));
  return parts;
}
