import type { CardContent } from '../../alerts/card-content.js';
import { Untrusted } from '../../lib/untrusted.js';
import { messageCard } from '../../zap/message-card.js';
import { parseMessageQuery } from '../../zap/message-query.js';
import { findMessage, type MessageSearch, type NotAsked } from '../find-message.js';
import { notice, type Command } from './command.js';

/** A message that went to several customers comes as several cards. */
const mostCards = 5;
/** Tenants that could not be asked and are named; the others are counted. */
const mostNamed = 3;

export const messageCommand: Command = {
  name: 'message',
  usage: 'message <id>',
  explanation:
    'Finds one message by its InternetMessageId or NetworkMessageId: where it is, who has it, and what it is.',
  access: 'reader',
  run: async (services, { pasted, place }) => {
    // As it was typed: the one-line argument keeps the entities that Teams makes of '<' and '>'.
    const refs = parseMessageQuery(pasted);
    if (refs === undefined) {
      return notice(
        'Which message?',
        'Say "message", then its InternetMessageId (such as <id@host>) or its NetworkMessageId (a GUID).',
      );
    }
    const { alerts, registry, zap } = services;
    const tenants = await registry.tenants();
    if (tenants.length === 0) return notice('Not looked for', 'No tenant is watched yet.');
    const search = await findMessage(zap, tenants, refs, alerts.clock);
    const { timeZone } = alerts.options;
    const cards: CardContent[] = search.found
      .slice(0, mostCards)
      .map((found) => messageCard(found, { timeZone }));
    const rest = restCard(search, cards.length);
    if (rest) cards.push(rest);
    for (const card of cards.slice(0, -1)) await services.reply(place, card);
    return cards.at(-1);
  },
};

/** What the cards don't say: that nothing was found, and of whom nothing can be said. */
function restCard({ found, notAsked }: MessageSearch, shown: number): CardContent | undefined {
  const more = found.length - shown;
  if (notAsked.length === 0 && found.length > 0 && more === 0) return undefined;
  const lines = [
    found.length > 0 ? '' : notFoundText(notAsked.length),
    more > 0 ? `${more} more ${more === 1 ? 'tenant has' : 'tenants have'} it.` : '',
    ...notAskedLines(notAsked),
  ];
  const everywhere = found.length === 0 && notAsked.length === 0;
  const title = everywhere ? 'Not found' : 'Not everything is known';
  return notice(title, lines.filter((line) => line !== '').join(' '));
}

function notFoundText(notAsked: number): string {
  return notAsked === 0
    ? 'No tenant has it, as far as 10 days back.'
    : 'No tenant that could be asked has it, as far as 10 days back.';
}

function notAskedLines(notAsked: readonly NotAsked[]): readonly string[] {
  const named = notAsked
    .slice(0, mostNamed)
    .map(({ tenant, why }) => `Not asked: ${Untrusted.of(tenant.name).forCard()}. ${why}`);
  const rest = notAsked.length - named.length;
  return rest > 0 ? [...named, `Not asked either: ${rest} more.`] : named;
}
