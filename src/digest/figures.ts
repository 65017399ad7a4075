import type {
  ApprovalLine,
  CoverageLine,
  CoverageSource,
  DecisionLine,
  ForwardLine,
  MailOutcome,
  MailVerdict,
  OwnSenderLine,
  SenderLine,
  SpoofedLine,
  TargetLine,
  UnwatchedLine,
} from './row.js';
import type { Spread } from './spread.js';

/** A forward that has waited for longer is a back door that everybody has got used to. */
export const longWaitDays = 3;

/** How much was read of one source, over all tenants. */
export interface CoverageFigure {
  readonly tenants: number;
  readonly whole: number;
  readonly part: number;
  readonly none: number;
}

/** What the digest says of one tenant: for comparisons, and for the worst few. */
export interface TenantFigures {
  readonly tenantId: string;
  /** Raw. */
  readonly tenant: string;
  readonly read: Readonly<Record<CoverageSource, CoverageLine['read']>>;
  readonly appeared: number;
  readonly removed: number;
  readonly waiting: number;
  readonly zapped: number;
  /** Read or clicked. */
  readonly seen: number;
  /** Unwanted mail from outside or of unknown direction, and how much of it was delivered. */
  readonly unwanted: number;
  readonly reached: number;
}

/** Every number that the card shows; counted from rows by `tally.ts`. Lists hold the worst few. */
export interface DigestFigures {
  readonly coverage: Readonly<Record<CoverageSource, CoverageFigure>>;
  /** What was not read completely, or not listed completely; nothing read at all comes first. */
  readonly gaps: readonly CoverageLine[];
  readonly gapCount: number;
  /** Tenants that are not watched any more and where alerts wait: those with most of them, and all together. */
  readonly unwatched: {
    readonly tenants: number;
    readonly waiting: number;
    readonly listed: readonly UnwatchedLine[];
  };
  readonly forwards: {
    readonly appeared: number;
    readonly removed: number;
    readonly approved: number;
    readonly gone: number;
    readonly waiting: number;
    /** Waiting ones of high severity. */
    readonly waitingHigh: number;
    /** Those waiting for more than `longWaitDays`. */
    readonly waitingLong: number;
    readonly waited: Spread;
    /** The longest waiting. */
    readonly longest: readonly ForwardLine[];
  };
  readonly approvals: {
    readonly standing: number;
    readonly expiring: number;
    /** Those that end first. */
    readonly soonest: readonly ApprovalLine[];
  };
  readonly zap: {
    readonly messages: number;
    readonly recipients: number;
    readonly zapped: number;
    readonly failed: number;
    readonly triaged: number;
    readonly clicked: number;
    readonly read: number;
    readonly unread: number;
    readonly unknown: number;
    /** Of whom it was taken away from: exact times and upper bounds are never mixed. */
    readonly exact: Spread;
    readonly atMost: Spread;
    readonly noTime: number;
  };
  readonly mail: {
    /** From outside, or of unknown direction, and not clean. */
    readonly unwanted: number;
    /** The part of it whose direction is not known. */
    readonly undirected: number;
    readonly byVerdict: Readonly<Record<Exclude<MailVerdict, 'clean'>, number>>;
    readonly byOutcome: Readonly<Record<MailOutcome, number>>;
    readonly senders: readonly SenderLine[];
    readonly targets: readonly TargetLine[];
  };
  readonly own: {
    readonly users: number;
    /** There is mail of others too, who are not listed. */
    readonly usersAtLeast: boolean;
    readonly blocked: number;
    readonly messages: number;
    readonly listed: readonly OwnSenderLine[];
    readonly spoofedDomains: number;
    readonly spoofed: number;
    readonly spoofedReached: number;
    /** The three above are lower bounds. */
    readonly spoofedAtLeast: boolean;
    readonly domains: readonly SpoofedLine[];
  };
  readonly decisions: {
    readonly made: number;
    readonly time: Spread;
    readonly undecided: number;
    readonly oldest: DecisionLine | undefined;
  };
  readonly audit: {
    readonly heads: number;
    /** Lines in all records together. */
    readonly lines: number;
    /** Of all heads together; '' without any. */
    readonly mark: string;
  };
  readonly tenants: readonly TenantFigures[];
}

/** What of a digest is kept for the charts of those that follow. */
export interface KeyFigures {
  /** How much was read: of every tenant everything, of some something, or of none anything. */
  readonly covered: Readonly<Record<CoverageSource, 'whole' | 'part' | 'none'>>;
  readonly appeared: number;
  readonly removed: number;
  readonly zapped: number;
  readonly seen: number;
  readonly unwanted: number;
  readonly reached: number;
}

export function keyFiguresOf({ coverage, forwards, zap, mail }: DigestFigures): KeyFigures {
  return {
    covered: {
      forwards: coveredBy(coverage.forwards),
      zap: coveredBy(coverage.zap),
      mail: coveredBy(coverage.mail),
    },
    appeared: forwards.appeared,
    removed: forwards.removed,
    zapped: zap.zapped,
    seen: zap.clicked + zap.read,
    unwanted: mail.unwanted,
    reached: mail.byOutcome.delivered,
  };
}

function coveredBy({ tenants, whole, none }: CoverageFigure): 'whole' | 'part' | 'none' {
  if (none === tenants) return 'none';
  return whole === tenants ? 'whole' : 'part';
}
