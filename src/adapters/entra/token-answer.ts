import { z } from 'zod';
import type { ServiceError } from '../../lib/errors.js';
import { codeOf, expectShape, refusalOf } from '../../lib/http/answer.js';
import { decodeBody, jsonOf } from '../../lib/http/json-body.js';
import type { HttpResponse } from '../../lib/http/message.js';

const service = 'entra';

const granted = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
});

const refused = z.object({
  error: z.string().optional(),
  error_codes: z.array(z.number().int()).optional(),
});

export interface Grant {
  readonly token: string;
  readonly lifetimeMs: number;
}

/** The token endpoint's answer to a client-credentials request (Microsoft Learn: "OAuth 2.0 client credentials flow"). */
export function grantOf(response: HttpResponse, now: Date): Grant {
  if (response.status !== 200) throw tokenRefusal(response, now);
  const body = expectShape(granted, jsonOf(response, service), { service, path: '$' });
  return { token: body.access_token, lifetimeMs: body.expires_in * 1000 };
}

/**
 * A refusal with the first AADSTS number of `error_codes` as service code, or the OAuth error when there is none. The
 * description is free text and stays behind.
 */
export function tokenRefusal(response: HttpResponse, now: Date): ServiceError {
  return refusalOf(response, { service, serviceCode: refusalCode(response), now });
}

function refusalCode(response: HttpResponse): string | undefined {
  const decoded = decodeBody(response.body);
  const parsed = decoded.kind === 'json' ? refused.safeParse(decoded.value) : undefined;
  if (parsed?.success !== true) return undefined;
  const number = parsed.data.error_codes?.[0];
  return number === undefined ? codeOf(parsed.data.error) : `AADSTS${number.toString()}`;
}
