import { causeTexts, type Cause } from '../tenants/cause.js';

/** A cause in words for an operator. */
export interface CauseLine {
  readonly code: string;
  readonly sentence: string;
  readonly todo: string;
  /** The service's own code and request id, where it gave them. */
  readonly serviceCode?: string;
  readonly requestId?: string;
}

export function causeLine({ code, serviceCode, requestId }: Cause): CauseLine {
  const { sentence, todo } = causeTexts[code];
  return {
    code,
    sentence,
    todo,
    ...(serviceCode === undefined ? {} : { serviceCode }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}
