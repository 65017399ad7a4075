import type { HttpRequest, HttpResponse, Send } from './message.js';

/** One concern of sending: looks at the request, calls `next` never, once or several times, looks at the answer. */
export interface Policy {
  readonly name: string;
  readonly handle: (request: HttpRequest, next: Send) => Promise<HttpResponse>;
}

/** The first policy is the outermost; `send` is the innermost. */
export function pipeline(policies: readonly Policy[], send: Send): Send {
  return policies.reduceRight<Send>(
    (next, policy) => (request) => policy.handle(request, next),
    send,
  );
}
