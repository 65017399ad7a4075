import { sameDigest, sha256Hex } from '../lib/digest.js';
import { ownText, type SafeText } from '../lib/untrusted.js';
import type { Actor } from './actor.js';
import { advance } from './advance.js';
import { parseAlertId, type Alert } from './alert.js';
import type { CardContent } from './card-content.js';
import { decideAndCommit } from './commit.js';
import { drawLive, drawReadOnly } from './draw.js';
import { nextState } from './lifecycle.js';
import type { ApproverAnswer } from './ports.js';
import { orderMeasure } from './measure-order.js';
import {
  planOf,
  refusals,
  revokeWrites,
  type Plan,
  type Press,
  type Refusal,
} from './press-plan.js';
import type { AlertServices } from './services.js';

export type PressAnswer =
  | { readonly kind: 'card'; readonly card: CardContent }
  | { readonly kind: 'message'; readonly text: SafeText };

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
  if (isStale(alert, request)) return redraw(services, alert);
  const plan = planOf(services, alert, request);
  if (plan.kind === 'refused') {
    await recordRefusal(services, alert, request, plan.refusal);
    return say(plan.refusal);
  }
  const moved = await carry(services, alert, request, plan);
  if (!moved) return redraw(services, alert);
  return { kind: 'card', card: drawReadOnly(services, moved) };
}

/** Writes what was planned. Undefined when it has no meaning any more, or the card was not of the newest revision. */
async function carry(
  services: AlertServices,
  { tenantId, id, state, revision: ifRevision }: Alert,
  { actor: by }: Press,
  plan: Exclude<Plan, { kind: 'refused' }>,
): Promise<Alert | undefined> {
  switch (plan.kind) {
    case 'outdated':
      return undefined;
    case 'measure':
      return orderMeasure(services, tenantId, id, { ...plan.order, ifRevision });
    case 'step':
      return nextState(state, plan.step.event) === undefined
        ? undefined
        : advance(services, tenantId, id, { ...plan.step, by, ifRevision });
  }
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
    if (!existing || isStale(existing.row, request)) {
      return { writes: [], audit: [], result: alert };
    }
    if (existing.row.messages.length > 0) return { writes: [], audit: [], result: existing.row };
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
  { actor, verb, measure, conversationId, messageId }: Press,
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
          detail: {
            ...{ verb, refusal, conversationId, messageId: messageId ?? null },
            ...(measure === undefined ? {} : { measure }),
          },
        },
      ],
      result: undefined,
    }),
  );
}

/** Takes an approval back outside a card, for the chat command. False when the alert is not approved. */
export async function revoke(
  services: AlertServices,
  alert: Alert,
  actor: Actor,
): Promise<boolean> {
  const moved = await advance(services, alert.tenantId, alert.id, {
    event: 'revoke',
    by: actor,
    also: (current, now) => revokeWrites(services, current, actor, now),
  });
  return moved !== undefined;
}
