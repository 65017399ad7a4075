import { z } from 'zod';
import type { ServiceError } from '../../lib/errors.js';
import { codeOf, refusalOf } from '../../lib/http/answer.js';
import { decodeBody, jsonOf } from '../../lib/http/json-body.js';
import type { HttpResponse } from '../../lib/http/message.js';
import { longIntegersAsText } from './long-integers.js';

/** The service's name in errors. */
export const service = 'graph';

const errorBody = z.object({ error: z.object({ code: z.string() }) });

export const pageShape = z.object({
  value: z.array(z.unknown()),
  '@odata.nextLink': z.string().optional(),
});

/** The JSON of an answer; undefined when it has no body. Throws ContractError for anything else. */
export function valueOf(response: HttpResponse): unknown {
  if (response.body.kind === 'bytes' && response.body.bytes.byteLength === 0) return undefined;
  return jsonOf({ ...response, body: longIntegersAsText(response.body) }, service);
}

/** The typed error for an answer that is a refusal, with Graph's own code. */
export function refusal(response: HttpResponse, now: Date): ServiceError {
  const decoded = decodeBody(response.body);
  const serviceCode = decoded.kind === 'json' ? errorCodeOf(decoded.value) : undefined;
  return refusalOf(response, { service, serviceCode, now });
}

export function errorCodeOf(body: unknown): string | undefined {
  const parsed = errorBody.safeParse(body);
  return parsed.success ? codeOf(parsed.data.error.code) : undefined;
}

/** The operation, for errors: without the query, and without the name of a mailbox. */
export function nameOf(path: string): string {
  const name = path.split('?', 1)[0] ?? path;
  return name.replace(/^users\/[^/]+(?=\/)/, 'users/{id}');
}
