import { storeActor, type Actor } from './actor.js';
import type { Step } from './advance.js';
import type { Alert } from './alert.js';
import {
  expiryOf,
  isApprovalPeriod,
  scopeValue,
  type Approval,
  type ApprovalScope,
} from './approval.js';
import { owe } from './commit.js';
import { targetField } from './measure-card.js';
import { isPossible, type MeasureOrder } from './measure-order.js';
import type { MeasureName, MeasureTarget } from './measure.js';
import type { MeasureTask } from './outbox.js';
import type { Write } from './ports.js';
import type { AlertServices } from './services.js';

export type ActVerb =
  | 'alert.remove'
  | 'alert.approve'
  | 'alert.undo'
  | 'alert.revoke'
  | 'alert.acknowledge'
  | 'measure.order'
  | 'measure.undo';

/** One press of a button, as the authenticated activity gives it. Nothing of it but the actor and place is believed. */
export interface Press {
  readonly verb: ActVerb;
  readonly alertId: string;
  readonly nonce: string;
  /** Which measure, for the verbs of measures. */
  readonly measure?: MeasureName | undefined;
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
  cause: 'Choose what it turned out to be.',
  'long-reason': 'The reason may have at most 300 characters.',
  scope: 'Choose what the approval is for, as the card offers it.',
  'not-approvable': 'This cannot be approved: it stays until it is mended.',
  'not-acknowledgeable': 'This cannot be closed by a word: it needs a decision.',
  target: 'This alert does not name that account or address, so nothing was changed.',
  'report-only': 'No actor app is configured, so Inbox Warden only reports here.',
  'undo-over': 'The time for undoing this has passed.',
} as const;
export type Refusal = keyof typeof refusals;

export type Plan =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'measure'; readonly order: Omit<MeasureOrder, 'ifRevision'> }
  /** It has no meaning now: the card is drawn anew. */
  | { readonly kind: 'outdated' }
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
  'alert.acknowledge': planAcknowledge,
  'measure.order': (services, alert, request) => planMeasure(services, alert, request, 'apply'),
  'measure.undo': (services, alert, request) => planMeasure(services, alert, request, 'revert'),
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
  const scope = scopeOf(alert, inputs['scope'] ?? 'this');
  if (scope === 'unknown') return { kind: 'refused', refusal: 'scope' };
  const now = services.clock.now();
  const expiresAt = expiryOf(period, now);
  const approval: Approval = {
    tenantId: alert.tenantId,
    alertId: alert.id,
    fingerprint: alert.fingerprint,
    ...(scope === 'this' ? {} : { scope }),
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
      ...(scope === 'this' ? {} : { detail: { scope: { ...scope } } }),
      also: async (): Promise<Write[]> => {
        const existing = await services.store.approval(alert.tenantId, alert.id);
        return [{ type: 'approval', value: approval, etag: existing?.etag }];
      },
    },
  };
}

/** The alert's own scope of this name: what it stands for is never taken from a press. */
function scopeOf(alert: Alert, name: string): ApprovalScope | 'this' | 'unknown' {
  if (name === 'this') return 'this';
  const value = scopeValue(alert.scopes, name);
  return value === undefined ? 'unknown' : { kind: alert.kind, name, value };
}

function planAcknowledge(services: AlertServices, alert: Alert, { inputs }: Press): Plan {
  const { acknowledgeable, acknowledgeCauses } = services.kinds[alert.kind];
  if (acknowledgeable !== true) return { kind: 'refused', refusal: 'not-acknowledgeable' };
  const cause = acknowledgeCauses?.find(({ value }) => value === inputs['cause'])?.value;
  if (acknowledgeCauses !== undefined && cause === undefined) {
    return { kind: 'refused', refusal: 'cause' };
  }
  const reason = (inputs['reason'] ?? '').trim();
  if (reason.length > 300) return { kind: 'refused', refusal: 'long-reason' };
  return {
    kind: 'step',
    step: {
      event: 'acknowledge',
      ...(reason === '' ? {} : { reason }),
      ...(cause === undefined ? {} : { cause }),
    },
  };
}

/** The target is one that the alert's own facts name; the press only says which. */
function planMeasure(
  services: AlertServices,
  alert: Alert,
  { measure: name, inputs, actor }: Press,
  direction: MeasureTask['direction'],
): Plan {
  const { measures = {} } = services.kinds[alert.kind];
  const definition = name && Object.hasOwn(measures, name) ? measures[name] : undefined;
  if (!services.options.canRemediate || !name || !definition) {
    return { kind: 'refused', refusal: 'report-only' };
  }
  const said = inputs['target'] ?? '';
  const target = [
    ...definition.targets(alert),
    ...(direction === 'revert' ? formerTargets(alert, name) : []),
  ].find(({ key }) => key === said || targetField(key) === said);
  if (said === '' || target === undefined) return { kind: 'refused', refusal: 'target' };
  const order = { name, target, definition, direction, by: actor };
  return isPossible(alert, order) ? { kind: 'measure', order } : { kind: 'outdated' };
}

/** What was once done can be undone also when the alert has forgotten the target. */
function formerTargets({ measures = [] }: Alert, wanted: MeasureName): readonly MeasureTarget[] {
  return measures
    .filter(({ name }) => name === wanted)
    .map(({ target: key, label }) => ({ key, label }));
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
