import { counted } from '../alerts/card-text.js';
import { longWaitDays, type DigestFigures } from './figures.js';
import { spanText } from './spread.js';

/** One thing that deserves attention, with what it weighed. */
export interface Attention {
  readonly code: string;
  readonly score: number;
  /** Our own words and numbers. */
  readonly sentence: string;
}

interface AttentionRule {
  readonly code: string;
  /** What one case weighs. The order of the rules says which comes first when two weigh the same. */
  readonly base: number;
  /** Cases; 0 when the rule does not apply. */
  readonly count: (figures: DigestFigures) => number;
  readonly sentence: (count: number, figures: DigestFigures) => string;
}

/** More of the same weighs more, but never as much as the next graver thing: rules are ten apart. */
const mostForCount = 9;

/**
 * The rule, as docs/digest.md prints it: what gives somebody a way in or has already hurt comes before what may hurt, and
 * that before what only keeps us from seeing. Each rule's score is its base and one point for every further case, at
 * most nine.
 */
export const attentionRules: readonly AttentionRule[] = [
  {
    code: 'own-user-blocked',
    base: 100,
    count: ({ own }) => own.blocked,
    sentence: (n) =>
      `${counted(n, 'own user')} ${n === 1 ? 'was' : 'were'} kept from sending by Microsoft, because of outbound spam: find out whether the account is taken over.`,
  },
  {
    code: 'clicked',
    base: 90,
    count: ({ zap }) => zap.clicked,
    sentence: (n) =>
      `${counted(n, 'recipient')} clicked in mail that ZAP took away or tried to: contain these accounts, if nobody has.`,
  },
  {
    code: 'zap-failed',
    base: 80,
    count: ({ zap }) => zap.failed,
    sentence: (n) =>
      `ZAP failed for ${counted(n, 'recipient')}: the message may still be in the mailbox.`,
  },
  {
    code: 'forward-waiting-long',
    base: 70,
    count: ({ forwards }) => forwards.waitingLong,
    sentence: (n, { forwards: { longest } }) =>
      `${counted(n, 'external forward')} ${n === 1 ? 'has' : 'have'} waited for more than ${longWaitDays} days for a decision, the oldest for ${spanText(longest[0]?.minutes ?? 0)}.`,
  },
  {
    code: 'forward-high',
    base: 60,
    count: ({ forwards }) => forwards.waitingHigh,
    sentence: (n) =>
      `${counted(n, 'external forward')} of high severity ${n === 1 ? 'waits' : 'wait'} for a decision.`,
  },
  {
    code: 'own-user-sends',
    base: 50,
    count: ({ own }) => own.users - own.blocked,
    sentence: (n, { own }) =>
      `${own.usersAtLeast ? 'At least ' : ''}${counted(n, 'own user')} sent mail that the filter minded, or sent in an unusual way: see whether it was a mailing or an intruder.`,
  },
  {
    code: 'not-read',
    base: 40,
    count: ({ coverage: { forwards } }) => forwards.none,
    sentence: (n) =>
      `${counted(n, 'customer')} could not be read for forwards: nothing is known of what happens there.`,
  },
  {
    code: 'spoofed-delivered',
    base: 30,
    count: ({ own }) => own.spoofedReached,
    sentence: (n, { own }) =>
      `${own.spoofedAtLeast ? 'At least ' : ''}${counted(n, 'message')} under the name of an own domain came from outside and ${n === 1 ? 'was' : 'were'} delivered: check SPF, DKIM and DMARC.`,
  },
  {
    code: 'read-before-zap',
    base: 20,
    count: ({ zap }) => zap.read,
    sentence: (n) => `${counted(n, 'recipient')} had the mail open that ZAP took away or tried to.`,
  },
  {
    code: 'approval-ends',
    base: 10,
    count: ({ approvals }) => approvals.expiring,
    sentence: (n) =>
      `${counted(n, 'approval')} ${n === 1 ? 'ends' : 'end'} within 14 days; the alerts then wait for a decision again.`,
  },
];

/** The three gravest of what the rules find, the gravest first. None when there is nothing. */
export function attentionOf(figures: DigestFigures): readonly Attention[] {
  return attentionRules
    .flatMap(({ code, base, count, sentence }) => {
      const n = count(figures);
      if (n <= 0) return [];
      const score = base + Math.min(n - 1, mostForCount);
      return [{ code, score, sentence: sentence(n, figures) }];
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, 3);
}
