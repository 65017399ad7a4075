import type { CardPress } from '../adapters/teams/teams-handlers.js';
import type { PressAnswer } from '../alerts/press.js';
import { refusals } from '../alerts/press-plan.js';
import { Details, type DetailSection } from '../digest/details.js';
import { editionCard } from '../digest/make.js';
import type { DigestServices } from '../digest/ports.js';
import { adoptDigest } from '../digest/send.js';
import { ContractError } from '../lib/errors.js';
import { ownText } from '../lib/untrusted.js';

const unknown = 'This digest is not kept any more.';
const forgotten = 'The rows of this digest are not kept any more: a quarter is.';

/**
 * A part of a digest, for anybody in the channel in which it stands. It changes nothing, so no nonce binds it. The press
 * also shows where the digest stands, if the answer to its post was lost.
 */
export async function showDigestPart(
  digest: DigestServices,
  { place, conversationId, messageId }: Pick<CardPress, 'place' | 'conversationId' | 'messageId'>,
  target: { readonly week: number; readonly section: DetailSection | 'summary' },
): Promise<PressAnswer> {
  const channel = (await digest.channels.current())?.row;
  // Without a channel there is no place at all: a personal chat has no channel id either.
  if (channel === undefined || channel.channelId !== place.channelId) {
    return say(refusals.elsewhere);
  }
  const week = weekOf(target.week);
  if (messageId !== undefined) {
    await adoptDigest(digest, channel.channelId, week, { conversationId, activityId: messageId });
  }
  const edition = (await digest.book.edition(channel.channelId, week))?.edition;
  if (edition?.content === undefined) return say(unknown);
  const { zone } = digest.options.defaults;
  try {
    if (target.section === 'summary') {
      const card = await editionCard(digest.book, channel.channelId, edition, zone);
      return { kind: 'card', card };
    }
    const details = new Details(target.section);
    for await (const row of digest.book.rows(channel.channelId, edition)) details.add(row);
    return { kind: 'card', card: details.card(week, zone) };
  } catch (error) {
    if (error instanceof ContractError) return say(forgotten);
    throw error;
  }
}

/** 202647 is 2026-W47. */
function weekOf(number: number): string {
  return `${Math.floor(number / 100)}-W${String(number % 100).padStart(2, '0')}`;
}

function say(text: string): PressAnswer {
  return { kind: 'message', text: ownText(text) };
}
