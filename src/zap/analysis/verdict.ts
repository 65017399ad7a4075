import type { MessageAnalysis, Observation, Verdict, Weight } from './report.js';

/**
 * The rule of the verdict.
 *
 * | observation | points                                                        |
 * | ----------- | ------------------------------------------------------------- |
 * | high        | 6                                                             |
 * | medium      | 3                                                             |
 * | low         | 1, all together at most 2: honest bulk mail has several       |
 * | info        | 0                                                             |
 * | good        | -2, all together at most -3; never against a high observation |
 *
 * Each code counts once, at its heaviest, however often it was noticed. From 6 points with a high observation, or from 9
 * without one, a message is dangerous; from 3 it is suspicious.
 */
const points: Readonly<Record<Weight, number>> = { high: 6, medium: 3, low: 1, info: 0, good: -2 };
const mostForLow = 2;
const mostForGood = -3;
const dangerousFrom = 9;
const suspiciousFrom = 3;
const mostReasons = 5;
const order: readonly Weight[] = ['high', 'medium', 'low', 'info', 'good'];

type Judged = Omit<MessageAnalysis, 'verdict' | 'people' | 'linksLeftOut'>;

/** Which parts of the message speak, in the order in which the line names them. */
const areas: readonly (readonly [name: string, of: (judged: Judged) => readonly Observation[]])[] =
  [
    ['headers', ({ headers }) => headers.observations],
    ['sender, subject', ({ names }) => names],
    ['links', ({ links }) => links.flatMap(({ observations }) => observations)],
    ['attachments', ({ attachments }) => attachments.flatMap(({ observations }) => observations)],
  ];

/** The short word on a message, from everything that was noticed. The same message always gets the same. */
export function verdictOf(judged: Judged, hadContent: boolean): Verdict {
  if (!hadContent)
    return { level: 'not-judged', line: 'There was nothing of it to look at.', reasons: [] };
  const noticed = heaviestOfEach(areas.flatMap(([, of]) => of(judged)));
  const level = levelOf(noticed);
  const speaking = noticed.filter(({ weight }) => ['high', 'medium', 'low'].includes(weight));
  const reasons = [...new Set(speaking.map(({ sentence }) => sentence))].slice(0, mostReasons);
  return { level, line: lineOf(level, judged, reasons.length), reasons };
}

function heaviestOfEach(observations: readonly Observation[]): readonly Observation[] {
  const byCode = new Map<string, Observation>();
  for (const one of observations) {
    const known = byCode.get(one.code);
    if (known === undefined || rank(one) < rank(known)) byCode.set(one.code, one);
  }
  return [...byCode.values()].sort((a, b) => rank(a) - rank(b));
}

function rank({ weight }: Observation): number {
  return order.indexOf(weight);
}

function levelOf(noticed: readonly Observation[]): 'dangerous' | 'suspicious' | 'unremarkable' {
  const sum = (weight: Weight): number =>
    noticed.filter((one) => one.weight === weight).length * points[weight];
  const against = sum('medium') + Math.min(sum('low'), mostForLow);
  if (sum('high') > 0) return 'dangerous';
  const total = against + Math.max(sum('good'), mostForGood);
  if (total >= dangerousFrom) return 'dangerous';
  return total >= suspiciousFrom ? 'suspicious' : 'unremarkable';
}

function lineOf(
  level: 'dangerous' | 'suspicious' | 'unremarkable',
  judged: Judged,
  reasons: number,
): string {
  if (level === 'unremarkable') {
    return reasons === 0
      ? 'Nothing in its headers, names and links stands out.'
      : 'Small things only, none of which speaks clearly against it.';
  }
  const named = placesOf(judged, level === 'dangerous' ? ['high'] : ['medium']);
  const where = named === '' ? placesOf(judged, ['high', 'medium', 'low']) : named;
  if (level === 'dangerous') return `Strong signs of an attack in its ${where}.`;
  return `Something in its ${where} speaks against it.`;
}

function placesOf(judged: Judged, weights: readonly Weight[]): string {
  const names = areas
    .filter(([, of]) => of(judged).some(({ weight }) => weights.includes(weight)))
    .map(([name]) => name);
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}
