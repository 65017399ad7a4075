import type { PostResult, UpdateResult } from '../../alerts/ports.js';
import type { MessageRef } from '../../alerts/alert.js';
import type { Exchange } from './connector-exchange.js';

type Answer = Extract<Exchange, { kind: 'answered' }>;

/** A question to the connector. `gone` when what was asked about does not exist for the bot. */
export type ReadResult<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'refused'; readonly code: string; readonly retryAfterMs: number }
  | { readonly kind: 'gone'; readonly code: string };

/** The message was too large; it was certainly not shown. */
export const tooLarge = 'teams.413';

/** 403 codes that no waiting cures (Microsoft Learn: "Send proactive messages", error codes). */
const shutOut = new Set(['MessageWritesBlocked', 'BotNotInConversationRoster']);

const unreadable = 'teams.contract';

/** `read` finds the ids in the body of a success. */
export function postResult(
  exchange: Exchange,
  read: (body: unknown) => MessageRef | undefined,
): PostResult {
  switch (exchange.kind) {
    case 'unsent':
      return { ...exchange, kind: 'refused' };
    case 'lost':
      return { kind: 'ambiguous', code: exchange.code };
    case 'answered': {
      if (!isSuccess(exchange)) return refusedPost(exchange);
      const message = read(exchange.body);
      return message === undefined
        ? { kind: 'ambiguous', code: unreadable }
        : { kind: 'posted', message };
    }
  }
}

function refusedPost(answer: Answer): PostResult {
  const code = codeOf(answer);
  if (answer.status >= 500) return { kind: 'ambiguous', code };
  if (isHopeless(answer) || answer.status === 413) return { kind: 'impossible', code };
  return { kind: 'refused', code, retryAfterMs: pauseAfter(answer) };
}

/** How long a channel that is closed to the bot is left alone: a person has to open it again. */
const shutOutPauseMs = 600_000;

/**
 * A lost update is not ambiguous: the same PUT can be sent again. Only a message that is not there any more is gone: a
 * channel that is closed to the bot still shows its cards, which must be put right when it opens.
 */
export function updateResult(exchange: Exchange): UpdateResult {
  if (exchange.kind !== 'answered') return refused(exchange);
  if (isSuccess(exchange)) return { kind: 'updated' };
  const code = codeOf(exchange);
  if (exchange.status === 404) return { kind: 'gone', code };
  const retryAfterMs = isHopeless(exchange) ? shutOutPauseMs : pauseAfter(exchange);
  return { kind: 'refused', code, retryAfterMs };
}

export function readResult<T>(
  exchange: Exchange,
  read: (body: unknown) => T | undefined,
): ReadResult<T> {
  if (exchange.kind !== 'answered') return refused(exchange);
  if (isSuccess(exchange)) {
    const value = read(exchange.body);
    return value === undefined
      ? { kind: 'refused', code: unreadable, retryAfterMs: 60_000 }
      : { kind: 'found', value };
  }
  const code = codeOf(exchange);
  if (isHopeless(exchange)) return { kind: 'gone', code };
  return { kind: 'refused', code, retryAfterMs: pauseAfter(exchange) };
}

function refused(exchange: Exclude<Exchange, Answer>): {
  readonly kind: 'refused';
  readonly code: string;
  readonly retryAfterMs: number;
} {
  const retryAfterMs = exchange.kind === 'unsent' ? exchange.retryAfterMs : 15_000;
  return { kind: 'refused', code: exchange.code, retryAfterMs };
}

function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

function isHopeless({ status, serviceCode = '' }: Answer): boolean {
  return status === 404 || (status === 403 && shutOut.has(serviceCode));
}

function codeOf({ status, serviceCode }: Answer): string {
  if (status === 413 || serviceCode === undefined) return `teams.${status}`;
  return `teams.${status}.${serviceCode}`;
}

/** What Teams asked for, or a pause that fits the status: 412 is a conflict of moments, 429 without a header of seconds. */
function pauseAfter(answer: Answer): number {
  if (answer.retryAfterMs !== undefined) return answer.retryAfterMs;
  switch (answer.status) {
    case 401:
      return 1_000;
    case 412:
      return 2_000;
    case 429:
      return 10_000;
    default:
      return answer.status >= 500 ? 15_000 : 60_000;
  }
}
