import type { SimulatedResponse } from '../service.js';
import type { ConversationParameters, OutboundActivity } from './activity-schema.js';
import { cardsOf } from './card-actions.js';
import { cardProblems } from './card-checks.js';
import {
  isTeamChannel,
  placeOf,
  refusal,
  violate,
  type ChannelCore,
  type ConversationPlace,
} from './channel-core.js';
import type { Content, StoredMessage } from './message-store.js';

const NO_CONVERSATION = refusal(404, 'ConversationNotFound', 'Conversation not found.');
const NO_ACTIVITY = refusal(404, 'ActivityNotFoundInConversation', 'The activity was not found.');
const NOT_A_MEMBER = refusal(
  403,
  'BotNotInConversationRoster',
  'The bot is not part of the conversation roster.',
);

/** "Create conversation": a new thread in a channel, or the chat with a person. */
export function createConversation(
  core: ChannelCore,
  parameters: ConversationParameters,
  request: number,
): SimulatedResponse {
  const tenant = parameters.tenantId ?? parameters.channelData?.tenant?.id;
  if (tenant !== undefined && tenant !== core.options.homeTenantId) {
    violate(core, 'connector-wrong-tenant', 'a conversation in another tenant', request);
    return refusal(403, 'Forbidden', 'The tenant is not the one of the bot.');
  }
  const channel = parameters.channelData?.channel?.id;
  return channel === undefined
    ? createChat(core, parameters, request)
    : createThread(core, parameters, channel, request);
}

function createThread(
  core: ChannelCore,
  { activity, isGroup }: ConversationParameters,
  channel: string,
  request: number,
): SimulatedResponse {
  if (isGroup !== true)
    violate(core, 'connector-channel-not-group', 'isGroup must be true', request);
  if (!activity) return refusal(400, 'BadSyntax', 'A channel thread needs a first activity.');
  const refused = closed(core, { thread: channel });
  if (refused !== undefined) return refused;
  const message = post(core, { thread: channel }, activity, request);
  return {
    status: 201,
    body: { id: `${channel};messageid=${message.id}`, activityId: message.id },
  };
}

function createChat(
  core: ChannelCore,
  { members, activity }: ConversationParameters,
  request: number,
): SimulatedResponse {
  const [member, ...others] = members ?? [];
  const person = core.roster.member(member?.id ?? '');
  if (others.length > 0 || !person) {
    return refusal(400, 'BadArgument', 'A chat needs exactly one member who is in the roster.');
  }
  if (!core.installed) return NOT_A_MEMBER;
  const id = core.roster.personalConversation(person);
  if (!activity) return { status: 201, body: { id } };
  const message = post(core, { thread: id }, activity, request);
  return { status: 201, body: { id, activityId: message.id } };
}

/** "Send to conversation" and "reply to activity". */
export function sendActivity(
  core: ChannelCore,
  conversation: string,
  replyTo: string | undefined,
  activity: OutboundActivity,
  request: number,
): SimulatedResponse {
  const place = placeOf(conversation);
  const refused = closed(core, place);
  if (refused !== undefined) return refused;
  if (activity.type === 'typing') return { status: 201, body: {} };
  const root = place.root ?? rootOfReply(core, place.thread, replyTo);
  const where = root === undefined ? { thread: place.thread } : { thread: place.thread, root };
  return { status: 201, body: { id: post(core, where, activity, request).id } };
}

export function updateActivity(
  core: ChannelCore,
  conversation: string,
  id: string,
  activity: OutboundActivity,
  request: number,
): SimulatedResponse {
  const message = ownMessage(core, conversation, id, request);
  if ('status' in message) return message;
  if (core.refreshing.has(id)) {
    violate(core, 'connector-update-during-refresh', `message ${id}`, request);
  }
  inspect(core, activity, request);
  core.store.update(message, contentOf(activity));
  record(core, 'updated', message, activity);
  return { status: 200, body: { id } };
}

export function deleteActivity(
  core: ChannelCore,
  conversation: string,
  id: string,
  request: number,
): SimulatedResponse {
  const message = ownMessage(core, conversation, id, request);
  if ('status' in message) return message;
  core.store.delete(message);
  record(core, 'deleted', message, null);
  return { status: 200, body: '' };
}

function post(
  core: ChannelCore,
  place: ConversationPlace,
  activity: OutboundActivity,
  request: number,
): StoredMessage {
  inspect(core, activity, request);
  const content = contentOf(activity);
  if (content.cards.length > 0 && !content.summary) {
    violate(core, 'card-without-summary', `in ${place.thread}`, request);
  }
  const message = core.store.add(place.thread, place.root, { kind: 'bot' }, content);
  record(core, 'posted', message, activity);
  const owner = core.roster.ownerOfChat(place.thread)?.objectId;
  core.store.toast({
    ...{ kind: 'notification', messageId: message.id, thread: place.thread },
    text: (content.summary ?? content.text) || 'Card',
    ...(owner === undefined ? {} : { person: owner }),
  });
  return message;
}

function inspect(core: ChannelCore, activity: OutboundActivity, request: number): void {
  for (const { rule, detail } of cardsOf(activity).flatMap((card) => [...cardProblems(card)])) {
    violate(core, rule, detail, request);
  }
}

function contentOf(activity: OutboundActivity): Content {
  return {
    activity,
    text: activity.text ?? '',
    textFormat: activity.textFormat ?? 'markdown',
    cards: cardsOf(activity),
    ...(activity.summary ? { summary: activity.summary } : {}),
  };
}

/** Why nothing may be posted at this place, if so. */
function closed(
  core: ChannelCore,
  { thread, root }: ConversationPlace,
): SimulatedResponse | undefined {
  if (!isTeamChannel(core, thread)) {
    return core.roster.ownerOfChat(thread) === undefined ? NO_CONVERSATION : undefined;
  }
  if (!core.installed) return NOT_A_MEMBER;
  const known = root === undefined || core.store.find(root)?.thread === thread;
  return known ? undefined : NO_ACTIVITY;
}

function rootOfReply(core: ChannelCore, thread: string, replyTo?: string): string | undefined {
  const target = replyTo === undefined ? undefined : core.store.find(replyTo);
  return target?.thread === thread ? target.root : undefined;
}

function ownMessage(
  core: ChannelCore,
  conversation: string,
  id: string,
  request: number,
): StoredMessage | SimulatedResponse {
  const message = core.store.find(id);
  const { thread } = placeOf(conversation);
  if (message?.thread !== thread || message.deletedAt !== undefined) return NO_ACTIVITY;
  if (isTeamChannel(core, thread) && !core.installed) return NOT_A_MEMBER;
  if (message.author.kind === 'bot') return message;
  violate(core, 'connector-foreign-message', `message ${id} is not the bot's`, request);
  return refusal(403, 'Forbidden', 'Only own messages can be changed.');
}

function record(
  core: ChannelCore,
  action: 'posted' | 'updated' | 'deleted',
  message: StoredMessage,
  activity: unknown,
): void {
  const conversationId = isTeamChannel(core, message.thread)
    ? `${message.thread};messageid=${message.root}`
    : message.thread;
  core.ledger.record({ kind: 'message', action, conversationId, activityId: message.id, activity });
}
