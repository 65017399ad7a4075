import type { Clock } from '../clock.js';
import { bearer } from './bearer.js';
import { fetchSender } from './fetch-sender.js';
import type { HttpResponse, Send } from './message.js';
import { pipeline } from './policy.js';
import { requestId } from './request-id.js';
import { retry } from './retry.js';
import { throttleGate } from './throttle-gate.js';
import type { TokenSource } from './token-source.js';

export interface ServicePipelineOptions {
  readonly service: string;
  readonly clock: Clock;
  /** Absent: requests carry no token. */
  readonly auth?: { readonly tokens: TokenSource; readonly origin: string } | undefined;
  /** What really sends; default fetch. */
  readonly send?: Send | undefined;
  readonly random?: (() => number) | undefined;
  readonly concurrency?: number | undefined;
  readonly attemptTimeoutMs?: number | undefined;
  readonly operationMs?: number | undefined;
  readonly isTransient?: ((response: HttpResponse) => boolean) | undefined;
}

export interface ServicePipeline {
  readonly send: Send;
  readonly holdBack: (ms: number) => void;
}

/**
 * The way to one service, as one identity, in one tenant: token, retries, request id, throttling, fetch. One per such
 * triple and never shared, so that no tenant's token or throttling reaches another.
 */
export function servicePipeline(options: ServicePipelineOptions): ServicePipeline {
  const { service, clock, auth } = options;
  const random = options.random ?? Math.random;
  const gate = throttleGate({ service, clock, concurrency: options.concurrency });
  const { operationMs, isTransient, attemptTimeoutMs } = options;
  const policies = [
    // Outside the retries: a token error has been retried by the token's own pipeline.
    ...(auth === undefined ? [] : [bearer(auth.tokens, auth.origin)]),
    retry({ clock, random, operationMs, isTransient }),
    requestId,
    gate.policy,
  ];
  const send = options.send ?? fetchSender({ service, clock, attemptTimeoutMs });
  return { send: pipeline(policies, send), holdBack: gate.holdBack };
}
