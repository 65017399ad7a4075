/** Why a request was refused: for our log only, never for the caller. */
export type RefusalCode =
  | 'method'
  | 'path'
  | 'content-type'
  | 'content-encoding'
  | 'too-large'
  | 'authorization-header'
  | 'token-shape'
  | 'token-algorithm'
  | 'token-issuer'
  | 'token-audience'
  | 'token-claims'
  | 'body-encoding'
  | 'body-json'
  | 'body-shape'
  | 'body-depth'
  | 'body-incomplete'
  | 'body-timeout'
  | 'channel'
  | 'service-url'
  | 'tenant'
  | 'activity-type';

export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 413 | 415;

export interface Refusal {
  readonly ok: false;
  readonly status: RefusalStatus;
  readonly code: RefusalCode;
}

export function refuse(status: RefusalStatus, code: RefusalCode): Refusal {
  return { ok: false, status, code };
}

/** The only error body that leaves the process: constant text and an id that stands in the log. */
export function refusalBody(correlationId: string): string {
  return JSON.stringify({ error: 'Refused.', id: correlationId });
}
