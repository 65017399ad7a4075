import type { SimulatedResponse } from '../service.js';
import { isTeamChannel, placeOf, refusal, violate, type ChannelCore } from './channel-core.js';
import type { Person } from './options.js';

const NO_CONVERSATION = refusal(404, 'ConversationNotFound', 'Conversation not found.');
const NO_MEMBER = refusal(
  404,
  'MemberNotFoundInConversation',
  'The member is not in the conversation.',
);
const NO_TEAM = refusal(404, 'TeamNotFound', 'The team was not found.');
const NOT_IN_TEAM = refusal(
  403,
  'BotNotInConversationRoster',
  'The bot is not part of the conversation roster.',
);

/** Microsoft Learn: page sizes are between 50 and 500, 200 unless asked. */
const PAGE = { least: 50, most: 500, usual: 200 };

function membersOf(core: ChannelCore, conversation: string): readonly Person[] | SimulatedResponse {
  const { thread } = placeOf(conversation);
  const chatPartner = core.roster.ownerOfChat(thread);
  if (chatPartner !== undefined) return [chatPartner];
  if (!isTeamChannel(core, thread)) return NO_CONVERSATION;
  return core.installed ? core.roster.people : NOT_IN_TEAM;
}

function isRefusal(members: readonly Person[] | SimulatedResponse): members is SimulatedResponse {
  return 'status' in members;
}

export function listMembers(core: ChannelCore, conversation: string): SimulatedResponse {
  const members = membersOf(core, conversation);
  if (isRefusal(members)) return members;
  return { status: 200, body: members.map((person) => core.roster.wire(person)) };
}

export function pageMembers(
  core: ChannelCore,
  conversation: string,
  query: URLSearchParams,
  request: number,
): SimulatedResponse {
  const members = membersOf(core, conversation);
  if (isRefusal(members)) return members;
  const token = query.get('continuationToken');
  const start = token === null ? 0 : offsetOf(token);
  if (start === undefined || start >= Math.max(1, members.length)) {
    violate(core, 'connector-foreign-continuation', 'a continuation token not given here', request);
    return refusal(400, 'BadArgument', 'The continuation token is not valid.');
  }
  const asked = Number(query.get('pageSize') ?? PAGE.usual);
  const size = Math.min(PAGE.most, Math.max(PAGE.least, Math.trunc(asked) || PAGE.usual));
  const next = start + size;
  const page = members.slice(start, next).map((person) => core.roster.wire(person));
  const more = next < members.length ? { continuationToken: tokenOf(next) } : {};
  return { status: 200, body: { ...more, members: page } };
}

export function oneMember(core: ChannelCore, conversation: string, id: string): SimulatedResponse {
  const members = membersOf(core, conversation);
  if (isRefusal(members)) return members;
  const person = core.roster.member(id);
  if (person === undefined || !members.includes(person)) return NO_MEMBER;
  return { status: 200, body: core.roster.wire(person) };
}

export function teamDetails(core: ChannelCore, id: string): SimulatedResponse {
  const { team, homeTenantId, people } = core.options;
  if (id !== team.id) return NO_TEAM;
  if (!core.installed) return NOT_IN_TEAM;
  return {
    status: 200,
    body: {
      id: team.id,
      name: team.name,
      aadGroupId: team.aadGroupId,
      type: 'standard',
      tenantId: homeTenantId,
      channelCount: team.channels.length,
      memberCount: people.length,
    },
  };
}

/** The team's channels; the name of "General" is left out, as Teams does. */
export function teamChannels(core: ChannelCore, id: string): SimulatedResponse {
  const { team } = core.options;
  if (id !== team.id) return NO_TEAM;
  if (!core.installed) return NOT_IN_TEAM;
  const conversations = team.channels.map((channel) =>
    channel.id === team.id ? { id: channel.id } : { id: channel.id, name: channel.name },
  );
  return { status: 200, body: { conversations } };
}

function tokenOf(offset: number): string {
  return Buffer.from(`page:${offset}`).toString('base64url');
}

function offsetOf(token: string): number | undefined {
  const match = /^page:(\d+)$/u.exec(Buffer.from(token, 'base64url').toString());
  return match === null ? undefined : Number(match[1]);
}
