import { z } from 'zod';
import { actorOf, envelope, placeOf } from './place.js';
import { parsePress } from './press-data.js';
import type { CardPress } from './teams-handlers.js';

const invoke = envelope.extend({
  value: z.object({
    action: z.object({
      type: z.literal('Action.Execute'),
      verb: z.string(),
      data: z.unknown().optional(),
    }),
    trigger: z.enum(['manual', 'automatic']).optional(),
  }),
});

export type PressTurn =
  | { readonly kind: 'press'; readonly press: CardPress }
  | {
      readonly kind: 'refused';
      readonly code: 'press.shape' | 'press.no-actor' | 'press.place' | 'press.data';
    };

/** Reads an authenticated `adaptiveCard/action` invoke (Microsoft Learn: "Universal Action Model"). */
export function readPress(activity: unknown): PressTurn {
  const parsed = invoke.safeParse(activity);
  if (!parsed.success || parsed.data.id === undefined)
    return { kind: 'refused', code: 'press.shape' };
  const { id: activityId, value, replyToId, serviceUrl } = parsed.data;
  const actor = actorOf(parsed.data);
  if (actor === undefined) return { kind: 'refused', code: 'press.no-actor' };
  const place = placeOf(parsed.data);
  if (place === undefined) return { kind: 'refused', code: 'press.place' };
  const data = parsePress(value.action.verb, value.action.data);
  if (data === undefined) return { kind: 'refused', code: 'press.data' };
  return {
    kind: 'press',
    press: {
      ...data,
      ...{ actor, place, activityId, serviceUrl },
      conversationId: place.conversationId,
      messageId: replyToId,
      trigger: value.trigger ?? 'manual',
    },
  };
}
