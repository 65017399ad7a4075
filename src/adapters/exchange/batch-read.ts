import { AppError, ContractError, ServiceError } from '../../lib/errors.js';
import { backoffMs, longestWaitMs } from '../../lib/http/backoff.js';
import { pageTrail } from '../../lib/http/pages.js';
import type { PageTrail } from '../../lib/http/pages.js';
import { answersById, batchRequest } from './batch-message.js';
import type { BatchAnswer } from './batch-message.js';
import { pageOf } from './command-answer.js';
import type { Row } from './command-answer.js';
import { commandUrl, isRead, refuseEmptyIdentity } from './command-call.js';
import type { CommandCall } from './command-call.js';
import { concurrencyCode } from './command-fault.js';
import type { ExchangeConnection } from './exchange-connection.js';

export type BatchResult =
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'failed'; readonly error: AppError };

/** The service's limit is not published; every known client uses ten. */
const batchSize = 10;
const maxAttempts = 5;
const unauthorized = 401;

/** One call on its way: which page is next, and how often that page was tried. */
export interface Item {
  readonly id: string;
  readonly call: CommandCall;
  readonly trail: PageTrail;
  readonly url: string;
  readonly rows: readonly Row[];
  readonly attempt: number;
  /** Its token was refused once and has been renewed. */
  readonly renewed: boolean;
}

type Step =
  | { readonly kind: 'done'; readonly item: Item; readonly result: BatchResult }
  | { readonly kind: 'again'; readonly item: Item; readonly waitMs: number }
  | { readonly kind: 'renew'; readonly item: Item };

/** See `ExchangeCommands.batch`. Throws TypeError for a cmdlet that changes something: batches are repeated freely. */
export async function batchRead(
  connection: ExchangeConnection,
  calls: readonly CommandCall[],
): Promise<readonly BatchResult[]> {
  const deadlineAt = connection.deadline();
  const results = new Map<string, BatchResult>();
  const items = calls.map((call, index) => firstItem(connection, call, index.toString()));
  let waiting: readonly Item[] = items;
  while (waiting.length > 0) {
    const rounds = chunk(waiting).map((part) => sendChunk(connection, part, deadlineAt));
    const steps = (await Promise.all(rounds)).flat();
    for (const step of steps) if (step.kind === 'done') results.set(step.item.id, step.result);
    waiting = await prepareNext(connection, steps);
  }
  return items.map((item) => results.get(item.id) ?? unanswered(item));
}

/** What is left for the next round, after the longest wait that any of it needs. */
async function prepareNext(
  connection: ExchangeConnection,
  steps: readonly Step[],
): Promise<readonly Item[]> {
  if (steps.some(({ kind }) => kind === 'renew')) await connection.renewToken();
  const waits = steps.map((step) => (step.kind === 'again' ? step.waitMs : 0));
  const longest = Math.max(0, ...waits);
  if (longest > 0) await connection.clock.sleep(longest);
  return steps.filter(({ kind }) => kind !== 'done').map(({ item }) => item);
}

function firstItem(connection: ExchangeConnection, call: CommandCall, id: string): Item {
  if (!isRead(call)) throw new TypeError(`${call.cmdlet} is not sent in a batch.`);
  refuseEmptyIdentity(call);
  const trail = pageTrail({ service: 'exchange', root: connection.commandRoot });
  const url = trail.follow(commandUrl(connection, call));
  return { id, call, trail, url, rows: [], attempt: 1, renewed: false };
}

async function sendChunk(
  connection: ExchangeConnection,
  items: readonly Item[],
  deadlineAt: number,
): Promise<readonly Step[]> {
  const response = await connection.post({
    url: `${connection.commandRoot}$batch`,
    headers: { Prefer: 'odata.maxpagesize=1000;odata.continue-on-error' },
    body: batchRequest(connection, items),
    idempotent: true,
    deadlineAt,
  });
  const answers = answersById(response, connection.clock.now());
  return items.map((item) => stepOf(connection, item, answers, deadlineAt));
}

function stepOf(
  connection: ExchangeConnection,
  item: Item,
  answers: ReadonlyMap<string, BatchAnswer>,
  deadlineAt: number,
): Step {
  const answer = answers.get(item.id);
  if (answer === undefined) return { kind: 'done', item, result: unanswered(item) };
  try {
    const context = {
      cmdlet: item.call.cmdlet,
      now: connection.clock.now(),
      requestId: answer.requestId,
    };
    const page = pageOf(answer, context);
    item.trail.count(page.items.length);
    const rows = [...item.rows, ...page.items];
    if (page.next === undefined) return { kind: 'done', item, result: { kind: 'rows', rows } };
    const url = item.trail.follow(page.next);
    return { kind: 'again', item: { ...item, url, rows, attempt: 1 }, waitMs: 0 };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return stepAfter(connection, item, error, deadlineAt);
  }
}

/** An item is repeated by the same rules as a request of its own. */
function stepAfter(
  connection: ExchangeConnection,
  item: Item,
  error: AppError,
  deadlineAt: number,
): Step {
  const failed: Step = { kind: 'done', item, result: { kind: 'failed', error } };
  if (!(error instanceof ServiceError)) return failed;
  const { status, retryAfterMs, serviceCode } = error.answer;
  if (retryAfterMs !== undefined) connection.holdBack(retryAfterMs);
  if (status === unauthorized && !item.renewed) {
    return { kind: 'renew', item: { ...item, renewed: true } };
  }
  if (!error.retryable || item.attempt >= maxAttempts) return failed;
  const waitMs = backoffMs({
    attempt: item.attempt,
    throttled: status === 429 || serviceCode === concurrencyCode,
    retryAfterMs,
    random: connection.random(),
  });
  const tooLong = (retryAfterMs ?? 0) > longestWaitMs;
  if (tooLong || connection.clock.monotonicMs() + waitMs > deadlineAt) return failed;
  return { kind: 'again', item: { ...item, attempt: item.attempt + 1 }, waitMs };
}

function unanswered(item: Item): BatchResult {
  const path = `$batch.responses.${item.call.cmdlet}`;
  const error = new ContractError(`Exchange left ${item.call.cmdlet} out of its answer.`, {
    service: 'exchange',
    path,
  });
  return { kind: 'failed', error };
}

function chunk<T>(items: readonly T[]): readonly (readonly T[])[] {
  const chunks: T[][] = [];
  for (let i = 0; i < items.length; i += batchSize) chunks.push(items.slice(i, i + batchSize));
  return chunks;
}
