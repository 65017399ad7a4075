import type { Cause } from '../../tenants/cause.js';

/** Why a read failed; undefined when the error is not the outside's. The domain's own judgement, handed in. */
export type CauseOf = (error: unknown) => Cause | undefined;

export interface Failed {
  readonly kind: 'failed';
  readonly cause: Cause;
}

/** A failure as a value. What is no failure of the outside is a bug, and is thrown. */
export function failedBy(error: Error, causeOf: CauseOf): Failed {
  const cause = causeOf(error);
  if (cause === undefined) throw error;
  return { kind: 'failed', cause };
}
