import { z } from 'zod';
import type { SharedRowStore } from '../lib/document-store.js';
import type { TenantId } from '../tenants/tenant.js';

const collection = 'tenant-domains';
const domainsSchema = z.strictObject({ domains: z.array(z.string()) });

/** The watched tenant that owns a domain, as its last complete reading said. */
export async function ownerOf(
  documents: SharedRowStore,
  domain: string,
): Promise<string | undefined> {
  for await (const { key, value } of documents.list(collection)) {
    if (domainsSchema.parse(value).domains.includes(domain)) return key;
  }
  return undefined;
}

/** The domains that a tenant owns: as its last complete reading said, or read now. Rejects with what `read` rejects with. */
export async function domainsOf(
  documents: SharedRowStore,
  tenantId: TenantId,
  read: (tenantId: TenantId) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const stored = await documents.read(collection, tenantId);
  const known = stored && domainsSchema.parse(stored.value).domains;
  if (known !== undefined && known.length > 0) return known;
  const domains = (await read(tenantId)).map((name) => name.toLowerCase());
  await rememberDomains(documents, tenantId, domains);
  return domains;
}

/** Remembers which domains a tenant owns, as its last complete reading said. */
export async function rememberDomains(
  documents: SharedRowStore,
  tenantId: TenantId,
  domains: readonly string[],
): Promise<void> {
  const sorted = domains.map((name) => name.toLowerCase()).sort();
  const existing = await documents.read(collection, tenantId);
  const known = existing && domainsSchema.parse(existing.value).domains;
  if (known?.join() === sorted.join()) return;
  // A conflict means that another replica has just written the same.
  await documents.write(collection, tenantId, { domains: sorted }, existing?.etag);
}

/** Every domain that a watched tenant owns, lower case. */
export async function ownDomains(documents: SharedRowStore): Promise<readonly string[]> {
  const all = new Set<string>();
  for await (const { value } of documents.list(collection)) {
    for (const domain of domainsSchema.parse(value).domains) all.add(domain);
  }
  return [...all];
}
