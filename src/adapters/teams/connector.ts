import type { PostResult, UpdateResult } from '../../alerts/ports.js';
import { systemClock, type Clock } from '../../lib/clock.js';
import type { TokenSource } from '../../lib/http/token-source.js';
import type { ChannelRate, RateKey } from './channel-rate.js';
import { isServiceUrl, type ChannelTrust } from './channel-trust.js';
import {
  readConversationId,
  readCreated,
  readMember,
  readMembers,
  readSent,
  type Member,
  type MemberPage,
} from './connector-bodies.js';
import { bearer, exchange, type ConnectorRequest, type Exchange } from './connector-exchange.js';
import { postResult, readResult, updateResult, type ReadResult } from './connector-outcome.js';

/** A conversation as it stands in an activity or a stored reference. */
export interface ConversationTarget {
  readonly serviceUrl: string;
  readonly tenantId: string;
  readonly conversationId: string;
}

/** A message as the connector's API takes it. */
export interface OutboundActivity {
  readonly type: 'message';
  readonly text?: string;
  readonly textFormat?: 'plain';
  readonly summary?: string;
  readonly attachments?: readonly OutboundAttachment[];
}

export interface OutboundAttachment {
  readonly contentType: string;
  readonly content: unknown;
  /** Of a file. */
  readonly name?: string;
  readonly contentUrl?: string;
}

export interface ConnectorOptions {
  readonly appId: string;
  readonly trust: ChannelTrust;
  /** For `trust.scope`. */
  readonly tokens: TokenSource;
  readonly rate: ChannelRate;
  /** For a whole request, in milliseconds; 15,000 by default. */
  readonly timeoutMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * The Bot Connector's REST protocol, version 3 (Microsoft Learn: "Bot Connector API reference"). One HTTP request per
 * call and never a repetition: the SDK's own client posts again after a lost answer and has no time-out. Stays within the
 * declared rate limits and obeys Retry-After; sends only to hosts that the channel's trust names.
 */
export class Connector {
  readonly #options: ConnectorOptions;
  /** Set when the service refused the token, so that the next call asks for a new one. */
  #tokenRefused = false;

  constructor(options: ConnectorOptions) {
    this.#options = options;
  }

