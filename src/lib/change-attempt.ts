import { ContractError, ServiceError, TransportError, type ServiceAnswer } from './errors.js';

/** When the service names no time. */
const defaultRetryMs = 30_000;

/** What sending a change came to. That it was taken is not yet that it is in effect. */
export type ChangeAttempt<T> =
  | { readonly kind: 'taken'; readonly answer: T }
  /** The service said no for good. `code` names the service's own code where there is one. */
  | { readonly kind: 'refused'; readonly answer: ServiceAnswer; readonly code: string }
  /** Nothing was changed for certain; may be tried again. */
  | { readonly kind: 'not-sent'; readonly code: string; readonly retryAfterMs: number }
  /** The answer was lost: it may have been changed. */
  | { readonly kind: 'unknown'; readonly code: string };

/** Runs a change and sorts its failure by what may have happened. Rejects only for what is not the outside's doing. */
export async function attemptChange<T>(change: () => Promise<T>): Promise<ChangeAttempt<T>> {
  try {
    return { kind: 'taken', answer: await change() };
  } catch (error) {
    if (error instanceof ServiceError) return ofAnswer(error);
    // An answer came that can't be read, so the request was taken: only a read can tell what it did.
    if (error instanceof ContractError) return { kind: 'unknown', code: error.code };
    if (!(error instanceof TransportError)) throw error;
    return error.mayHaveArrived
      ? { kind: 'unknown', code: error.code }
      : { kind: 'not-sent', code: error.code, retryAfterMs: defaultRetryMs };
  }
}

function ofAnswer<T>({ answer, code, retryable }: ServiceError): ChangeAttempt<T> {
  const { status, serviceCode, retryAfterMs = defaultRetryMs } = answer;
  // 408, 500, 502 and 504 come from in between: the change may have been made behind them.
  if ([408, 500, 502, 504].includes(status)) return { kind: 'unknown', code };
  if (retryable || status === 429 || status === 503) {
    return { kind: 'not-sent', code, retryAfterMs };
  }
  return {
    kind: 'refused',
    answer,
    code: serviceCode === undefined ? code : `${code}.${serviceCode}`,
  };
}
