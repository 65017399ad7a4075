import { decodeJwt, errors } from 'jose';
import type { JWTPayload } from 'jose';
import { ContractError, ServiceError } from '../../lib/errors.js';

const service = 'entra';

/** Undefined for what is not a JWT. The signature is not checked: the resource does that, we only look. */
export function claimsOf(token: string): JWTPayload | undefined {
  try {
    return decodeJwt(token);
  } catch (error) {
    if (error instanceof errors.JWTInvalid) return undefined;
    throw error;
  }
}

/**
 * Refuses a token that was issued for another tenant or another app, before it is used. Throws a ServiceError that is
 * not retryable, with the service code 'wrong-tenant'; ContractError for what is not a JWT.
 */
export function expectIssuedTo(
  token: string,
  expected: { readonly tenantId: string; readonly clientId: string },
): void {
  const claims = claimsOf(token);
  if (claims === undefined) {
    throw new ContractError('The access token is not a JWT.', { service, path: 'access_token' });
  }
  // Version 1 tokens say appid, version 2 tokens azp.
  const app: unknown = claims['appid'] ?? claims['azp'];
  if (!equalIds(claims['tid'], expected.tenantId) || !equalIds(app, expected.clientId)) {
    throw mixedUp();
  }
}

function equalIds(claim: unknown, expected: string): boolean {
  return typeof claim === 'string' && claim.toLowerCase() === expected.toLowerCase();
}

function mixedUp(): ServiceError {
  return new ServiceError(
    'The access token was issued for another tenant or app.',
    { service, status: 200, serviceCode: 'wrong-tenant' },
    { retryable: false },
  );
}
