import { z } from 'zod';
import { ContractError, StoreConflictError } from '../lib/errors.js';
import type { SharedRowStore } from '../lib/document-store.js';
import type { Etag } from '../lib/etag.js';
import type { Json } from '../lib/json.js';
import type { TenantId } from '../tenants/tenant.js';
import { presenceSchema } from '../tenants/capabilities.js';

const collection = 'zap-audit';
const attempts = 5;

const instant = z.iso.datetime();

const question = z.object({
  key: z.string(),
  address: z.string(),
  account: z.string(),
  message: z.string(),
});

const schema = z.object({
  /** Whether the tenant lets itself be asked. */
  probed: z.object({ at: instant, presence: presenceSchema }).optional(),
  /** The one search under way. Without an id it is being ordered, or whoever ordered it has died. */
  order: z
    .object({ id: z.string().optional(), at: instant, questions: z.array(question) })
    .optional(),
  /** By `questionId`: how often it was asked, and when last. */
  asked: z.record(z.string(), z.object({ times: z.number().int().positive(), at: instant })),
});

/** What is remembered of the audit searches of one tenant. */
export type AuditState = Readonly<z.infer<typeof schema>>;
export type AuditOrder = NonNullable<AuditState['order']>;

/** @throws ContractError when it can't be read: what was asked would be asked again and again. */
export async function readAudit(
  documents: SharedRowStore,
  tenantId: TenantId,
): Promise<AuditState> {
  return (await recall(documents, tenantId)).state;
}

/**
 * Changes what is remembered, from what is there now. `change` gives undefined when there is nothing to change any more;
 * then nothing is written, and the answer is undefined. Else it is what was written.
 *
 * @throws StoreConflictError when others were faster at every attempt.
 */
export async function changeAudit(
  documents: SharedRowStore,
  tenantId: TenantId,
  change: (state: AuditState) => AuditState | undefined,
): Promise<AuditState | undefined> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { state, etag } = await recall(documents, tenantId);
    const next = change(state);
    if (next === undefined) return undefined;
    const json = JSON.parse(JSON.stringify(next)) as Json;
    if ((await documents.write(collection, tenantId, json, etag)) === 'written') return next;
  }
  throw new StoreConflictError('The audit searches were changed by others at every attempt.');
}

async function recall(
  documents: SharedRowStore,
  tenantId: TenantId,
): Promise<{ readonly state: AuditState; readonly etag: Etag | undefined }> {
  const document = await documents.read(collection, tenantId);
  if (document === undefined) return { state: { asked: {} }, etag: undefined };
  const parsed = schema.safeParse(document.value);
  if (parsed.success) return { state: parsed.data, etag: document.etag };
  throw new ContractError('The stored audit searches have another shape.', {
    service: 'store',
    path: collection,
  });
}
