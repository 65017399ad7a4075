import type { Ledger } from '../ledger.js';
import type { ChannelKeys } from './channel-keys.js';

/** Somebody who can be chosen on the page, and who is in the team's roster. */
export interface Person {
  /** Entra object id in the home tenant (a guest has one there too). */
  readonly objectId: string;
  readonly name: string;
  readonly userPrincipalName: string;
  readonly role: 'owner' | 'user' | 'guest';
  /** The tenant where the account lives; for a guest not the home tenant. */
  readonly tenantId: string;
  /** What the person is in the story, shown on the page: "approver", "analyst without rights" … */
  readonly label?: string;
}

export interface TeamChannel {
  readonly id: string;
  readonly name: string;
}

/** The team that the bot can be added to. The channel whose id is the team's own is "General". */
export interface Team {
  readonly id: string;
  readonly name: string;
  readonly aadGroupId: string;
  readonly channels: readonly TeamChannel[];
}

/** An entry of the command menu, as in the app manifest's `commandLists`. */
export interface BotCommand {
  readonly title: string;
  readonly description: string;
}

/** A value that may be known only once a server listens. */
export type Late<T> = T | (() => T);

export function resolveLate(value: Late<string>): string {
  return typeof value === 'string' ? value : value();
}

/** The claims of a token whose signature and lifetime were verified. */
export type VerifiedClaims = Readonly<Record<string, unknown>>;

export interface ChannelOptions {
  /** Scheme, host and port of the simulator as the bot reaches it; the service URL is this plus `/connector/`. */
  readonly simulatorUrl: Late<string>;
  /** Where the bot takes activities, e.g. `http://127.0.0.1:3978/api/messages`. */
  readonly botEndpoint: Late<string>;
  readonly botAppId: string;
  /** Shown as the sender and used in mentions. */
  readonly botName?: string;
  readonly homeTenantId: string;
  readonly people: readonly Person[];
  readonly team: Team;
  readonly commands?: readonly BotCommand[];
  /** Verifies signature and lifetime of a bot's token and returns its claims; rejects otherwise. Wins over `loginKeysUrl`. */
  readonly verifyBotToken?: (token: string) => Promise<VerifiedClaims>;
  /** JWKS of the sign-in service, loopback only. */
  readonly loginKeysUrl?: Late<string>;
  /** Signing keys to go on with, as a channel keeps them over a restart; new ones otherwise. */
  readonly keys?: ChannelKeys;
  /** How long the channel waits for a bot's answer, in milliseconds; Teams waits 15 s (Microsoft Learn: "Manage a long-running operation"). */
  readonly answerLimitMs?: number;
}

/** What the channel shares with the rest of the simulator. */
export interface ChannelContext {
  readonly ledger: Ledger;
  readonly clock: () => Date;
}

export const DEFAULT_BOT_NAME = 'Inbox Warden';
export const DEFAULT_ANSWER_LIMIT_MS = 15_000;

/** The service URL that activities carry and tokens claim, with its final slash. */
export function serviceUrlOf(options: Pick<ChannelOptions, 'simulatorUrl'>): string {
  return `${resolveLate(options.simulatorUrl).replace(/\/+$/u, '')}/connector/`;
}
