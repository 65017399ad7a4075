import { z } from 'zod';
import type { StoredActor } from '../../alerts/actor.js';
import type { Alert, AlertId, MessageRef } from '../../alerts/alert.js';
import type { Approval } from '../../alerts/approval.js';
import type { AuditHead, AuditRecord } from '../../alerts/audit.js';
import type { AlertGroup } from '../../alerts/group.js';
import type { Measure } from '../../alerts/measure.js';
import type { OutboxEntry } from '../../alerts/outbox.js';
import type { ChannelRef } from '../../alerts/ports.js';
import { ContractError } from '../../lib/errors.js';
import type { Json } from '../../lib/json.js';
import type { Cause } from '../../tenants/cause.js';
import type { TenantHealth } from '../../tenants/health.js';
import type { TenantId } from '../../tenants/tenant.js';
import {
  alertKind,
  alertState,
  causeCode,
  measureName,
  measureState,
  outboxState,
  severity,
} from './row-words.js';

/*
 * What rows must look like when they are read back. Strict: a row with a field that this version does not know is
 * refused, because writing it back would lose the field.
 */

function text<T extends string>(pattern: RegExp): z.ZodType<T> {
  return z.custom<T>((value) => typeof value === 'string' && pattern.test(value));
}

const tenantId = text<TenantId>(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
const alertId = text<AlertId>(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
const count = z.int().nonnegative();

/** Handed through as parsed, not copied key by key: a copy would lose a key named `__proto__`. */
const facts = z.custom<Readonly<Record<string, Json>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

const storedActor: z.ZodType<StoredActor> = z.strictObject({
  tenantId: z.string(),
  objectId: z.string(),
  name: z.string(),
});

const messageRef: z.ZodType<MessageRef> = z.strictObject({
  conversationId: z.string(),
  activityId: z.string(),
});

const measure: z.ZodType<Measure> = z.strictObject({
  name: measureName,
  target: z.string(),
  label: z.string(),
  state: measureState,
  orderedAt: z.string(),
  by: storedActor,
  endedAt: z.string().optional(),
  note: z.string().optional(),
  undoable: z.boolean().optional(),
});

/** By name, which a detector gives; values as they were found. */
const scopes = z.custom<Readonly<Record<string, string>>>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((one) => typeof one === 'string'),
);

export const alertSchema: z.ZodType<Alert> = z.strictObject({
  id: alertId,
  tenantId,
  tenantName: z.string(),
  kind: alertKind,
  identity: z.string(),
  fingerprint: z.string(),
  severity: severity,
  state: alertState,
  facts,
  subjectObjectId: z.string().optional(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  changedAt: z.string(),
  revision: count,
  nonceHashes: z.array(z.string()),
  messages: z.array(messageRef),
  groupId: z.string().optional(),
  outcome: z
    .strictObject({
      event: z.string(),
      at: z.string(),
      by: storedActor.optional(),
      reason: z.string().optional(),
      cause: z.string().optional(),
      expiresAt: z.string().optional(),
      note: z.string().optional(),
    })
    .optional(),
  undo: z.strictObject({ until: z.string(), facts }).optional(),
  campaign: z.string().optional(),
  scopes: scopes.optional(),
  threadOf: alertId.optional(),
  measures: z.array(measure).optional(),
  returns: count,
  lastNotifiedAt: z.string().optional(),
  missingSince: z.string().optional(),
});

export const approvalSchema: z.ZodType<Approval> = z.strictObject({
  tenantId,
  alertId,
  fingerprint: z.string(),
  scope: z.strictObject({ kind: alertKind, name: z.string(), value: z.string() }).optional(),
  reason: z.string(),
  by: storedActor,
  at: z.string(),
  expiresAt: z.string().optional(),
  revoked: z.strictObject({ by: storedActor, at: z.string() }).optional(),
});

export const groupSchema: z.ZodType<AlertGroup> = z.strictObject({
  id: z.string(),
  tenantId,
  tenantName: z.string(),
  alertIds: z.array(alertId),
  createdAt: z.string(),
  message: messageRef.optional(),
});

export const outboxSchema: z.ZodType<OutboxEntry> = z.strictObject({
  id: z.string(),
  tenantId,
  task: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['post-alert', 'update-alert']), alertId }),
    z.strictObject({ kind: z.enum(['post-group', 'update-group']), groupId: z.string() }),
    z.strictObject({ kind: z.enum(['remove', 'restore']), alertId, by: storedActor }),
    z.strictObject({
      kind: z.literal('measure'),
      alertId,
      measure: measureName,
      target: z.string(),
      direction: z.enum(['apply', 'revert']),
      by: storedActor,
    }),
  ]),
  state: outboxState,
  fence: count,
  attempts: count,
  createdAt: z.string(),
  notBefore: z.string(),
  leaseUntil: z.string().optional(),
  actingSince: z.string().optional(),
  answeredAt: z.string().optional(),
  accepted: z.boolean().optional(),
  copiesBefore: count.optional(),
  failure: z.string().optional(),
});

export const auditSchema: z.ZodType<AuditRecord> = z.strictObject({
  at: z.string(),
  what: z.string(),
  alertId: z.string().optional(),
  actor: z.strictObject({ tenantId: z.string(), objectId: z.string() }).optional(),
  detail: facts,
  sequence: z.int().positive(),
  previous: z.string(),
  hash: z.string(),
});

export const auditHeadSchema: z.ZodType<AuditHead> = z.strictObject({
  sequence: count,
  hash: z.string(),
});

export const channelSchema: z.ZodType<ChannelRef> = z.strictObject({
  tenantId: z.string(),
  teamId: z.string(),
  channelId: z.string(),
  serviceUrl: z.string(),
  chosenBy: z.string(),
  chosenAt: z.string(),
});

const cause: z.ZodType<Cause> = z.strictObject({
  code: causeCode,
  serviceCode: z.string().optional(),
  requestId: z.string().optional(),
});

export const healthSchema: z.ZodType<TenantHealth> = z.strictObject({
  tenantId,
  name: z.string(),
  state: z.enum(['healthy', 'degraded', 'suspended']),
  cause: cause.optional(),
  since: z.string(),
  lastReadAt: z.string().optional(),
  lastFound: count.optional(),
  nextProbeAt: z.string().optional(),
  inventoried: z.boolean(),
  failuresInRow: count,
});

/** Index rows: whose it is. */
export const ownerSchema: z.ZodType<{ readonly tenantId: TenantId }> = z.strictObject({ tenantId });

/**
 * Checks what a row held.
 *
 * @throws ContractError that names the row's key and the field, and nothing of what was in it.
 */
export function parseRow<T>(schema: z.ZodType<T>, value: unknown, key: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const field = result.error.issues[0]?.path.join('.') ?? '';
  throw new ContractError('A stored row is not of a form that this version knows.', {
    service: 'tables',
    path: field === '' ? key : `${key}:${field}`,
  });
}
