import type { HttpRequest, HttpResponse, Send } from './message.js';
import type { Policy } from './policy.js';
import type { TokenSource } from './token-source.js';

const unauthorized = 401;

/**
 * Adds the token, and only to requests for `origin`: anything else is refused before a token is even asked for. A 401 is
 * tried once more with another token; a request that was refused for its token has not been carried out, so that holds
 * for every method.
 */
export function bearer(tokens: TokenSource, origin: string): Policy {
  return {
    name: 'bearer',
    handle: async (request, next) => {
      if (new URL(request.url).origin !== origin) {
        throw new TypeError('A token is sent to its own service only.');
      }
      const used = await tokens.token();
      const response = await sendWith(used, request, next);
      if (response.status !== unauthorized) return response;
      // Another call may have renewed it while this one was under way.
      const current = await tokens.token();
      const other = current === used ? await tokens.token({ fresh: true }) : current;
      return sendWith(other, request, next);
    },
  };
}

function sendWith(token: string, request: HttpRequest, next: Send): Promise<HttpResponse> {
  return next({ ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } });
}
