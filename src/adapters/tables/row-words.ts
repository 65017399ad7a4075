import { z } from 'zod';
import type { AlertKind } from '../../alerts/finding.js';
import type { AlertState } from '../../alerts/lifecycle.js';
import type { Measure, MeasureName } from '../../alerts/measure.js';
import type { OutboxEntry } from '../../alerts/outbox.js';
import type { Severity } from '../../alerts/severity.js';
import type { CauseCode } from '../../tenants/cause.js';

/* The words that rows may hold where the domain has a list of them. */

/** The compiler sees to it that no word is forgotten when the domain gets a new one. */
function oneOf<T extends string>(words: Readonly<Record<T, true>>): z.ZodType<T> {
  return z.custom<T>((value) => typeof value === 'string' && Object.hasOwn(words, value));
}

export const alertState = oneOf<AlertState>({
  open: true,
  approved: true,
  removing: true,
  removed: true,
  restoring: true,
  resolved: true,
  failed: true,
});
export const causeCode = oneOf<CauseCode>({
  'consent-missing': true,
  'consent-withdrawn': true,
  'credential-expired': true,
  'credential-wrong': true,
  'tenant-gone': true,
  'conditional-access': true,
  'permission-missing': true,
  'role-missing': true,
  throttled: true,
  unreachable: true,
  'service-failed': true,
  'unexpected-answer': true,
  'wrong-tenant': true,
  'mailbox-not-found': true,
  'incomplete-list': true,
  'not-yet-read': true,
});
export const alertKind = oneOf<AlertKind>({
  forward: true,
  zap: true,
  spam: true,
  unreadable: true,
});
export const severity = oneOf<Severity>({
  informational: true,
  low: true,
  medium: true,
  high: true,
});
export const outboxState = oneOf<OutboxEntry['state']>({
  pending: true,
  claimed: true,
  ambiguous: true,
  done: true,
  dead: true,
});
export const measureName = oneOf<MeasureName>({
  'revoke-sessions': true,
  'block-sign-in': true,
  'block-sender': true,
  release: true,
  'unblock-sending': true,
});
export const measureState = oneOf<Measure['state']>({
  ordered: true,
  done: true,
  failed: true,
  undoing: true,
  undone: true,
});
