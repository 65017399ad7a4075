import { ContractError, ServiceError } from '../errors.js';
import { isTransientStatus } from './backoff.js';
import type { HttpResponse } from './message.js';
import { answerId } from './request-id.js';
import { retryAfterMs } from './retry-after.js';

const printableCode = /^[\w.-]{1,100}$/;

/** A service's code as far as it is one: short, without blanks. Anything else may be free text and is dropped. */
export function codeOf(text: unknown): string | undefined {
  return typeof text === 'string' && printableCode.test(text) ? text : undefined;
}

export interface Refusal {
  readonly service: string;
  readonly serviceCode?: string | undefined;
  /** Default: by the status. */
  readonly retryable?: boolean | undefined;
  readonly now: Date;
}

/** The typed error for an answer that is a refusal. Carries status, code and ids; nothing of the body's text. */
export function refusalOf(response: HttpResponse, refusal: Refusal): ServiceError {
  const { service, serviceCode } = refusal;
  const code = serviceCode === undefined ? '' : ` (${serviceCode})`;
  return new ServiceError(
    `${service} answered with status ${response.status.toString()}${code}.`,
    {
      service,
      status: response.status,
      serviceCode,
      requestId: answerId(response),
      retryAfterMs: retryAfterMs(response.headers, refusal.now),
    },
    { retryable: refusal.retryable ?? isTransientStatus(response.status) },
  );
}

/** The part of a schema that checking needs; zod's schemas have it. */
export interface Shape<T> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: T }
    | {
        readonly success: false;
        readonly error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] };
      };
}

/** The value in the shape we know, or ContractError naming the place; never what stood there. */
export function expectShape<T>(
  shape: Shape<T>,
  value: unknown,
  at: { readonly service: string; readonly path: string },
): T {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const below = result.error.issues[0]?.path.map((key) => String(key)) ?? [];
  const path = [at.path, ...below].join('.');
  throw new ContractError(`${at.service} answered in a shape that is not known, at ${path}.`, {
    service: at.service,
    path,
  });
}
