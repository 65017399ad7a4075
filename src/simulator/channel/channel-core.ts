import type { Ledger } from '../ledger.js';
import type { SimulatedResponse } from '../service.js';
import type { ChannelFaults } from './channel-faults.js';
import type { ChannelKeys } from './channel-keys.js';
import type { MessageStore } from './message-store.js';
import type { ChannelOptions } from './options.js';
import type { RateLimits } from './rate-limits.js';
import type { Roster } from './roster.js';
import type { SentFiles } from './sent-files.js';
import type { UploadSessions } from './upload-sessions.js';

/** What the connector, the page and the driver share. */
export interface ChannelCore {
  readonly options: ChannelOptions;
  readonly ledger: Ledger;
  readonly clock: () => Date;
  readonly roster: Roster;
  readonly store: MessageStore;
  readonly keys: ChannelKeys;
  readonly faults: ChannelFaults;
  readonly limits: RateLimits;
  readonly files: SentFiles;
  readonly uploads: UploadSessions;
  /** Object ids of people who have not added the app for themselves: the bot may not write to them. */
  readonly withoutApp: Set<string>;
  /** Whether the bot is in the team. */
  installed: boolean;
  /** Messages whose automatic refresh the bot is answering right now. */
  readonly refreshing: Set<string>;
  /** When a person's client last sent an invoke from a version of a message, in milliseconds. */
  readonly invokedAt: Map<string, number>;
}

/** Records that the bot broke a rule of the channel. */
export function violate(core: ChannelCore, rule: string, detail: string, request?: number): void {
  core.ledger.record({
    ...{ kind: 'violation', rule, detail },
    ...(request === undefined ? {} : { request }),
  });
}

/** An error in the connector's own form. */
export function refusal(
  status: number,
  code: string,
  message: string,
  headers?: Readonly<Record<string, string>>,
): SimulatedResponse {
  const body = { error: { code, message } };
  return headers === undefined ? { status, body } : { status, body, headers };
}

/** Where a conversation id points: a channel or chat, and within a channel perhaps a thread. */
export interface ConversationPlace {
  readonly thread: string;
  readonly root?: string;
}

export function placeOf(conversationId: string): ConversationPlace {
  const [thread = '', root] = conversationId.split(';messageid=');
  return root === undefined ? { thread } : { thread, root };
}

/** Whether the id is that of a channel of the team; "General" has the team's own id. */
export function isTeamChannel(core: ChannelCore, thread: string): boolean {
  const { team } = core.options;
  return thread === team.id || team.channels.some((channel) => channel.id === thread);
}
