import { channelId, say, type World } from './world.js';

/** Every text that a person reads on a card, in its order. */
export function shownTexts(card: unknown): readonly string[] {
  if (Array.isArray(card)) return card.flatMap(shownTexts);
  if (typeof card !== 'object' || card === null) return [];
  return Object.entries(card).flatMap(([key, value]) => {
    if (key === 'text' && typeof value === 'string') return [value];
    return key === 'fallback' || key === 'data' ? [] : shownTexts(value);
  });
}

/** Has somebody say "scan forwards …" in the security channel, and gives what the finished card says. */
export async function scan(world: World, what = '', ms = 30_000): Promise<string> {
  const before = new Set(world.cards().map(({ id }) => id));
  await say(world, `scan forwards${what === '' ? '' : ` ${what}`}`);
  const finished = await world.until(
    `the scan of ${what === '' ? 'everything' : what} ends`,
    () => world.cards(/^Scan finished/).find(({ id }) => !before.has(id)),
    ms,
  );
  return shownTexts(finished.card).join('\n');
}

export const inChannel = { place: 'channel', channelId } as const;
