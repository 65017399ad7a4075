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
import { filesOf, type FilesInActivity } from './file-consent.js';
import type { Content, StoredMessage } from './message-store.js';

const NO_CONVERSATION = refusal(404, 'ConversationNotFound', 'Conversation not found.');
const NO_ACTIVITY = refusal(404, 'ActivityNotFoundInConversation', 'The activity was not found.');
const NOT_A_MEMBER = refusal(
  403,
  'BotNotInConversationRoster',
  'The bot is not part of the conversation roster.',
);

/** As the service says it to a bot that a person has not added (reported of the live service by several projects). */
const NO_APP = refusal(403, 'BadArgument', "Bot is not installed in user's personal scope");

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
  const place = { thread: channel };
  const refused = closed(core, place) ?? refusedFile(core, place, activity, request);
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
  if (core.withoutApp.has(person.objectId)) return NO_APP;
  const id = core.roster.personalConversation(person);
  if (!activity) return { status: 201, body: { id } };
  const refused = refusedFile(core, { thread: id }, activity, request);
  if (refused !== undefined) return refused;
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
  const refused = closed(core, place) ?? refusedFile(core, place, activity, request);
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
  const refused = refusedFile(core, message, activity, request);
  if (refused !== undefined) return refused;
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
  const drawn =
    content.cards.length > 0 || content.offer !== undefined || content.file !== undefined;
  if (drawn && !content.summary) {
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

/** Files are asked for and shown in personal chat only, in exactly one form, and only those that were written there. */
function refusedFile(
  core: ChannelCore,
  { thread }: Pick<ConversationPlace, 'thread'>,
  activity: OutboundActivity,
  request: number,
): SimulatedResponse | undefined {
  const files = filesOf(activity);
  const problems = [...files.problems, ...misplaced(core, thread, files)];
  for (const { rule, detail } of problems) violate(core, rule, detail, request);
  return problems.length === 0
    ? undefined
    : refusal(400, 'BadSyntax', 'The attachment is not one that can be shown here.');
}

function misplaced(
  core: ChannelCore,
  thread: string,
  { offer, file }: FilesInActivity,
): FilesInActivity['problems'] {
  if (offer === undefined && file === undefined) return [];
  if (core.roster.ownerOfChat(thread) === undefined) {
    return [{ rule: 'file-outside-chat', detail: `in ${thread}` }];
  }
  const stored = file && core.uploads.file(file.uniqueId);
  const known = file === undefined || (stored?.thread === thread && stored.name === file.name);
  return known ? [] : [{ rule: 'file-unknown', detail: 'no such file was written in this chat' }];
}

function contentOf(activity: OutboundActivity): Content {
  const { offer, file } = filesOf(activity);
  return {
    activity,
    text: activity.text ?? '',
    textFormat: activity.textFormat ?? 'markdown',
    cards: cardsOf(activity),
    ...(activity.summary ? { summary: activity.summary } : {}),
    ...(offer === undefined ? {} : { offer }),
    ...(file === undefined ? {} : { file }),
  };
}

/** Why nothing may be posted at this place, if so. */
function closed(
  core: ChannelCore,
  { thread, root }: ConversationPlace,
): SimulatedResponse | undefined {
  if (!isTeamChannel(core, thread)) {
    const owner = core.roster.ownerOfChat(thread);
    if (owner === undefined) return NO_CONVERSATION;
    return core.withoutApp.has(owner.objectId) ? NO_APP : undefined;
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
