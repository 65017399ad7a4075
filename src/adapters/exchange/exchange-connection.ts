import type { Clock } from '../../lib/clock.js';
import type { HttpResponse, Send } from '../../lib/http/message.js';
import type { ServicePipeline } from '../../lib/http/service-pipeline.js';
import { servicePipeline } from '../../lib/http/service-pipeline.js';
import type { TokenSource } from '../../lib/http/token-source.js';
import { isTransientAnswer } from './command-fault.js';

export interface ExchangeOptions {
  /** 'https://outlook.office365.com', or a loopback URL with a path. */
  readonly baseUrl: string;
  readonly tenantId: string;
  /** For this tenant and this base URL's resource; application permission Exchange.ManageAsApp. */
  readonly tokens: TokenSource;
  readonly clock: Clock;
  /** What really sends; default fetch. */
  readonly send?: Send | undefined;
  readonly random?: (() => number) | undefined;
  /** Default 60 s: one page of a cmdlet over a large tenant takes longer than most calls. */
  readonly attemptTimeoutMs?: number | undefined;
  /** For a whole command, all pages and retries. Default 10 min. */
  readonly operationMs?: number | undefined;
}

export interface ExchangeConnection {
  readonly tenantId: string;
  readonly clock: Clock;
  readonly random: () => number;
  /** '{base}/adminapi/beta/{tenant}/'; the version that has all cmdlets. */
  readonly commandRoot: string;
  /** '{base}/adminapi/v1.0/{tenant}/' */
  readonly moduleRoot: string;
  readonly post: (call: ExchangePost) => Promise<HttpResponse>;
  readonly get: (url: string, headers: Readonly<Record<string, string>>) => Promise<HttpResponse>;
  readonly holdBack: (ms: number) => void;
  /** For a token that was refused inside a batch, where the pipeline does not see it. */
  readonly renewToken: () => Promise<void>;
  /** When an operation that begins now gives up, on the clock's `monotonicMs`. */
  readonly deadline: () => number;
}

export interface ExchangePost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly idempotent: boolean;
  readonly deadlineAt: number;
}

const defaultAttemptTimeoutMs = 60_000;
const defaultOperationMs = 10 * 60_000;

/** One HTTP pipeline for one tenant and one identity. */
export function exchangeConnection(options: ExchangeOptions): ExchangeConnection {
  const { clock, tenantId } = options;
  const base = options.baseUrl.replace(/\/+$/, '');
  const { send, holdBack } = pipelineOf(options, new URL(base).origin);
  const operationMs = options.operationMs ?? defaultOperationMs;
  return {
    tenantId,
    clock,
    random: options.random ?? Math.random,
    commandRoot: `${base}/adminapi/beta/${tenantId}/`,
    moduleRoot: `${base}/adminapi/v1.0/${tenantId}/`,
    post: ({ url, headers, body, idempotent, deadlineAt }) =>
      send({
        method: 'POST',
        url,
        headers: {
          accept: 'application/json',
          'content-type': 'application/json; charset=utf-8',
          ...headers,
        },
        body: JSON.stringify(body),
        idempotent,
        deadlineAt,
      }),
    get: (url, headers) =>
      send({
        method: 'GET',
        url,
        headers: { accept: 'application/json', ...headers },
        idempotent: true,
      }),
    holdBack,
    renewToken: async () => {
      await options.tokens.token({ fresh: true });
    },
    deadline: () => clock.monotonicMs() + operationMs,
  };
}

function pipelineOf(options: ExchangeOptions, origin: string): ServicePipeline {
  const { clock, tokens, send, random } = options;
  return servicePipeline({
    service: 'exchange',
    clock,
    auth: { tokens, origin },
    send,
    random,
    attemptTimeoutMs: options.attemptTimeoutMs ?? defaultAttemptTimeoutMs,
    isTransient: isTransientAnswer,
  });
}
