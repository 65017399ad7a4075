import { randomUUID } from 'node:crypto';
import type { SimulatedResponse } from '../service.js';

/** Refusals of the token endpoint. Microsoft Learn: "Microsoft Entra authentication and authorization error codes". */
const REFUSALS = {
  tenantUnknown: [
    90002,
    400,
    'invalid_request',
    'Tenant not found. Check that the tenant id is right.',
  ],
  appUnknown: [700016, 400, 'unauthorized_client', 'Application was not found in the directory.'],
  consentWithdrawn: [
    65001,
    400,
    'invalid_grant',
    'The administrator has not consented to use the application.',
  ],
  principalMissing: [
    7000229,
    401,
    'invalid_client',
    'The client application is missing service principal in the tenant.',
  ],
  policyBlocked: [
    53003,
    400,
    'invalid_grant',
    'Access has been blocked by Conditional Access policies.',
  ],
  secretWrong: [7000215, 401, 'invalid_client', 'Invalid client secret provided.'],
  secretExpired: [7000222, 401, 'invalid_client', 'The provided client secret keys are expired.'],
  assertionBad: [50027, 401, 'invalid_client', 'The client assertion is not a well-formed JWT.'],
  credentialMissing: [
    7000218,
    401,
    'invalid_client',
    "The request body must contain 'client_assertion' or 'client_secret'.",
  ],
  scopeInvalid: [
    70011,
    400,
    'invalid_scope',
    'The provided value for the input parameter scope is not valid.',
  ],
  grantUnsupported: [
    70003,
    400,
    'unsupported_grant_type',
    'The app requested an unsupported grant type.',
  ],
  fieldMissing: [
    900144,
    400,
    'invalid_request',
    'The request body must contain the parameters client_id, scope and grant_type.',
  ],
} as const satisfies Record<string, readonly [number, number, string, string]>;

export type Refusal = keyof typeof REFUSALS;

export function refuse(refusal: Refusal, now: Date): SimulatedResponse {
  const [code, status, error, text] = REFUSALS[refusal];
  const timestamp = `${now.toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const [trace, correlation] = [randomUUID(), randomUUID()];
  return {
    status,
    headers: { 'Cache-Control': 'no-store' },
    body: {
      error,
      error_description: `AADSTS${code}: ${text} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
    },
  };
}
