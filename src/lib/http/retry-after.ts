/**
 * How long the service asked us to wait, in milliseconds; undefined when it did not say, or said it unreadably.
 * Reads `Retry-After` (seconds or an HTTP date, RFC 9110 section 10.2.3), `retry-after-ms` and `x-ms-retry-after-ms`
 * (Azure). When several are there, the longest counts: waiting too long is never held against us. The value may be
 * absurdly large; it is for the caller to decide what that means.
 */
export function retryAfterMs(headers: Pick<Headers, 'get'>, now: Date): number | undefined {
  const waits = [
    retryAfterHeaderMs(headers.get('retry-after'), now),
    plainNumber(headers.get('retry-after-ms')),
    plainNumber(headers.get('x-ms-retry-after-ms')),
  ].filter((wait) => wait !== undefined);
  return waits.length === 0 ? undefined : Math.max(...waits);
}

/** The value of a `Retry-After` header. A date in the past says nothing. */
function retryAfterHeaderMs(value: string | null, now: Date): number | undefined {
  const seconds = plainNumber(value);
  if (seconds !== undefined) return seconds * 1000;
  if (value === null || !httpDate.test(value.trim())) return undefined;
  const wait = Date.parse(value) - now.getTime();
  return Number.isFinite(wait) && wait > 0 ? wait : undefined;
}

/** Date.parse takes far too much; an HTTP date begins with a weekday and ends with GMT. */
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*, .* GMT$/;

function plainNumber(value: string | null): number | undefined {
  const text = value?.trim() ?? '';
  return /^\d+(?:\.\d+)?$/.test(text) ? finite(Number(text)) : undefined;
}

/** Three hundred digits are Infinity; time arithmetic needs a number. */
function finite(value: number): number {
  return Math.min(value, Number.MAX_SAFE_INTEGER);
}
