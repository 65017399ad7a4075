import type { CardContent } from '../alerts/card-content.js';
import { randomId } from '../lib/digest.js';
import { digestCard, type DigestView } from './card.js';
import type { DigestBook } from './book.js';
import type { Edition } from './edition.js';
import { keyFiguresOf, type DigestFigures, type KeyFigures } from './figures.js';
import type { Hold } from './hold.js';
import { parseWeek, weekText } from './iso-week.js';
import type { DigestPeriod } from './period.js';
import type { DigestServices } from './ports.js';
import type { DigestRow } from './row.js';
import { Tally } from './tally.js';
import { weekPoints, weeksShown } from './week-point.js';

/**
 * The card of an edition that is held. Its rows are stored before it is drawn, and it is drawn from what is stored, so
 * that the file holds exactly the rows behind the card, also when it is posted once more.
 */
export async function digestOf(services: DigestServices, hold: Hold): Promise<CardContent> {
  if (hold.edition.content === undefined) await gatherInto(services, hold);
  const { edition, channelId } = hold;
  return editionCard(services.book, channelId, edition, services.options.defaults.zone);
}

async function gatherInto({ book, gather, clock }: DigestServices, hold: Hold): Promise<void> {
  const { channelId, edition } = hold;
  const tally = new Tally();
  const id = randomId();
  const madeAt = clock.now().toISOString();
  const rows = counted(gather(edition.period), tally);
  const parts = await book.keepRows(channelId, edition.week, id, rows);
  const figures = keyFiguresOf(tally.figures());
  await hold.change({ content: { id, parts, madeAt }, figures });
}

async function* counted(rows: AsyncIterable<DigestRow>, tally: Tally): AsyncGenerator<DigestRow> {
  for await (const row of rows) {
    tally.add(row);
    yield row;
  }
}

/** The card of an edition whose rows are stored. */
export async function editionCard(
  book: DigestBook,
  channelId: string,
  edition: Edition,
  zone: string,
): Promise<CardContent> {
  const figures = await figuresOf(book.rows(channelId, edition));
  const { period, content, createdAt, kind, dueAt, missed, lost } = edition;
  const around = await surroundings(book, channelId, period, figures);
  return digestCard({
    ...{ period, figures, ...around, kind, dueAt, missed, zone },
    madeAt: content?.madeAt ?? createdAt,
    repeated: lost > 0,
  });
}

export async function figuresOf(rows: AsyncIterable<DigestRow>): Promise<DigestFigures> {
  const tally = new Tally();
  for await (const row of rows) tally.add(row);
  return tally.figures();
}

/** What came before: the digest to compare with, and the weeks of the charts. */
export async function surroundings(
  book: DigestBook,
  channelId: string,
  period: DigestPeriod,
  figures: DigestFigures,
): Promise<Pick<DigestView, 'before' | 'weeks'>> {
  const known = new Map<string, KeyFigures>();
  const last = parseWeek(period.week) ?? 0;
  let previous: Edition | undefined;
  for (let week = last - weeksShown + 1; week < last; week += 1) {
    const edition = (await book.edition(channelId, weekText(week)))?.edition;
    if (edition?.figures === undefined) continue;
    known.set(edition.week, edition.figures);
    if (week === last - 1) previous = edition;
  }
  known.set(period.week, keyFiguresOf(figures));
  const before = previous && {
    period: previous.period,
    figures: await figuresOf(book.rows(channelId, previous)),
  };
  return { before, weeks: weekPoints(last, known) };
}
