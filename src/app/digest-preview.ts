import type { CardContent } from '../alerts/card-content.js';
import { digestCard } from '../digest/card.js';
import { figuresOf, surroundings } from '../digest/make.js';
import { runningPeriod } from '../digest/period.js';
import type { DigestServices } from '../digest/ports.js';
import type { DigestSettings } from '../digest/settings.js';

/** The digest of the period that is running, as it would be now. Claims and stores nothing. */
export async function previewCard(
  { book, gather, clock, options }: DigestServices,
  channelId: string,
  { time }: Pick<DigestSettings, 'time'>,
): Promise<CardContent> {
  const now = clock.now();
  const period = runningPeriod(time, now.getTime());
  const figures = await figuresOf(gather(period));
  const around = await surroundings(book, channelId, period, figures);
  return digestCard({
    ...{ period, figures, ...around, kind: 'preview', missed: [], repeated: false },
    madeAt: now.toISOString(),
    zone: options.defaults.zone,
  });
}
