import { storeActor, type Actor } from './actor.js';
import type { Step } from './advance.js';
import type { Alert } from './alert.js';
import { expiryOf, isApprovalPeriod, type Approval } from './approval.js';
import { owe } from './commit.js';
import type { Write } from './ports.js';
import type { AlertServices } from './services.js';

export type ActVerb = 'alert.remove' | 'alert.approve' | 'alert.undo' | 'alert.revoke';

/** One press of a button, as the authenticated activity gives it. Nothing of it but the actor and place is believed. */
export interface Press {
  readonly verb: ActVerb;
  readonly alertId: string;
  readonly nonce: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly actor: Actor;
  readonly conversationId: string;
  /** The message that carried the button, as the client says. */
  readonly messageId: string | undefined;
}

export const refusals = {
  unknown: 'This alert is not known here any more.',
  elsewhere: 'This card belongs to another conversation. Use the card in the security channel.',
  'not-approver': 'You are not an approver, so nothing was changed.',
  guest: 'Guests cannot decide here, so nothing was changed.',
  unverified:
    'It could not be verified that you are an approver, so nothing was changed. Try again in a minute.',
  own: 'This is your own mailbox: somebody else has to decide.',
  reason: 'Give a reason of 3 to 300 characters.',
  period: 'Choose how long the approval holds: 30, 90 or 365 days, or never expires.',
  'not-approvable': 'This cannot be approved: it stays until it is mended.',
  'report-only': 'No actor app is configured, so Inbox Warden only reports here.',
  'undo-over': 'The time for undoing this has passed.',
} as const;
export type Refusal = keyof typeof refusals;

export type Plan =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

const planners: Readonly<
  Record<ActVerb, (services: AlertServices, alert: Alert, press: Press) => Plan>
> = {
  'alert.remove': planRemove,
  'alert.approve': planApprove,
  'alert.undo': planUndo,
  'alert.revoke': (services, _alert, request) => ({
    kind: 'step',
    step: {
      event: 'revoke',
      also: (alert, now) => revokeWrites(services, alert, request.actor, now),
    },
  }),
};

export function planOf(services: AlertServices, alert: Alert, request: Press): Plan {
  return planners[request.verb](services, alert, request);
}

function planRemove(services: AlertServices, alert: Alert, { actor }: Press): Plan {
  if (!services.options.canRemediate || !services.kinds[alert.kind].remediation) {
    return { kind: 'refused', refusal: 'report-only' };
  }
  return {
    kind: 'step',
    step: {
      event: 'remove',
      also: ({ tenantId, id }, now) => [
        owe(tenantId, { kind: 'remove', alertId: id, by: storeActor(actor) }, now),
      ],
    },
  };
}

function planUndo(services: AlertServices, alert: Alert, { actor }: Press): Plan {
  if (!services.options.canRemediate) return { kind: 'refused', refusal: 'report-only' };
  if (!alert.undo || Date.parse(alert.undo.until) <= services.clock.now().getTime()) {
    return alert.state === 'removed'
      ? { kind: 'refused', refusal: 'undo-over' }
      : { kind: 'step', step: { event: 'undo' } };
  }
  return {
    kind: 'step',
    step: {
      event: 'undo',
      also: ({ tenantId, id }, now) => [
        owe(tenantId, { kind: 'restore', alertId: id, by: storeActor(actor) }, now),
      ],
    },
  };
}

function planApprove(services: AlertServices, alert: Alert, { inputs, actor }: Press): Plan {
  if (services.kinds[alert.kind].approvable === false) {
    return { kind: 'refused', refusal: 'not-approvable' };
  }
  const reason = (inputs['reason'] ?? '').trim();
  const period = inputs['expires'] ?? '';
  if (reason.length < 3 || reason.length > 300) return { kind: 'refused', refusal: 'reason' };
  if (!isApprovalPeriod(period)) return { kind: 'refused', refusal: 'period' };
  const now = services.clock.now();
  const expiresAt = expiryOf(period, now);
  const approval: Approval = {
    tenantId: alert.tenantId,
    alertId: alert.id,
    fingerprint: alert.fingerprint,
    reason,
    by: storeActor(actor),
    at: now.toISOString(),
    expiresAt,
  };
  return {
    kind: 'step',
    step: {
      event: 'approve',
      reason,
      expiresAt,
      also: async (): Promise<Write[]> => {
        const existing = await services.store.approval(alert.tenantId, alert.id);
        return [{ type: 'approval', value: approval, etag: existing?.etag }];
      },
    },
  };
}

export async function revokeWrites(
  services: AlertServices,
  alert: Alert,
  actor: Actor,
  now: Date,
): Promise<Write[]> {
  const existing = await services.store.approval(alert.tenantId, alert.id);
  if (!existing) return [];
  const value = { ...existing.row, revoked: { by: storeActor(actor), at: now.toISOString() } };
  return [{ type: 'approval', value, etag: existing.etag }];
}
