import { ownText } from '../lib/untrusted.js';
import type { DigestCardRow } from './card-row.js';
import type { KeyFigures } from './figures.js';
import type { CoverageSource } from './row.js';
import { weekParts } from './iso-week.js';
import { shortWeek, type WeekPoint } from './week-point.js';

/** Each chart speaks of one source, and is known where that was read. */
export type ChartName = CoverageSource;

interface ChartDefinition {
  readonly first: (figures: KeyFigures) => number;
  readonly second: (figures: KeyFigures) => number;
  /** What the two are called in the sentence beside the chart. */
  readonly words: readonly [string, string];
}

const charts: Readonly<Record<ChartName, ChartDefinition>> = {
  forwards: {
    first: ({ appeared }) => appeared,
    second: ({ removed }) => removed,
    words: ['new', 'removed'],
  },
  zap: {
    first: ({ zapped }) => zapped,
    second: ({ seen }) => seen,
    words: ['taken away', 'read or clicked'],
  },
  mail: {
    first: ({ unwanted }) => unwanted,
    second: ({ reached }) => reached,
    words: ['unwanted', 'delivered'],
  },
};

interface Known {
  readonly week: number;
  readonly first: number;
  readonly second: number;
  readonly whole: boolean;
}

function knownOf(name: ChartName, { week, figures }: WeekPoint): Known | undefined {
  if (figures === undefined || figures.covered[name] === 'none') return undefined;
  const { first, second } = charts[name];
  const whole = figures.covered[name] === 'whole';
  return { week, first: first(figures), second: second(figures), whole };
}

/** False when a drawing would be empty: nothing is known, or only one week in which nothing was; the sentence says that. */
export function isDrawn(name: ChartName, weeks: readonly WeekPoint[]): boolean {
  const known = weeks.flatMap((point) => knownOf(name, point) ?? []);
  return known.length > 1 || known.some(({ first, second }) => first + second > 0);
}

/** One row for each week: with its numbers, or with the words that it is not known. */
export function chartRows(name: ChartName, weeks: readonly WeekPoint[]): readonly DigestCardRow[] {
  return weeks.map((point) => {
    const known = knownOf(name, point);
    const said = (number: number | undefined): string =>
      number === undefined ? 'not known' : `${number}${known?.whole === false ? ' (in part)' : ''}`;
    return {
      section: ownText(`weeks-${name}`),
      head: ownText(shortWeek(point.week)),
      text: ownText(said(known?.first)),
      note: ownText(said(known?.second)),
      week: weekParts(point.week).number,
      first: known?.first ?? 0,
      second: known?.second ?? 0,
      known: known !== undefined,
    };
  });
}

/** The number that matters in words, for those who can't see the chart, and what the chart does not show. */
export function chartText(name: ChartName, weeks: readonly WeekPoint[]): string {
  const [one, other] = charts[name].words;
  const known = weeks.flatMap((point) => knownOf(name, point) ?? []);
  const last = weeks.at(-1);
  const now = known.find(({ week }) => week === last?.week);
  const before = known.filter(({ week }) => week !== last?.week).map(({ first }) => first);
  const unknown = weeks.filter((point) => knownOf(name, point) === undefined);
  return [
    now === undefined
      ? 'This week is not known.'
      : `This week: ${now.first} ${one}, ${now.second} ${other}${now.whole ? '' : ', in what could be read'}.`,
    ...(before.length === 0
      ? []
      : [`In the weeks before: ${Math.min(...before)} to ${Math.max(...before)} ${one}.`]),
    ...(unknown.length === 0
      ? []
      : [`Not known, and not zero: ${unknown.map(({ week }) => shortWeek(week)).join(', ')}.`]),
  ].join(' ');
}
