import type { Clock } from '../clock.js';
import { TransportError } from '../errors.js';
import type { BytesRequest, HttpRequest, HttpResponse, ResponseBody } from './message.js';
import { causeCode, transportError } from './transport-fault.js';

export interface FetchSenderOptions {
  /** Names the service in errors. */
  readonly service: string;
  readonly clock: Clock;
  /** For one attempt from connecting to the last byte of the body. Default 30 s. */
  readonly attemptTimeoutMs?: number | undefined;
  /** Of the body after decompression. Default 32 MiB. */
  readonly maxBodyBytes?: number | undefined;
}

const defaultAttemptTimeoutMs = 30_000;
const defaultMaxBodyBytes = 32 * 1024 * 1024;

/**
 * Sends with the platform's fetch. Redirects are not followed: a 3xx is an answer like any other. Never logs.
 * Rejects with TransportError; after the request's deadline nothing is sent.
 */
export function fetchSender(
  options: FetchSenderOptions,
): (request: HttpRequest | BytesRequest) => Promise<HttpResponse> {
  const timeoutMs = options.attemptTimeoutMs ?? defaultAttemptTimeoutMs;
  const maxBytes = options.maxBodyBytes ?? defaultMaxBodyBytes;
  return async (request) => {
    const remaining = (request.deadlineAt ?? Infinity) - options.clock.monotonicMs();
    if (remaining <= 0) throw deadlinePassed(options.service);
    const stop = new AbortController();
    // AbortSignal.timeout is not used: its timer does not keep the process alive and can't be cleared.
    const timer = setTimeout(
      () => {
        stop.abort();
      },
      Math.min(timeoutMs, remaining),
    );
    try {
      return await exchange(request, stop, maxBytes);
    } catch (error) {
      throw asTransportError(error, stop.signal, options.service);
    } finally {
      clearTimeout(timer);
    }
  };
}

async function exchange(
  request: HttpRequest | BytesRequest,
  stop: AbortController,
  maxBytes: number,
): Promise<HttpResponse> {
  const response = await fetch(request.url, {
    method: request.method,
    headers: request.headers,
    redirect: 'manual',
    signal: stop.signal,
    ...(request.body === undefined ? {} : { body: request.body }),
  });
  const body = await readBody(response, maxBytes);
  return { status: response.status, headers: response.headers, body };
}

async function readBody(response: Response, maxBytes: number): Promise<ResponseBody> {
  if (response.body === null) return { kind: 'bytes', bytes: Buffer.alloc(0) };
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      // Leaving the loop cancels the stream, so the rest is not downloaded.
      if (size > maxBytes) return { kind: 'unreadable', reason: 'too-large' };
      chunks.push(chunk);
    }
  } catch (error) {
    if (causeCode(error)?.startsWith('Z_') === true) {
      return { kind: 'unreadable', reason: 'undecodable' };
    }
    throw error;
  }
  return { kind: 'bytes', bytes: Buffer.concat(chunks, size) };
}

function asTransportError(error: unknown, signal: AbortSignal, service: string): unknown {
  if (signal.aborted) {
    return new TransportError(`No answer from ${service} in time.`, {
      service,
      reason: 'timed-out',
      mayHaveArrived: true,
      cause: error,
    });
  }
  return transportError(error, service) ?? error;
}

function deadlinePassed(service: string): TransportError {
  return new TransportError(`The time for this call to ${service} is over.`, {
    service,
    reason: 'deadline',
    mayHaveArrived: false,
  });
}
