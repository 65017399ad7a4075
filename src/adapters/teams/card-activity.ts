import type { RenderedCard } from './card-renderer.js';
import type { OutboundActivity } from './connector.js';

/** A message that holds one card. Without a summary the toast would say only "Card". */
export function cardActivity(card: RenderedCard): OutboundActivity {
  const { contentType, content, summary } = card;
  return { type: 'message', summary, attachments: [{ contentType, content }] };
}
