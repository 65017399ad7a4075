import type { IncomingHttpHeaders } from 'node:http';
import { parseJsonBody } from './json-body.js';

export function readBearer(headers: IncomingHttpHeaders): string | undefined {
  const match = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '');
  return match?.[1];
}

/**
 * Tenant and app that a token claims, unverified: only for the ledger, which records who said what. A token that can't be
 * read claims nothing; the service that gets it refuses it.
 */
export function claimedCaller(headers: IncomingHttpHeaders): { tenantId?: string; appId?: string } {
  const payload = readBearer(headers)?.split('.')[1];
  if (payload === undefined) return {};
  const claims = parseClaims(payload);
  const tenantId = claims['tid'];
  const appId = claims['appid'];
  return {
    ...(typeof tenantId === 'string' ? { tenantId } : {}),
    ...(typeof appId === 'string' ? { appId } : {}),
  };
}

function parseClaims(payload: string): Record<string, unknown> {
  const parsed = parseJsonBody(Buffer.from(payload, 'base64url'))?.value;
  return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
}
