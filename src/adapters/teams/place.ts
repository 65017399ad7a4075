import { z } from 'zod';
import type { Actor } from '../../alerts/actor.js';
import { isGuid } from '../../tenants/tenant.js';
import { Untrusted } from '../../lib/untrusted.js';

/** Where in Teams something was said or pressed. Ids are Microsoft's own. */
export interface TeamsPlace {
  readonly kind: 'channel' | 'personal';
  readonly tenantId: string;
  readonly teamId?: string | undefined;
  readonly channelId?: string | undefined;
  /** As in the activity; in a channel with ';messageid=' and the thread's root. */
  readonly conversationId: string;
  readonly serviceUrl: string;
}

/** Ids become parts of a path: printable ASCII, and never a step upwards in it. */
const id = z.string().regex(/^(?!\.+$)[\x21-\x7e]{1,1000}$/);
const withId = z.object({ id }).optional();

/** The part of an activity that says where and who; members that we don't read are dropped. */
export const envelope = z.object({
  type: z.string(),
  id: id.optional(),
  serviceUrl: id,
  replyToId: id.optional(),
  from: z
    .object({ id: id.optional(), name: z.unknown().optional(), aadObjectId: z.string().optional() })
    .optional(),
  recipient: z.object({ id: id.optional() }).optional(),
  conversation: z.object({ id, conversationType: z.string().optional() }),
  channelData: z.object({
    tenant: z.object({ id }),
    team: withId,
    channel: withId,
    eventType: z.string().optional(),
    settings: z.object({ selectedChannel: withId }).optional(),
  }),
});
export type Envelope = z.infer<typeof envelope>;

/** Undefined for group chats and meetings: the bot lives in channels and personal chats only. */
export function placeOf(activity: Envelope): TeamsPlace | undefined {
  const { conversation, channelData, serviceUrl } = activity;
  const common = {
    tenantId: channelData.tenant.id.toLowerCase(),
    conversationId: conversation.id,
    serviceUrl,
  };
  if (conversation.conversationType === 'personal') return { kind: 'personal', ...common };
  if (conversation.conversationType !== 'channel') return undefined;
  return {
    kind: 'channel',
    ...common,
    teamId: channelData.team?.id,
    channelId: channelIdOf(activity),
  };
}

/** The channel that the installer picked, or the one it happened in. "General" has the id of its team. */
function channelIdOf(activity: Envelope): string | undefined {
  const { settings, channel } = activity.channelData;
  return settings?.selectedChannel?.id ?? channel?.id ?? activity.conversation.id.split(';')[0];
}

/** Identity is the tenant and `aadObjectId`, never `from.id` or a name. Undefined when the channel doesn't say who it was. */
export function actorOf(activity: Envelope): Actor | undefined {
  const objectId = activity.from?.aadObjectId;
  if (objectId === undefined || !isGuid(objectId)) return undefined;
  return {
    tenantId: activity.channelData.tenant.id.toLowerCase(),
    objectId: objectId.toLowerCase(),
    name: Untrusted.of(activity.from?.name),
  };
}
