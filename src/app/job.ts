import { z } from 'zod';
import { parseTenantId } from '../tenants/tenant.js';

const tenantId = z.string().transform((text, context) => {
  const id = parseTenantId(text);
  if (id !== undefined) return id;
  context.addIssue({ code: 'custom', message: 'expected a tenant id' });
  return z.NEVER;
});

/** One item of the work queue. Ids only; what is to be done is in the store. */
export const jobSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('scan'),
    tenantId,
    /** The run that asked for it and reports on it. */
    runId: z.string().optional(),
    /** A person asked: a suspended tenant is tried too. */
    onDemand: z.boolean().optional(),
    /** One mailbox only: ExchangeGuid or SMTP address. */
    mailbox: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('zap'),
    tenantId,
    runId: z.string().optional(),
    /** A person asked: every mailbox is read, where mailboxes are the source. */
    onDemand: z.boolean().optional(),
    mailbox: z.string().optional(),
    days: z.int().min(1).max(30).optional(),
  }),
  z.strictObject({
    kind: z.literal('spam'),
    tenantId,
    runId: z.string().optional(),
    mailbox: z.string().optional(),
    /** What a person asked for: then as many days are read, and those that they are compared with. */
    days: z.int().min(1).max(30).optional(),
  }),
  z.strictObject({ kind: z.literal('deliver'), tenantId }),
  z.strictObject({ kind: z.literal('digest') }),
  z.strictObject({ kind: z.literal('progress'), runId: z.string() }),
  z.strictObject({ kind: z.literal('export-file'), exportId: z.string() }),
]);
export type Job = z.infer<typeof jobSchema>;
