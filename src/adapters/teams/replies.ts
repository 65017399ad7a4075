import type { MessageRef } from '../../alerts/alert.js';
import type { CardContent } from '../../alerts/card-content.js';
import type { PostResult, UpdateResult } from '../../alerts/ports.js';
import type { SafeText } from '../../lib/untrusted.js';
import { cardActivity } from './card-activity.js';
import type { CardRenderer } from './card-renderer.js';
import type { Connector, ConversationTarget, OutboundActivity } from './connector.js';

export type ReplyContent = { readonly card: CardContent } | { readonly text: SafeText };

/** Where a command came from. A `TeamsPlace` with the command's activity id fits. */
export interface ReplyTarget extends ConversationTarget {
  /** The message that is answered; without it the reply stands by itself in the conversation. */
  readonly replyToId?: string | undefined;
}

/** Answers to commands. One request per call; what came of it is the connector's result. */
export class Replies {
  readonly #connector: Connector;
  readonly #renderer: CardRenderer;

  constructor(connector: Connector, renderer: CardRenderer) {
    this.#connector = connector;
    this.#renderer = renderer;
  }

  reply(to: ReplyTarget, content: ReplyContent): Promise<PostResult> {
    const activity = this.#activity(content);
    return to.replyToId === undefined
      ? this.#connector.send(to, activity)
      : this.#connector.reply(to, to.replyToId, activity);
  }

  /** Replaces an earlier reply, for showing progress. */
  update(
    to: ConversationTarget,
    message: MessageRef,
    content: ReplyContent,
  ): Promise<UpdateResult> {
    const target = { ...to, conversationId: message.conversationId };
    return this.#connector.update(target, message.activityId, this.#activity(content));
  }

  #activity(content: ReplyContent): OutboundActivity {
    if ('card' in content) return cardActivity(this.#renderer.render(content.card));
    return { type: 'message', text: content.text, textFormat: 'plain' };
  }
}
