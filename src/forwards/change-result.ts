import type { ChangeResult } from '../alerts/kind.js';
import { ContractError, ServiceError, TransportError, type ServiceAnswer } from '../lib/errors.js';

/** When the service names no time. */
const defaultRetryMs = 30_000;

/** Runs a change and says what it came to. Rejects only for what is not the outside's doing. */
export async function attempt(change: () => Promise<void>): Promise<ChangeResult> {
  try {
    await change();
    return { kind: 'sent' };
  } catch (error) {
    if (error instanceof ServiceError) return resultOfAnswer(error);
    // An answer came that can't be read, so the request was taken: only a read can tell what it did.
    if (error instanceof ContractError) return { kind: 'unknown', code: error.code };
    if (!(error instanceof TransportError)) throw error;
    return error.mayHaveArrived
      ? { kind: 'unknown', code: error.code }
      : { kind: 'not-sent', code: error.code, retryAfterMs: defaultRetryMs };
  }
}

function resultOfAnswer({ answer, code, retryable }: ServiceError): ChangeResult {
  const { status, retryAfterMs = defaultRetryMs } = answer;
  // 408, 500 and 504 come from in between: the change may have been made behind them.
  if ([408, 500, 502, 504].includes(status)) return { kind: 'unknown', code };
  if (retryable || status === 429 || status === 503) {
    return { kind: 'not-sent', code, retryAfterMs };
  }
  return { kind: 'refused', code: codeOf(answer, code), note: noteOf(answer) };
}

function codeOf({ serviceCode }: ServiceAnswer, code: string): string {
  return serviceCode === undefined ? code : `${code}.${serviceCode}`;
}

/**
 * Assumption, from public reports: for a mailbox mastered on-premises ("out of the current user's write scope") Exchange
 * answers 400 with System.InvalidOperationException.
 */
function noteOf({ status, serviceCode = '' }: ServiceAnswer): string {
  if (serviceCode.endsWith('InvalidOperationException')) {
    return 'Exchange refuses to change this mailbox here: it is synchronised from on-premises. Fix it on-premises.';
  }
  if (status === 401 || status === 403) {
    return 'The actor app has no Exchange role in this tenant that allows the change.';
  }
  if (status === 404 || serviceCode.endsWith('ManagementObjectNotFoundException')) {
    return 'Exchange does not find the mailbox any more.';
  }
  return 'Exchange refused the change.';
}
