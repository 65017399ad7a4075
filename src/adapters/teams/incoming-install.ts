import { z } from 'zod';
import type { Actor } from '../../alerts/actor.js';
import { actorOf, envelope, placeOf, type TeamsPlace } from './place.js';

const account = z.object({ id: z.string() });

const change = envelope.extend({
  action: z.string().optional(),
  membersAdded: z.array(account).optional(),
  membersRemoved: z.array(account).optional(),
});
type Change = z.infer<typeof change>;

export type InstallTurn =
  | { readonly kind: 'installed'; readonly place: TeamsPlace; readonly by: Actor | undefined }
  | { readonly kind: 'removed'; readonly place: TeamsPlace }
  | { readonly kind: 'ignored'; readonly code: string };

const ended = new Set(['teamDeleted', 'teamHardDeleted', 'channelDeleted']);

/**
 * Reads `installationUpdate` and `conversationUpdate`: Teams sends both for one installation (Microsoft Learn:
 * "Conversation events in your Teams bot").
 */
export function readInstall(activity: unknown): InstallTurn {
  const parsed = change.safeParse(activity);
  if (!parsed.success) return { kind: 'ignored', code: 'install.shape' };
  const place = placeOf(parsed.data);
  if (place === undefined) return { kind: 'ignored', code: 'install.place' };
  switch (meaningOf(parsed.data)) {
    case 'installed':
      return { kind: 'installed', place, by: actorOf(parsed.data) };
    case 'removed':
      return { kind: 'removed', place };
    case 'other':
      return { kind: 'ignored', code: 'install.other' };
  }
}

function meaningOf(activity: Change): 'installed' | 'removed' | 'other' {
  if (activity.type === 'installationUpdate') {
    if (activity.action === 'add' || activity.action === 'add-upgrade') return 'installed';
    // 'remove-upgrade' is followed by 'add-upgrade': the bot stays.
    return activity.action === 'remove' ? 'removed' : 'other';
  }
  if (ended.has(activity.channelData.eventType ?? '')) return 'removed';
  const isBot = (member: { readonly id: string }): boolean => member.id === activity.recipient?.id;
  if (activity.membersAdded?.some(isBot) === true) return 'installed';
  return activity.membersRemoved?.some(isBot) === true ? 'removed' : 'other';
}
