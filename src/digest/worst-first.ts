import type {
  ApprovalLine,
  CoverageLine,
  CoverageSource,
  OwnSenderLine,
  UnwatchedLine,
} from './row.js';

/* The orders in which the worst few of each list are chosen. Total: the same rows give the same few, in any order. */

/** By code units: the same on every machine. */
export function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const sourceRank: Readonly<Record<CoverageSource, number>> = { forwards: 0, mail: 1, zap: 2 };

const readRank: Readonly<Record<CoverageLine['read'], number>> = { none: 0, part: 1, whole: 2 };

export function worstGapFirst(a: CoverageLine, b: CoverageLine): number {
  return (
    readRank[a.read] - readRank[b.read] ||
    sourceRank[a.source] - sourceRank[b.source] ||
    order(a.tenantId, b.tenantId)
  );
}

interface Waiting {
  readonly minutes: number;
  readonly tenantId: string;
  readonly alertId: string;
}

export function longestFirst(a: Waiting, b: Waiting): number {
  return b.minutes - a.minutes || order(a.tenantId + a.alertId, b.tenantId + b.alertId);
}

export function soonestFirst(a: ApprovalLine, b: ApprovalLine): number {
  const ends = ({ expiresAt = '9999' }: ApprovalLine): number => Date.parse(expiresAt);
  return ends(a) - ends(b) || order(a.tenantId + a.alertId, b.tenantId + b.alertId);
}

interface Counted {
  readonly count: number;
  readonly tenantId: string;
  readonly address: string;
}

export function mostFirst(a: Counted, b: Counted): number {
  return b.count - a.count || order(a.address, b.address) || order(a.tenantId, b.tenantId);
}

/** Who is kept from sending, then whose account looks taken over, then the others by what they sent. */
export function worstUserFirst(a: OwnSenderLine, b: OwnSenderLine): number {
  const taken = ({ cause }: OwnSenderLine): number => Number(cause === 'compromised-account');
  return Number(b.blocked) - Number(a.blocked) || taken(b) - taken(a) || mostFirst(a, b);
}

export function mostWaitingFirst(a: UnwatchedLine, b: UnwatchedLine): number {
  return b.waiting - a.waiting || order(a.tenantId, b.tenantId);
}
