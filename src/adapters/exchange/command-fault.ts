import { z } from 'zod';
import { codeOf } from '../../lib/http/answer.js';
import { decodeBody } from '../../lib/http/json-body.js';
import type { DecodedBody } from '../../lib/http/json-body.js';
import { isTransientStatus } from '../../lib/http/backoff.js';
import type { HttpResponse } from '../../lib/http/message.js';

/** What an answer, alone or as an item of a batch, says about a failure. */
export interface CommandAnswer {
  readonly status: number;
  readonly headers: Pick<Headers, 'get'>;
  readonly body: DecodedBody;
}

export interface CommandFault {
  /** The last segment of the exception's type, or Exchange's error code. */
  readonly serviceCode?: string | undefined;
  readonly transient: boolean;
}

/** Written with status 400, but passing. Assumption: these four are all; anything else is not repeated. */
const transientCodes: ReadonlySet<string> = new Set([
  'CmdletProxyNotAvailableFailure',
  'ServerBusyException',
  'TransientException',
  'BackendCommunicationException',
]);

/**
 * The one refusal that has no code and no reliable status: plain text. Only its beginning is compared; a tenant's own text
 * can't stand there, because answers with rows begin with a brace.
 */
const concurrencyText = 'You have reached the maximum number of concurrent requests per tenant';
export const concurrencyCode = 'ConcurrentRequestsExceeded';

const errorBody = z.object({
  error: z.object({
    code: z.string().nullish(),
    details: z.array(z.object({ message: z.string().nullish() })).nullish(),
    innererror: z.object({ type: z.string().nullish() }).nullish(),
  }),
});

const withErrors = z.object({ '@adminapi.errors': z.array(z.unknown()).min(1) });

export function answerOf(response: HttpResponse): CommandAnswer {
  return { status: response.status, headers: response.headers, body: decodeBody(response.body) };
}

/** Undefined for success. A 200 can be a failure too: `@adminapi.errors` holds errors that did not end the cmdlet. */
export function faultOf(answer: CommandAnswer): CommandFault | undefined {
  const { status, body } = answer;
  if (body.kind === 'text' && body.text.trimStart().startsWith(concurrencyText)) {
    return { serviceCode: concurrencyCode, transient: true };
  }
  if (status < 200 || status >= 300) return faultOfRefusal(answer);
  const partial = body.kind === 'json' ? withErrors.safeParse(body.value) : undefined;
  if (partial?.success !== true) return undefined;
  const serviceCode = codeOfPartial(partial.data['@adminapi.errors'][0]);
  return { serviceCode, transient: transientCodes.has(serviceCode) };
}

function faultOfRefusal(answer: CommandAnswer): CommandFault {
  const { status, body } = answer;
  const parsed = body.kind === 'json' ? errorBody.safeParse(body.value) : undefined;
  const error = parsed?.success === true ? parsed.data.error : undefined;
  const exception = exceptionNamed(error, answer.headers);
  const code = codeOf(error?.code);
  const transient = [exception, code].some((name) => transientCodes.has(name ?? ''));
  return {
    serviceCode: exception ?? code,
    transient: transient || isTransientStatus(status),
  };
}

type ErrorBody = z.infer<typeof errorBody>['error'];

function exceptionNamed(
  error: ErrorBody | undefined,
  headers: CommandAnswer['headers'],
): string | undefined {
  return (
    exceptionOf(error?.details?.[0]?.message) ??
    lastSegment(headers.get('x-exceptiontype')) ??
    lastSegment(error?.innererror?.type)
  );
}

/** `ErrorId|ExceptionType|Text`. */
function exceptionOf(message: string | null | undefined): string | undefined {
  const [, type, text] = message?.split('|', 3) ?? [];
  return text === undefined ? undefined : lastSegment(type);
}

function codeOfPartial(first: unknown): string {
  const text = typeof first === 'string' ? first : undefined;
  return exceptionOf(text) ?? 'adminapi.errors';
}

function lastSegment(type: string | null | undefined): string | undefined {
  return codeOf(type?.split('.').at(-1));
}

/** For the retry policy: passing refusals whose status does not say so. */
export function isTransientAnswer(response: HttpResponse): boolean {
  const mayBeText = response.headers.get('content-type')?.startsWith('application/json') !== true;
  // A successful answer is large; it is decoded once, by whoever wants its rows.
  if (response.status < 300 && !mayBeText) return false;
  return faultOf(answerOf(response))?.transient === true;
}
