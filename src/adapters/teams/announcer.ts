import type { MessageRef } from '../../alerts/alert.js';
import type { CardContent } from '../../alerts/card-content.js';
import type { Announcer, ChannelRef, PostResult, UpdateResult } from '../../alerts/ports.js';
import { cardActivity } from './card-activity.js';
import type { CardRenderer } from './card-renderer.js';
import { tooLarge } from './connector-outcome.js';
import type { Connector, OutboundActivity } from './connector.js';

/**
 * Posts and updates cards in the security channel. A card that Teams calls too large was not shown, so its shortest form
 * is sent in its place; nothing else is ever sent twice.
 */
export function teamsAnnouncer(connector: Connector, renderer: CardRenderer): Announcer {
  return {
    async post(channel: ChannelRef, card: CardContent, thread?: MessageRef): Promise<PostResult> {
      const { serviceUrl, tenantId } = channel;
      const send = (activity: OutboundActivity): Promise<PostResult> =>
        thread === undefined
          ? connector.createConversation(channel, activity)
          : connector.send(
              { serviceUrl, tenantId, conversationId: thread.conversationId },
              activity,
            );
      const result = await send(cardActivity(renderer.render(card)));
      if (result.kind !== 'impossible' || result.code !== tooLarge) return result;
      return send(cardActivity(renderer.renderShortest(card)));
    },

    async update(
      channel: ChannelRef,
      message: MessageRef,
      card: CardContent,
    ): Promise<UpdateResult> {
      const { serviceUrl, tenantId } = channel;
      const target = { serviceUrl, tenantId, conversationId: message.conversationId };
      const full = cardActivity(renderer.render(card));
      const result = await connector.update(target, message.activityId, full);
      if (result.kind !== 'refused' || result.code !== tooLarge) return result;
      const shortest = cardActivity(renderer.renderShortest(card));
      return connector.update(target, message.activityId, shortest);
    },
  };
}
