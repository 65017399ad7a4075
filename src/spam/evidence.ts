import { z } from 'zod';
import type { LikelyCause } from './figures.js';

/** What speaks for or against a cause. */
export const evidenceCodes = [
  'blocked',
  'malware-sent',
  'malware-to-colleagues',
  'phish-sent',
  'new-country',
  'no-new-country',
  'burst',
  'odd-hours',
  'usual-hours',
  'spam-sent',
  'bulk-sent',
  'new-recipients',
  'many-recipients',
  'one-mailing',
  'same-before',
] as const;
export type EvidenceCode = (typeof evidenceCodes)[number];

export const evidenceSchema = z.object({
  code: z.enum(evidenceCodes),
  /** What was counted. */
  count: z.number().int().nonnegative(),
  /** What it is compared with, where there is something: the usual, or all. */
  of: z.number().int().nonnegative().optional(),
  /** Countries, as the service writes them. Raw. */
  places: z.array(z.string()).optional(),
});
export type Evidence = Readonly<z.infer<typeof evidenceSchema>>;

type Cause = Exclude<LikelyCause, 'unclear'>;
type Weights = Readonly<Record<Cause, number>>;

/**
 * How much each piece of evidence speaks for each cause. Malware comes from a client, a foreign sign-in and phishing from
 * somebody else's hands, a habit from the person. A burst is all three, and so weighs little.
 */
const evidenceWeights: Readonly<Record<EvidenceCode, Weights>> = {
  blocked: { 'bulk-mail': 1, 'infected-client': 1, 'compromised-account': 2 },
  'malware-sent': { 'bulk-mail': 0, 'infected-client': 4, 'compromised-account': 1 },
  'malware-to-colleagues': { 'bulk-mail': 0, 'infected-client': 2, 'compromised-account': 0 },
  'phish-sent': { 'bulk-mail': 0, 'infected-client': 0, 'compromised-account': 4 },
  'new-country': { 'bulk-mail': 0, 'infected-client': 0, 'compromised-account': 4 },
  'no-new-country': { 'bulk-mail': 1, 'infected-client': 1, 'compromised-account': -1 },
  burst: { 'bulk-mail': 0, 'infected-client': 1, 'compromised-account': 1 },
  'odd-hours': { 'bulk-mail': 0, 'infected-client': 1, 'compromised-account': 2 },
  'usual-hours': { 'bulk-mail': 1, 'infected-client': 0, 'compromised-account': 0 },
  'spam-sent': { 'bulk-mail': 1, 'infected-client': 0, 'compromised-account': 1 },
  'bulk-sent': { 'bulk-mail': 4, 'infected-client': 0, 'compromised-account': 0 },
  'new-recipients': { 'bulk-mail': 1, 'infected-client': 0, 'compromised-account': 1 },
  'many-recipients': { 'bulk-mail': 1, 'infected-client': 0, 'compromised-account': 1 },
  'one-mailing': { 'bulk-mail': 2, 'infected-client': 0, 'compromised-account': 1 },
  'same-before': { 'bulk-mail': 3, 'infected-client': 0, 'compromised-account': -1 },
};

export interface CauseJudgement {
  readonly likely: LikelyCause;
  readonly points: Weights;
}

/** The cause with the most points, if it has enough of them and leads far enough; otherwise 'unclear'. Pure. */
export function likelyCauseOf(
  evidence: readonly Pick<Evidence, 'code'>[],
  { causeLead, causeFloor }: { readonly causeLead: number; readonly causeFloor: number },
): CauseJudgement {
  const sum = (cause: Cause): number =>
    evidence.reduce((points, { code }) => points + evidenceWeights[code][cause], 0);
  const points: Weights = {
    'bulk-mail': sum('bulk-mail'),
    'infected-client': sum('infected-client'),
    'compromised-account': sum('compromised-account'),
  };
  const ranked = (Object.entries(points) as [Cause, number][]).sort(([, a], [, b]) => b - a);
  const [first, second] = ranked;
  const leads =
    first !== undefined && first[1] >= causeFloor && first[1] - (second?.[1] ?? 0) >= causeLead;
  return { likely: leads ? first[0] : 'unclear', points };
}

/** What nobody does by mistake: tells of an event whatever the volume. */
export const alarmingCodes: ReadonlySet<EvidenceCode> = new Set([
  'blocked',
  'malware-sent',
  'phish-sent',
  'new-country',
]);

/**
 * Whether it deserves a card. A habit, and a mailing by day that nothing speaks against, is counted in the report and not
 * posted: otherwise every newsletter would be an alert each week. Addresses that send mailings on purpose are told of for
 * what is alarming only.
 */
export function deservesAlert(
  evidence: readonly Pick<Evidence, 'code'>[],
  likely: LikelyCause,
  sendsMailings: boolean,
): boolean {
  const codes = new Set(evidence.map(({ code }) => code));
  if ([...alarmingCodes].some((code) => codes.has(code))) return true;
  if (sendsMailings || codes.has('same-before') || likely === 'bulk-mail') return false;
  const unusual = codes.has('burst') || codes.has('odd-hours');
  return codes.has('spam-sent')
    ? unusual || codes.has('new-recipients') || codes.has('many-recipients')
    : codes.has('burst') && codes.has('odd-hours');
}
