import { z } from 'zod';
import { ServiceError } from '../../lib/errors.js';
import type { TimeSpan } from '../../lib/time-span.js';

/** One message and recipient (Microsoft Learn: "exchangeMessageTrace resource type"). The id is the network message id. */
export const traceRow = z.object({
  id: z.string().toLowerCase(),
  senderAddress: z.string().nullish(),
  recipientAddress: z.string().min(1).toLowerCase(),
  messageId: z.string().nullish(),
  receivedDateTime: z.string(),
  subject: z.string().nullish(),
  fromIP: z.string().nullish(),
  status: z.string(),
});
export type TraceRow = z.infer<typeof traceRow>;

/** Microsoft Learn: "List messageTraces": a window of ten days, ninety days back, pages of up to 5,000. */
export const traceWindowDays = 10;
export const traceDaysBack = 90;
const pageSize = 5000;

/** Without it the service leaves out messages that were recalled. */
export const withRecalled = { Prefer: 'include-unknown-enum-members' };

/** Both bounds are required together, the end never in the future. The values of `filter` went through `odataString`. */
export function tracePath({ from, to }: TimeSpan, filter?: string, top = pageSize): string {
  const times = `receivedDateTime ge ${from} and receivedDateTime le ${to}`;
  const whole = filter === undefined ? times : `${times} and ${filter}`;
  const encoded = encodeURIComponent(whole).replaceAll("'", '%27');
  return `admin/exchange/tracing/messageTraces?$filter=${encoded}&$top=${top}`;
}

const unauthorized = 401;

/**
 * A tenant where the service principal of message trace was set up only lately answers 401 for up to several hours
 * (Exchange Team blog, 22 January 2026), and so does one that has none.
 */
export function isSpreading(error: unknown): error is ServiceError {
  return error instanceof ServiceError && error.answer.status === unauthorized;
}
