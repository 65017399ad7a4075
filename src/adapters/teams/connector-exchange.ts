import { z } from 'zod';
import type { Clock } from '../../lib/clock.js';
import { AppError, ServiceError } from '../../lib/errors.js';
import type { TokenSource } from '../../lib/http/token-source.js';

export interface ConnectorRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly body?: unknown;
}

export interface ExchangeLimits {
  /** For the whole exchange, in milliseconds. */
  readonly timeoutMs: number;
  /** For Retry-After as a date. */
  readonly clock: Clock;
}

/** What became of one HTTP request: answered, certainly never sent, or perhaps accepted with the answer lost. */
export type Exchange =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Undefined when the body was not JSON, too long or cut off. */
      readonly body: unknown;
      readonly serviceCode: string | undefined;
      readonly retryAfterMs: number | undefined;
    }
  | { readonly kind: 'unsent'; readonly code: string; readonly retryAfterMs: number }
  | { readonly kind: 'lost'; readonly code: string };

const largestAnswer = 1024 * 1024;
const longestRetryAfterMs = 3_600_000;

const errorBody = z.object({ error: z.object({ code: z.string().regex(/^\w{1,60}$/) }) });

/** Sends exactly one request: no redirect, no second attempt. Never rejects for what the network or the service does. */
export async function exchange(
  request: ConnectorRequest,
  token: string,
  limits: ExchangeLimits,
): Promise<Exchange> {
  let response: Response;
  const signal = AbortSignal.timeout(limits.timeoutMs);
  try {
    response = await fetch(request.url, {
      method: request.method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      redirect: 'manual',
      signal,
    });
  } catch (error) {
    return withoutAnswer(error);
  }
  const body = await readJson(response);
  const failure = errorBody.safeParse(body);
  return {
    kind: 'answered',
    status: response.status,
    body,
    serviceCode: failure.success ? failure.data.error.code : undefined,
    retryAfterMs: retryAfter(response.headers.get('retry-after'), limits.clock.now()),
  };
}

/** The bearer token, or why nothing can be sent. */
export async function bearer(source: TokenSource, fresh: boolean): Promise<string | Exchange> {
  try {
    return await source.token({ fresh });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const told = error instanceof ServiceError ? error.answer.retryAfterMs : undefined;
    return { kind: 'unsent', code: error.code, retryAfterMs: told ?? 30_000 };
  }
}

/** System calls that come before the first byte of a request. */
const beforeSending = new Set(['connect', 'getaddrinfo']);

function withoutAnswer(error: unknown): Exchange {
  const failures = causesOf(error);
  const code = failures.map((cause) => cause.code).find((text) => text !== undefined);
  const name = `teams.${code ?? (error instanceof Error ? error.name : 'unknown')}`;
  const unsent = failures.some(
    (cause) => beforeSending.has(cause.syscall ?? '') || cause.code === 'UND_ERR_CONNECT_TIMEOUT',
  );
  return unsent
    ? { kind: 'unsent', code: name, retryAfterMs: 15_000 }
    : { kind: 'lost', code: name };
}

const systemError = z.object({ code: z.string().optional(), syscall: z.string().optional() });

/** fetch hides the system's error in `cause`; several addresses of one host make an AggregateError of one kind. */
function causesOf(error: unknown): readonly z.infer<typeof systemError>[] {
  if (!(error instanceof Error)) return [];
  const inner = error instanceof AggregateError ? (error.errors as unknown[]) : [error.cause];
  const parsed = systemError.safeParse({
    code: 'code' in error ? error.code : undefined,
    syscall: 'syscall' in error ? error.syscall : undefined,
  });
  return [...inner.flatMap(causesOf), ...(parsed.success ? [parsed.data] : [])];
}

/** Reads at most 1 MiB after decompression. The status was received, so a broken body doesn't undo it. */
async function readJson(response: Response): Promise<unknown> {
  if (response.body === null) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > largestAnswer) return undefined;
      chunks.push(chunk);
    }
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    // Recorded by the caller as an answer without a readable body.
    return undefined;
  }
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3), in milliseconds, at most an hour. */
function retryAfter(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d{1,9}$/.test(header) ? Number(header) : undefined;
  const ms = seconds === undefined ? Date.parse(header) - now.getTime() : seconds * 1000;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), longestRetryAfterMs) : undefined;
}
