import { randomId } from '../digest.js';
import type { HttpResponse } from './message.js';
import type { Policy } from './policy.js';

/** Gives every HTTP request, each retry too, an id of its own that Microsoft's support can find. */
export const requestId: Policy = {
  name: 'request-id',
  handle: async (request, next) => {
    const clientRequestId = randomId();
    const headers = { ...request.headers, 'client-request-id': clientRequestId };
    return { ...(await next({ ...request, headers })), clientRequestId };
  },
};

const printable = /^[\w.:-]{1,128}$/;

/** The service's own id of an answer, or ours; undefined when neither is fit to be shown. */
export function answerId(response: HttpResponse): string | undefined {
  const named =
    response.headers.get('request-id') ??
    response.headers.get('x-ms-request-id') ??
    response.clientRequestId;
  return named !== undefined && printable.test(named) ? named : undefined;
}
