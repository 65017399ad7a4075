import type { MessageRef } from '../../src/alerts/alert.js';
import type { CardContent } from '../../src/alerts/card-content.js';
import type { Announcer, ChannelRef, PostResult, UpdateResult } from '../../src/alerts/ports.js';
import type { Clock } from '../../src/lib/clock.js';

export interface Shown {
  readonly message: MessageRef;
  card: CardContent;
  /** The answer to the post was destroyed. */
  readonly answerLost: boolean;
  readonly thread: MessageRef | undefined;
  readonly atMs: number;
}

/** 'lost': shown, but the answer did not arrive. 'swallowed': not shown, and no answer either. */
export type PostScript = 'posted' | 'lost' | 'swallowed' | 'refused' | 'impossible';
export type UpdateScript = 'updated' | 'refused' | 'gone';

/** The security channel, with every message that it shows. */
export class FakeChannel implements Announcer {
  readonly posts: PostScript[] = [];
  readonly updates: UpdateScript[] = [];
  /** Every request, in order. */
  readonly requests: string[] = [];
  /** Called when a post arrives, before it is shown. */
  onPost: () => Promise<void> = () => Promise.resolve();
  /** Called when the message is shown, before the answer is given. */
  onShown: (shown: Shown) => Promise<void> = () => Promise.resolve();
  readonly #clock: Clock;
  readonly #shown: Shown[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  shown(): readonly Shown[] {
    return this.#shown;
  }

  /** The messages that show an alert. */
  cardsOf(alertId: string): readonly Shown[] {
    return this.#shown.filter(({ card }) => card.data['alertId'] === alertId);
  }

  async post(channel: ChannelRef, card: CardContent, thread?: MessageRef): Promise<PostResult> {
    this.requests.push(`post ${String(card.data['alertId'] ?? card.data['groupId'])}`);
    await this.onPost();
    const how = this.posts.shift() ?? 'posted';
    if (how === 'refused') return { kind: 'refused', code: 'teams.429', retryAfterMs: 3_000 };
    if (how === 'impossible') return { kind: 'impossible', code: 'teams.403' };
    if (how === 'swallowed') return { kind: 'ambiguous', code: 'teams.timeout' };
    const activityId = `m${this.#shown.length + 1}`;
    const conversationId = thread?.conversationId ?? `${channel.channelId};messageid=${activityId}`;
    const message = { conversationId, activityId };
    const answerLost = how === 'lost';
    const shown = { message, card, answerLost, thread, atMs: this.#clock.monotonicMs() };
    this.#shown.push(shown);
    await this.onShown(shown);
    return answerLost ? { kind: 'ambiguous', code: 'teams.reset' } : { kind: 'posted', message };
  }

  async update(
    _channel: ChannelRef,
    message: MessageRef,
    card: CardContent,
  ): Promise<UpdateResult> {
    await Promise.resolve();
    this.requests.push(`update ${message.activityId}`);
    const how = this.updates.shift() ?? 'updated';
    if (how === 'refused') return { kind: 'refused', code: 'teams.429', retryAfterMs: 3_000 };
    const shown = this.#shown.find((one) => one.message.activityId === message.activityId);
    if (how === 'gone' || shown === undefined) return { kind: 'gone', code: 'teams.404' };
    shown.card = card;
    return { kind: 'updated' };
  }
}
