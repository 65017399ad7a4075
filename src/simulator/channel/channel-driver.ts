import type { FileAnswerOutcome, FileAnswerRequest } from './file-answers.js';
import type { FileOffer, ShownFile } from './file-consent.js';
import type { JsonObject } from './json.js';
import type { BotAnswer, SendOptions } from './bot-endpoint.js';
import type { ArmedFault, ChannelFault } from './channel-faults.js';
import type { ChannelKeys } from './channel-keys.js';
import type { Author, Revision, StoredMessage, StoreEvent, Toast } from './message-store.js';
import type { ChannelOptions } from './options.js';
import type { PressOutcome } from './press-outcome.js';
import type { PressRequest } from './presses.js';
import type { Roster } from './roster.js';
import type { StoredFile } from './upload-sessions.js';

export interface InstallRequest {
  /** Object id or user principal name. */
  readonly by: string;
  readonly channelId: string;
}

export interface SayRequest {
  readonly as: string;
  readonly text: string;
  readonly place: 'channel' | 'personal';
  /** Needed when the place is a channel. */
  readonly channelId?: string;
  /** Id of a message in whose thread this is said. */
  readonly replyTo?: string;
  /** False in a channel: said without a mention, so that the bot does not get it. */
  readonly mention?: boolean;
  /** A file sent along. Teams hands it to the bot in personal chat only. */
  readonly file?: { readonly name: string; readonly content: string };
}

export interface SaidOutcome {
  readonly messageId: string;
  /** Exactly what was sent, so that a test can send it again; undefined when the bot was not mentioned. */
  readonly activity?: JsonObject;
  readonly answer?: BotAnswer;
}

export interface CopyRequest {
  readonly messageId: string;
  readonly toChannel: string;
  readonly as: string;
}

/** A channel, or the chat of one person with the bot. */
export type MessagePlace =
  | { readonly place: 'channel'; readonly channelId: string }
  | { readonly place: 'personal'; readonly as: string };

/** A message as everybody sees it, and what single people see instead of its card. */
export interface MessageView {
  readonly id: string;
  readonly rootId: string;
  readonly conversationId: string;
  readonly author: Author & { readonly name: string };
  readonly postedAt: string;
  readonly editedAt?: string;
  readonly deletedAt?: string;
  readonly text: string;
  readonly textFormat: StoredMessage['textFormat'];
  readonly summary?: string;
  readonly card?: JsonObject;
  /** A file that the bot asks the owner of the chat to take. */
  readonly offer?: FileOffer;
  /** A file that the bot shows. */
  readonly file?: ShownFile;
  readonly privateCards: Readonly<Record<string, JsonObject>>;
  readonly history: readonly Revision[];
}

/** The Teams client in a test's or the page's hand: everything that people can do, and what nobody honest would do. */
export interface ChannelDriver {
  readonly keys: ChannelKeys;
  readonly roster: Roster;
  readonly options: ChannelOptions;
  /** Adds the bot to the team; sends `conversationUpdate` and `installationUpdate`, and returns both answers. */
  install(request: InstallRequest): Promise<readonly BotAnswer[]>;
  uninstall(request: InstallRequest): Promise<readonly BotAnswer[]>;
  say(request: SayRequest): Promise<SaidOutcome>;
  /** @throws ImpossiblePressError when an honest client could not send this press. */
  press(request: PressRequest): Promise<PressOutcome>;
  /** @throws ImpossiblePressError when an honest client could not answer so. */
  answerFile(request: FileAnswerRequest): Promise<FileAnswerOutcome>;
  /** Adds the app for a person, or takes it away; everybody has it at first. */
  personalApp(request: { readonly as: string; readonly installed: boolean }): void;
  /** Every file that was written into somebody's OneDrive. */
  files(): readonly StoredFile[];
  /** What happens when the person's client draws the message: an automatic refresh, if the card asks for one. */
  view(request: { messageId: string; as: string }): Promise<PressOutcome | undefined>;
  /** Posts the card of a message into another channel, as that person. */
  copyCard(request: CopyRequest): MessageView;
  messages(place: MessagePlace): readonly MessageView[];
  message(id: string): MessageView;
  toasts(): readonly Toast[];
  /** Sends any activity at all. Records no violation for what the bot answers. */
  send(activity: unknown, options?: SendOptions): Promise<BotAnswer>;
  setFault(fault: ChannelFault): void;
  clearFaults(): void;
  faults(): readonly ArmedFault[];
  onEvent(listener: (event: StoreEvent) => void): () => void;
}