  /** Starts a thread in a channel: POST /v3/conversations. */
  async createConversation(
    channel: { readonly serviceUrl: string; readonly tenantId: string; readonly channelId: string },
    activity: OutboundActivity,
  ): Promise<PostResult> {
    const { tenantId, channelId } = channel;
    const body = {
      isGroup: true,
      bot: this.#bot(),
      tenantId,
      channelData: { channel: { id: channelId }, tenant: { id: tenantId } },
      activity,
    };
    const target = { ...channel, conversationId: channelId };
    const done = await this.#call(target, 'send', {
      method: 'POST',
      path: 'v3/conversations',
      body,
    });
    return postResult(done, readCreated);
  }

  /** Answers a message in its thread: POST …/activities/{id}. */
  async reply(
    target: ConversationTarget,
    toActivityId: string,
    activity: OutboundActivity,
  ): Promise<PostResult> {
    const path = `${activitiesOf(target)}/${encodeURIComponent(toActivityId)}`;
    const body = { ...activity, replyToId: toActivityId };
    const done = await this.#call(target, 'send', { method: 'POST', path, body });
    return postResult(done, readSent(target.conversationId));
  }

  /** Says something in a conversation: POST …/activities. */
  async send(target: ConversationTarget, activity: OutboundActivity): Promise<PostResult> {
    const path = activitiesOf(target);
    const done = await this.#call(target, 'send', { method: 'POST', path, body: activity });
    return postResult(done, readSent(target.conversationId));
  }

  /** Replaces an own message: PUT …/activities/{id}. Idempotent. */
  async update(
    target: ConversationTarget,
    activityId: string,
    activity: OutboundActivity,
  ): Promise<UpdateResult> {
    const path = `${activitiesOf(target)}/${encodeURIComponent(activityId)}`;
    const body = { ...activity, id: activityId };
    return updateResult(await this.#call(target, 'send', { method: 'PUT', path, body }));
  }

  /** Takes an own message away: DELETE …/activities/{id}. Idempotent: one that is not there any more is 'gone'. */
  async delete(target: ConversationTarget, activityId: string): Promise<UpdateResult> {
    const path = `${activitiesOf(target)}/${encodeURIComponent(activityId)}`;
    return updateResult(await this.#call(target, 'send', { method: 'DELETE', path }));
  }

  /** One member, by the bot's id for the person or by Entra object id: GET …/members/{id}. */
  async member(target: ConversationTarget, memberId: string): Promise<ReadResult<Member>> {
    const path = `${conversationOf(target)}/members/${encodeURIComponent(memberId)}`;
    return readResult(await this.#call(target, 'read', { method: 'GET', path }), readMember);
  }

  /** One page of a team's or chat's members: GET …/pagedmembers. */
  async members(
    target: ConversationTarget,
    continuation?: string,
  ): Promise<ReadResult<MemberPage>> {
    const query = new URLSearchParams({ pageSize: '200' });
    if (continuation !== undefined) query.set('continuationToken', continuation);
    const path = `${conversationOf(target)}/pagedmembers?${query.toString()}`;
    return readResult(await this.#call(target, 'read', { method: 'GET', path }), readMembers);
  }

  /**
   * The personal chat with a member: POST /v3/conversations. Gives the conversation's id; Teams answers with the same one
   * each time, so a lost answer is merely refused.
   */
  async createPersonalConversation(
    at: { readonly serviceUrl: string; readonly tenantId: string },
    memberId: string,
  ): Promise<ReadResult<string>> {
    const { tenantId } = at;
    const body = {
      isGroup: false,
      bot: this.#bot(),
      members: [{ id: memberId }],
      tenantId,
      channelData: { tenant: { id: tenantId } },
    };
    const target = { ...at, conversationId: memberId };
    const done = await this.#call(target, 'send', {
      method: 'POST',
      path: 'v3/conversations',
      body,
    });
    return readResult(done, readConversationId);
  }

  #bot(): { readonly id: string } {
    return { id: `28:${this.#options.appId}` };
  }

  async #call(
    target: ConversationTarget,
    use: RateKey['use'],
    request: {
      readonly method: ConnectorRequest['method'];
      readonly path: string;
      readonly body?: unknown;
    },
  ): Promise<Exchange> {
    const { trust, tokens, rate, timeoutMs = 15_000, clock = systemClock } = this.#options;
    if (!isServiceUrl(target.serviceUrl, trust)) return unsent('teams.service-url', 3_600_000);
    const key = { use, tenantId: target.tenantId, thread: threadOf(target) };
    const token = await bearer(tokens, this.#tokenRefused);
    if (typeof token !== 'string') return token;
    const permission = await rate.permit(key);
    if (permission.kind === 'refused') return unsent('teams.rate', permission.retryAfterMs);
    const url = `${target.serviceUrl.replace(/\/+$/, '')}/${request.path}`;
    const done = await exchange({ method: request.method, url, body: request.body }, token, {
      timeoutMs,
      clock,
    });
    if (done.kind === 'answered') {
      this.#tokenRefused = done.status === 401;
      if (done.retryAfterMs !== undefined && done.status >= 400) rate.close(key, done.retryAfterMs);
    }
    return done;
  }
}

function unsent(code: string, retryAfterMs: number): Exchange {
  return { kind: 'unsent', code, retryAfterMs };
}

/** A channel and all its threads count as one thread for the rate limits. */
function threadOf({ conversationId }: ConversationTarget): string {
  return conversationId.split(';')[0] ?? conversationId;
}

function conversationOf({ conversationId }: ConversationTarget): string {
  return `v3/conversations/${encodeURIComponent(conversationId)}`;
}

function activitiesOf(target: ConversationTarget): string {
  return `${conversationOf(target)}/activities`;
}
