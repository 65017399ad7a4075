import type { Brand } from '../lib/brand.js';

/** A tenant's GUID in lower case, checked. */
export type TenantId = Brand<string, 'TenantId'>;

/** A customer's Microsoft 365 organisation that is watched. The name comes from settings or from the partner's records. */
export interface Tenant {
  readonly id: TenantId;
  readonly name: string;
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isGuid(text: string): boolean {
  return guid.test(text.toLowerCase());
}

/** Undefined for anything but a GUID: a tenant id is never taken from free text. */
export function parseTenantId(text: string): TenantId | undefined {
  const lower = text.trim().toLowerCase();
  return guid.test(lower) ? (lower as TenantId) : undefined;
}
