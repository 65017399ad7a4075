import { auditFigure } from './audit-mark.js';
import {
  longWaitDays,
  type CoverageFigure,
  type DigestFigures,
  type TenantFigures,
} from './figures.js';
import type {
  ApprovalLine,
  AuditLine,
  CoverageLine,
  CoverageSource,
  DecisionLine,
  DigestRow,
  DigestSection,
  ForwardLine,
  MailOutcome,
  MailVerdict,
  OwnSenderLine,
  SenderLine,
  SpoofedLine,
  TargetLine,
  UnwatchedLine,
} from './row.js';
import { spreadOf } from './spread.js';
import { Top } from './top.js';
import {
  order,
  worstGapFirst,
  longestFirst,
  soonestFirst,
  mostFirst,
  mostWaitingFirst,
  worstUserFirst,
} from './worst-first.js';

/** How many of each list stand on the card. */
const most = {
  ...{ gaps: 6, unwatched: 4, forwards: 3, approvals: 4 },
  ...{ senders: 3, targets: 3, own: 4, domains: 3 },
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Counts rows as they come by, in any order: the figures of the same rows are always the same. Holds no rows but the
 * worst few; times, and the ids of messages, are what grows.
 */
export class Tally {
  readonly #tenants = new Map<string, Mutable<TenantFigures>>();
  readonly #coverage: Record<CoverageSource, Mutable<CoverageFigure>> = {
    forwards: { tenants: 0, whole: 0, part: 0, none: 0 },
    zap: { tenants: 0, whole: 0, part: 0, none: 0 },
    mail: { tenants: 0, whole: 0, part: 0, none: 0 },
  };
  readonly #gaps = new Top<CoverageLine>(most.gaps, worstGapFirst);
  #gapCount = 0;
  readonly #unwatched = { tenants: 0, waiting: 0 };
  readonly #unwatchedListed = new Top<UnwatchedLine>(most.unwatched, mostWaitingFirst);
  readonly #forwards = {
    ...{ appeared: 0, removed: 0, approved: 0, gone: 0 },
    ...{ waiting: 0, waitingHigh: 0, waitingLong: 0 },
  };
  readonly #waited: number[] = [];
  readonly #longest = new Top<ForwardLine>(most.forwards, longestFirst);
  readonly #approvals = { standing: 0, expiring: 0 };
  readonly #soonest = new Top<ApprovalLine>(most.approvals, soonestFirst);
  readonly #messages = new Set<string>();
  readonly #zap = { zapped: 0, failed: 0, 'user-triaged': 0 };
  readonly #evidence = { clicked: 0, read: 0, unread: 0, unknown: 0 };
  readonly #exact: number[] = [];
  readonly #atMost: number[] = [];
  #noTime = 0;
  readonly #verdicts = { malware: 0, phish: 0, spoof: 0, spam: 0, bulk: 0, unknown: 0 };
  readonly #outcomes: Record<MailOutcome, number> = {
    ...{ delivered: 0, junked: 0, quarantined: 0, rejected: 0, unknown: 0 },
  };
  #undirected = 0;
  readonly #senders = new Top<SenderLine>(most.senders, mostFirst);
  readonly #targets = new Top<TargetLine>(most.targets, mostFirst);
  readonly #own = { users: 0, usersAtLeast: false, blocked: 0, messages: 0 };
  readonly #ownListed = new Top<OwnSenderLine>(most.own, worstUserFirst);
  readonly #spoofed = {
    ...{ spoofedDomains: 0, spoofed: 0, spoofedReached: 0 },
    spoofedAtLeast: false,
  };
  readonly #domains = new Top<SpoofedLine>(most.domains, mostFirst);
  readonly #times: number[] = [];
  readonly #oldest = new Top<DecisionLine>(1, longestFirst);
  #undecided = 0;
  readonly #heads: AuditLine[] = [];

  add(row: DigestRow): void {
    const count = this.#counters[row.section] as (row: DigestRow) => void;
    count(row);
  }

  readonly #counters: {
    readonly [K in DigestSection]: (row: Extract<DigestRow, { section: K }>) => void;
  } = {
    coverage: (row) => {
      this.#tenant(row).read = { ...this.#tenant(row).read, [row.source]: row.read };
      this.#coverage[row.source].tenants += 1;
      this.#coverage[row.source][row.read] += 1;
      if (row.read === 'whole' && row.why === '') return;
      this.#gapCount += 1;
      this.#gaps.add(row);
    },
    unwatched: (row) => {
      this.#unwatched.tenants += 1;
      this.#unwatched.waiting += row.waiting;
      this.#unwatchedListed.add(row);
    },
    forwards: (row) => {
      const tenant = this.#tenant(row);
      for (const name of ['appeared', 'removed', 'approved', 'gone'] as const) {
        if (row[name]) this.#forwards[name] += 1;
      }
      if (row.appeared) tenant.appeared += 1;
      if (row.removed) tenant.removed += 1;
      if (!row.waiting) return;
      tenant.waiting += 1;
      this.#forwards.waiting += 1;
      if (row.severity === 'high') this.#forwards.waitingHigh += 1;
      if (row.minutes > longWaitDays * 1440) this.#forwards.waitingLong += 1;
      this.#waited.push(row.minutes);
      this.#longest.add(row);
    },
    approvals: (row) => {
      this.#approvals.standing += 1;
      if (!row.expiring) return;
      this.#approvals.expiring += 1;
      this.#soonest.add(row);
    },
    zap: (row) => {
      const tenant = this.#tenant(row);
      this.#messages.add(`${row.tenantId}|${row.message}`);
      this.#zap[row.outcome] += 1;
      this.#evidence[row.evidence] += 1;
      if (row.evidence === 'clicked' || row.evidence === 'read') tenant.seen += 1;
      if (row.outcome !== 'zapped') return;
      tenant.zapped += 1;
      if (row.exposure === 'exact' && row.minutes !== undefined) this.#exact.push(row.minutes);
      else if (row.exposure === 'at-most' && row.minutes !== undefined)
        this.#atMost.push(row.minutes);
      else this.#noTime += 1;
    },
    mail: ({ direction, verdict, outcome, count, ...of }) => {
      if (verdict === 'clean' || direction === 'outbound' || direction === 'intra-org') return;
      this.#verdicts[verdict] += count;
      this.#outcomes[outcome] += count;
      if (direction === 'unknown') this.#undirected += count;
      const tenant = this.#tenant(of);
      tenant.unwanted += count;
      if (outcome === 'delivered') tenant.reached += count;
    },
    senders: (row) => {
      if (!row.rest) this.#senders.add(row);
    },
    targets: (row) => {
      if (!row.rest) this.#targets.add(row);
    },
    'own-senders': (row) => {
      this.#own.messages += row.count;
      if (row.rest) this.#own.usersAtLeast = true;
      if (row.rest) return;
      this.#own.users += 1;
      if (row.blocked) this.#own.blocked += 1;
      this.#ownListed.add(row);
    },
    spoofed: (row) => {
      this.#spoofed.spoofed += row.count;
      this.#spoofed.spoofedReached += row.reached ?? 0;
      if (row.rest || row.atLeast) this.#spoofed.spoofedAtLeast = true;
      if (row.rest) return;
      this.#spoofed.spoofedDomains += 1;
      this.#domains.add(row);
    },
    decisions: (row) => {
      if (row.decision !== 'none') this.#times.push(row.minutes);
      else {
        this.#undecided += 1;
        this.#oldest.add(row);
      }
    },
    audit: (row) => {
      this.#heads.push(row);
    },
  };

  /** The figures of all rows so far. */
  figures(): DigestFigures {
    const { 'user-triaged': triaged, ...zap } = this.#zap;
    const byVerdict: Readonly<Record<Exclude<MailVerdict, 'clean'>, number>> = this.#verdicts;
    return {
      coverage: this.#coverage,
      gaps: this.#gaps.list(),
      gapCount: this.#gapCount,
      unwatched: { ...this.#unwatched, listed: this.#unwatchedListed.list() },
      forwards: {
        ...this.#forwards,
        waited: spreadOf(this.#waited),
        longest: this.#longest.list(),
      },
      approvals: { ...this.#approvals, soonest: this.#soonest.list() },
      zap: {
        messages: this.#messages.size,
        recipients: zap.zapped + zap.failed + triaged,
        ...zap,
        triaged,
        ...this.#evidence,
        exact: spreadOf(this.#exact),
        atMost: spreadOf(this.#atMost),
        noTime: this.#noTime,
      },
      mail: {
        unwanted: Object.values(byVerdict).reduce((sum, count) => sum + count, 0),
        undirected: this.#undirected,
        byVerdict,
        byOutcome: this.#outcomes,
        senders: this.#senders.list(),
        targets: this.#targets.list(),
      },
      own: {
        ...this.#own,
        listed: this.#ownListed.list(),
        ...this.#spoofed,
        domains: this.#domains.list(),
      },
      decisions: {
        made: this.#times.length,
        time: spreadOf(this.#times),
        undecided: this.#undecided,
        oldest: this.#oldest.list()[0],
      },
      audit: auditFigure(this.#heads),
      tenants: [...this.#tenants.values()].sort((a, b) => order(a.tenantId, b.tenantId)),
    };
  }

  #tenant({ tenantId, tenant }: { readonly tenantId: string; readonly tenant: string }) {
    const known = this.#tenants.get(tenantId);
    if (known !== undefined) return known;
    const read = { forwards: 'none', zap: 'none', mail: 'none' } as const;
    const counts = {
      appeared: 0,
      removed: 0,
      waiting: 0,
      zapped: 0,
      seen: 0,
      unwanted: 0,
      reached: 0,
    };
    const fresh: Mutable<TenantFigures> = { tenantId, tenant, read, ...counts };
    this.#tenants.set(tenantId, fresh);
    return fresh;
  }
}
