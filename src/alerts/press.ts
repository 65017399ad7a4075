import { sameDigest, sha256Hex } from '../lib/digest.js';
import { ownText, type SafeText } from '../lib/untrusted.js';
import type { Actor } from './actor.js';
import { advance, type Step } from './advance.js';
import { parseAlertId, type Alert } from './alert.js';
import { expiryOf, isApprovalPeriod, type Approval } from './approval.js';
import type { CardContent } from './card-content.js';
import { decideAndCommit, owe } from './commit.js';
import { drawLive, drawReadOnly } from './draw.js';
import { storeActor } from './actor.js';
import { nextState } from './lifecycle.js';
import type { ApproverAnswer, Write } from './ports.js';
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

export type PressAnswer =
  | { readonly kind: 'card'; readonly card: CardContent }
  | { readonly kind: 'message'; readonly text: SafeText };

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
  'report-only': 'No actor app is configured, so Inbox Warden only reports here.',
  'undo-over': 'The time for undoing this has passed.',
} as const;
export type Refusal = keyof typeof refusals;

/**
 * Decides what one press does: at most one step of one alert, and only for an approver, in the conversation the card was
 * posted to, on its current revision. Every refusal is in the audit. A stale card is answered with the card of now.
 */
export async function press(services: AlertServices, request: Press): Promise<PressAnswer> {
  const id = parseAlertId(request.alertId);
  const located = id && (await services.store.locate(id));
  if (!located) return say('unknown');
  const alert = await adopt(services, located.row, request);
  const refusal = await refusalOf(services, alert, request);
  if (refusal) {
    await recordRefusal(services, alert, request, refusal);
    return say(refusal);
  }
  const plan = planOf(services, alert, request);
  if (plan.kind === 'refused') return say(plan.refusal);
  if (isStale(alert, request) || nextState(alert.state, plan.step.event) === undefined) {
    return redraw(services, alert);
  }
  const moved = await advance(services, alert.tenantId, alert.id, {
    ...plan.step,
    by: request.actor,
    ifRevision: alert.revision,
  });
  if (!moved) return redraw(services, alert);
  return { kind: 'card', card: drawReadOnly(services, moved) };
}

function say(refusal: Refusal): PressAnswer {
  return { kind: 'message', text: ownText(refusals[refusal]) };
}

async function redraw(services: AlertServices, alert: Alert): Promise<PressAnswer> {
  const drawing = await drawLive(services, alert.tenantId, alert.id);
  return drawing ? { kind: 'card', card: drawing.card } : say('unknown');
}

function isStale(alert: Alert, { nonce }: Press): boolean {
  const hash = sha256Hex(nonce);
  return !alert.nonceHashes.some((known) => sameDigest(known, hash));
}

/** A card whose post was never confirmed shows its place by being pressed in the security channel. */
async function adopt(services: AlertServices, alert: Alert, request: Press): Promise<Alert> {
  const channel = (await services.channels.current())?.row;
  const inChannel =
    channel !== undefined && request.conversationId.split(';')[0] === channel.channelId;
  const activityId = request.messageId;
  if (
    alert.messages.length > 0 ||
    !inChannel ||
    activityId === undefined ||
    isStale(alert, request)
  ) {
    return alert;
  }
  return decideAndCommit(services, alert.tenantId, async () => {
    const existing = await services.store.alert(alert.tenantId, alert.id);
    if (!existing || isStale(existing.row, request))
      return { writes: [], audit: [], result: alert };
    const message = { conversationId: request.conversationId, activityId };
    const adopted = { ...existing.row, messages: [...existing.row.messages, message] };
    return {
      writes: [{ type: 'alert', value: adopted, etag: existing.etag }],
      audit: [
        {
          at: services.clock.now().toISOString(),
          what: 'card.adopted',
          alertId: alert.id,
          detail: { activityId },
        },
      ],
      result: adopted,
    };
  });
}

const refusalOfAnswer: Readonly<Record<ApproverAnswer, Refusal | undefined>> = {
  approver: undefined,
  'not-approver': 'not-approver',
  guest: 'guest',
  unverified: 'unverified',
};

async function refusalOf(
  services: AlertServices,
  alert: Alert,
  request: Press,
): Promise<Refusal | undefined> {
  const here = alert.messages.some((message) => message.conversationId === request.conversationId);
  if (!here) return 'elsewhere';
  const answer = refusalOfAnswer[await services.approvers.check(request.actor)];
  if (answer) return answer;
  return alert.subjectObjectId?.toLowerCase() === request.actor.objectId.toLowerCase()
    ? 'own'
    : undefined;
}

async function recordRefusal(
  services: AlertServices,
  alert: Alert,
  { actor, verb, conversationId, messageId }: Press,
  refusal: Refusal,
): Promise<void> {
  services.log.warn({ alertId: alert.id, refusal, actor: actor.objectId }, 'press refused');
  await decideAndCommit(services, alert.tenantId, () =>
    Promise.resolve({
      writes: [],
      audit: [
        {
          at: services.clock.now().toISOString(),
          what: 'press.refused',
          alertId: alert.id,
          actor: { tenantId: actor.tenantId, objectId: actor.objectId },
          detail: { verb, refusal, conversationId, messageId: messageId ?? null },
        },
      ],
      result: undefined,
    }),
  );
}

type Plan =
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

function planOf(services: AlertServices, alert: Alert, request: Press): Plan {
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

async function revokeWrites(
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

/** Takes an approval back outside a card, for the chat command. False when the alert is not approved. */
export async function revoke(services: AlertServices, alert: Alert, actor: Actor): Promise<boolean> {
  const moved = await advance(services, alert.tenantId, alert.id, {
    event: 'revoke',
    by: actor,
    also: (current, now) => revokeWrites(services, current, actor, now),
  });
  return moved !== undefined;
}
