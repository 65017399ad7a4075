import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseTenantId, type Tenant } from '../tenants/tenant.js';
import type { Settings } from './settings-reader.js';

/** Where the list of tenants comes from. */
export type TenantsSetting =
  { readonly from: 'settings'; readonly list: readonly Tenant[] } | { readonly from: 'partner' };

const tenantList = z.array(
  z.strictObject({ tenantId: z.string(), name: z.string().min(1).max(200) }),
);

/** WARDEN_TENANTS: inline JSON, or the name of a JSON file: a list of {tenantId, name}. */
export function tenantsOf(settings: Settings): TenantsSetting {
  const discovery = settings.choice('WARDEN_TENANT_DISCOVERY', ['off', 'partner'], 'off');
  const text = settings.text('WARDEN_TENANTS');
  if (text === undefined) {
    if (discovery === 'partner') return { from: 'partner' };
    settings.problem(
      'WARDEN_TENANTS',
      'a JSON file or an inline list of {"tenantId", "name"}, or WARDEN_TENANT_DISCOVERY=partner',
    );
    return { from: 'settings', list: [] };
  }
  if (discovery === 'partner')
    settings.problem('WARDEN_TENANTS', 'nothing while WARDEN_TENANT_DISCOVERY=partner');
  return { from: 'settings', list: parseTenants(settings, text) };
}

function parseTenants(settings: Settings, text: string): Tenant[] {
  const json = text.startsWith('[') ? text : readTenantFile(settings, text);
  if (json === undefined) return [];
  const parsed = tenantList.safeParse(parseJson(json));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    settings.problem(
      'WARDEN_TENANTS',
      `a JSON list of {"tenantId", "name"}; at ${issue?.path.join('.') ?? 'the top'}: ${issue?.message ?? 'not JSON'}`,
    );
    return [];
  }
  const tenants: Tenant[] = [];
  for (const [index, { tenantId, name }] of parsed.data.entries()) {
    const id = parseTenantId(tenantId);
    if (id === undefined)
      settings.problem('WARDEN_TENANTS', `GUIDs as tenantId; entry ${index + 1} has another`);
    else if (tenants.some((tenant) => tenant.id === id))
      settings.problem('WARDEN_TENANTS', `each tenantId once; ${id} is there twice`);
    else tenants.push({ id, name });
  }
  if (parsed.data.length === 0) settings.problem('WARDEN_TENANTS', 'at least one tenant');
  return tenants;
}

function readTenantFile(settings: Settings, path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    settings.problem('WARDEN_TENANTS', 'the name of a readable JSON file, or an inline JSON list');
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
