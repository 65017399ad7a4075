import type { TokenCredentialOptions } from '@azure/identity';
import type { Clock } from '../../lib/clock.js';
import { AppError } from '../../lib/errors.js';
import { jsonOf } from '../../lib/http/json-body.js';
import type { HttpRequest, HttpResponse, Send } from '../../lib/http/message.js';
import { tokenRefusal } from './token-answer.js';

export type IdentityHttpClient = NonNullable<TokenCredentialOptions['httpClient']>;
type IdentityRequest = Parameters<IdentityHttpClient['sendRequest']>[0];
type IdentityResponse = Awaited<ReturnType<IdentityHttpClient['sendRequest']>>;
type IdentityHeaders = IdentityResponse['headers'];

/**
 * Lets @azure/identity send through our pipeline. Refusals, silence and garbage become typed errors here and are also
 * handed to `failed`, because the library loses them on the way out.
 */
export function identityHttp(
  send: Send,
  clock: Clock,
  failed: (error: AppError) => void,
): IdentityHttpClient {
  return {
    sendRequest: async (request) => {
      try {
        const response = await send(outgoing(request));
        if (response.status !== 200) throw tokenRefusal(response, clock.now());
        const bodyAsText = JSON.stringify(jsonOf(response, 'entra'));
        return { request, status: response.status, headers: headersOf(response), bodyAsText };
      } catch (error) {
        if (error instanceof AppError) failed(error);
        throw error;
      }
    },
  };
}

function outgoing(request: IdentityRequest): HttpRequest {
  const { body } = request;
  if (body !== undefined && body !== null && typeof body !== 'string') {
    throw new TypeError('The identity library sends text bodies only.');
  }
  return {
    method: request.method === 'GET' ? 'GET' : 'POST',
    url: request.url,
    headers: request.headers.toJSON(),
    ...(typeof body === 'string' ? { body } : {}),
    idempotent: true,
  };
}

function headersOf(response: HttpResponse): IdentityHeaders {
  const { headers } = response;
  return {
    get: (name) => headers.get(name) ?? undefined,
    has: (name) => headers.has(name),
    set: (name, value) => {
      headers.set(name, String(value));
    },
    delete: (name) => {
      headers.delete(name);
    },
    toJSON: () => Object.fromEntries(headers),
    [Symbol.iterator]: () => headers[Symbol.iterator](),
  };
}
