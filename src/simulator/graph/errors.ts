import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { SimulatedResponse } from '../service.js';

export interface ErrorContext {
  readonly headers: IncomingHttpHeaders;
  readonly now: Date;
}

/** An error in Graph's form. Microsoft Learn: "Microsoft Graph error responses". */
export function graphError(
  { headers, now }: ErrorContext,
  status: number,
  code: string,
  message: string,
): SimulatedResponse {
  const requestId = randomUUID();
  const clientRequestId = headers['client-request-id'];
  return {
    status,
    headers: { 'request-id': requestId },
    body: {
      error: {
        code,
        message,
        innerError: {
          date: now.toISOString().slice(0, 19),
          'request-id': requestId,
          'client-request-id': typeof clientRequestId === 'string' ? clientRequestId : requestId,
        },
      },
    },
  };
}
