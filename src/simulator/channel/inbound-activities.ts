import { randomUUID } from 'node:crypto';
import { isTeamChannel, type ChannelCore } from './channel-core.js';
import type { JsonObject } from './json.js';
import { serviceUrlOf, type Person } from './options.js';

/** Where a person speaks or presses: a channel (with the thread's first message), or the chat with the bot. */
export interface SpeakingPlace {
  readonly thread: string;
  readonly root?: string;
}

/** What every activity from Teams has, as it comes from the person in the place. */
function envelope(core: ChannelCore, person: Person, place: SpeakingPlace): JsonObject {
  const now = core.clock();
  return {
    timestamp: now.toISOString(),
    localTimestamp: now.toISOString(),
    localTimezone: 'UTC',
    locale: 'en-US',
    channelId: 'msteams',
    serviceUrl: serviceUrlOf(core.options),
    from: { id: core.roster.mri(person), name: person.name, aadObjectId: person.objectId },
    recipient: core.roster.bot,
    conversation: conversationOf(core, place),
    channelData: channelDataOf(core, place),
  };
}

/** The conversation id that Teams uses: a channel's carries the thread's first message. */
export function conversationId(core: ChannelCore, { thread, root }: SpeakingPlace): string {
  return isTeamChannel(core, thread) && root !== undefined ? `${thread};messageid=${root}` : thread;
}

function conversationOf(core: ChannelCore, place: SpeakingPlace): JsonObject {
  const id = conversationId(core, place);
  const tenantId = core.options.homeTenantId;
  return isTeamChannel(core, place.thread)
    ? { isGroup: true, conversationType: 'channel', tenantId, id }
    : { conversationType: 'personal', tenantId, id };
}

function channelDataOf(core: ChannelCore, { thread }: SpeakingPlace): JsonObject {
  const tenant = { id: core.options.homeTenantId };
  if (!isTeamChannel(core, thread)) return { tenant };
  const team = { id: core.options.team.id };
  const named = { teamsChannelId: thread, teamsTeamId: team.id };
  return { ...named, channel: { id: thread }, team, tenant };
}

const CLIENT_INFO = {
  type: 'clientInfo',
  locale: 'en-US',
  country: 'US',
  platform: 'Web',
  timezone: 'UTC',
};

/**
 * A typed message. In a channel it is a mention of the bot, with the non-breaking space and the line end that Teams
 * leaves behind it; what the person typed is HTML-escaped, as Teams does.
 */
export function saidActivity(
  core: ChannelCore,
  person: Person,
  place: SpeakingPlace,
  said: {
    readonly id: string;
    readonly text: string;
    readonly mention: boolean;
    readonly file?: { readonly name: string; readonly url: string };
  },
): JsonObject {
  const { bot } = core.roster;
  const typed = escapeHtml(said.text);
  const at = `<at>${bot.name}</at>`;
  const html = said.mention
    ? `<p><span itemtype="http://schema.skype.com/Mention" itemscope="" itemid="0">${bot.name}</span>&nbsp;${typed}</p>`
    : `<p>${typed}</p>`;
  return {
    ...envelope(core, person, place),
    type: 'message',
    id: said.id,
    text: said.mention ? `${at}&nbsp;${typed}\n` : typed,
    textFormat: 'plain',
    attachments: [
      { contentType: 'text/html', content: html },
      ...(said.file === undefined ? [] : [fileAttachment(said.file)]),
    ],
    entities: said.mention
      ? [{ type: 'mention', mentioned: { id: bot.id, name: bot.name }, text: at }, CLIENT_INFO]
      : [CLIENT_INFO],
  };
}

/** Microsoft Learn: "Send and receive files using bot". */
function fileAttachment({ name, url }: { name: string; url: string }): JsonObject {
  const fileType = /\.([^.]+)$/u.exec(name)?.[1] ?? '';
  return {
    contentType: 'application/vnd.microsoft.teams.file.download.info',
    contentUrl: `https://demo-my.sharepoint.example/Documents/${encodeURIComponent(name)}`,
    name,
    content: { downloadUrl: url, uniqueId: randomUUID(), fileType },
  };
}

/** The press of an `Action.Execute`, or with `automatic` the refresh of a card that a person looks at. */
export function executeActivity(
  core: ChannelCore,
  person: Person,
  place: SpeakingPlace,
  press: {
    readonly messageId: string;
    readonly action: JsonObject;
    readonly trigger: 'manual' | 'automatic';
  },
): JsonObject {
  const base = envelope(core, person, place);
  return {
    ...base,
    channelData: {
      ...(base['channelData'] as JsonObject),
      source: { name: 'message' },
      legacy: { replyToId: press.messageId },
    },
    type: 'invoke',
    name: 'adaptiveCard/action',
    id: `f:${randomUUID()}`,
    entities: [CLIENT_INFO],
    replyToId: press.messageId,
    value: { action: press.action, trigger: press.trigger },
  };
}

/** The answer to the offer of a file (Microsoft Learn: "Send and receive files using bot"). */
export function fileAnswerActivity(
  core: ChannelCore,
  person: Person,
  { thread }: SpeakingPlace,
  answer: { readonly messageId: string; readonly value: JsonObject },
): JsonObject {
  return {
    ...envelope(core, person, { thread }),
    type: 'invoke',
    name: 'fileConsent/invoke',
    id: `f:${randomUUID()}`,
    entities: [CLIENT_INFO],
    replyToId: answer.messageId,
    value: answer.value,
  };
}

/** The press of an `Action.Submit`: a message without text, with the values. */
export function submitActivity(
  core: ChannelCore,
  person: Person,
  place: SpeakingPlace,
  press: { readonly messageId: string; readonly data: unknown },
): JsonObject {
  return {
    ...envelope(core, person, place),
    type: 'message',
    id: randomUUID(),
    textFormat: 'plain',
    entities: [CLIENT_INFO],
    replyToId: press.messageId,
    value: press.data,
  };
}

/** The two activities that Teams sends, in no promised order, when the bot is added to or taken from the team. */
export function installActivities(
  core: ChannelCore,
  person: Person,
  selectedChannel: string,
  change: 'add' | 'remove',
): readonly JsonObject[] {
  const { team, homeTenantId } = core.options;
  const base = envelope(core, person, { thread: team.id });
  const about = { id: team.id, name: team.name, aadGroupId: team.aadGroupId };
  const channelData = {
    tenant: { id: homeTenantId },
    team: about,
    settings: { selectedChannel: { id: selectedChannel } },
  };
  const members = [core.roster.bot];
  const eventType = change === 'add' ? 'teamMemberAdded' : 'teamMemberRemoved';
  const who = change === 'add' ? { membersAdded: members } : { membersRemoved: members };
  return [
    {
      ...{ ...base, ...who, type: 'conversationUpdate', id: `f:${randomUUID()}` },
      channelData: { ...channelData, eventType },
    },
    {
      ...{ ...base, type: 'installationUpdate', action: change, id: `f:${randomUUID()}` },
      channelData,
    },
  ];
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
