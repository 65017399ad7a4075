import fc from 'fast-check';
import {
  coverageSources,
  mailOutcomes,
  mailVerdicts,
  ownCauses,
  type DigestRow,
} from '../../src/digest/row.js';
import { hostileTexts } from './arbitraries.js';

const tenants = ['1', '2', '3'].map((n) => ({
  tenantId: `${n.repeat(8)}-1111-4111-8111-111111111111`,
  tenant: hostileTexts[Number(n)] ?? n,
}));

const of = fc.constantFrom(...tenants);
const text = fc.oneof(
  fc.constantFrom(...hostileTexts, '', 'a@b.example', '=cmd|x', '<at>x</at>'),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const count = fc.nat({ max: 5000 });
const minutes = fc.nat({ max: 40_000 });
const instant = fc
  .integer({ min: 0, max: 600_000 })
  .map((n) => new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString());
const alertId = fc.nat({ max: 60 }).map((n) => `K3F7Q-${String(n).padStart(5, '0')}`);
const flag = fc.boolean();

const listed = {
  ...{ of, address: text, rest: flag, count, atLeast: flag },
  reached: fc.option(count, { nil: undefined }),
};

/** The tenant is drawn as a whole: its name belongs to its id. */
function row<T extends object>(
  section: DigestRow['section'],
  fields: { readonly [K in keyof T]: fc.Arbitrary<T[K]> } & { of: typeof of },
): fc.Arbitrary<DigestRow> {
  return fc.record(fields).map(({ of: tenant, ...rest }) => {
    return JSON.parse(JSON.stringify({ section, ...tenant, ...rest })) as DigestRow;
  });
}

const lines = {
  forwards: row('forwards', {
    ...{ of, alertId, mailbox: text, destination: text },
    severity: fc.constantFrom('low', 'medium', 'high'),
    state: fc.constantFrom('open', 'removed', 'approved'),
    ...{ appeared: flag, removed: flag, approved: flag, gone: flag, waiting: flag, minutes },
  }),
  approvals: row('approvals', {
    ...{ of, alertId, subject: text, by: text, reason: text, at: instant, expiring: flag },
    kind: fc.constantFrom('forward', 'zap'),
    scope: fc.constantFrom('', 'sender'),
    expiresAt: fc.option(instant, { nil: undefined }),
  }),
  zap: fc
    .record({
      ...{ of, recipient: text, sender: text, at: instant, minutes },
      message: fc.nat({ max: 9 }).map(String),
      threat: fc.constantFrom('malware', 'phish', 'spam', 'unknown'),
      outcome: fc.constantFrom('zapped', 'failed', 'user-triaged'),
      evidence: fc.constantFrom('clicked', 'read', 'unread', 'unknown'),
      exposure: fc.constantFrom('exact', 'at-most', 'within-48h', 'unknown'),
    })
    .map(({ of: tenant, minutes: time, ...rest }) => {
      const known = rest.exposure === 'exact' || rest.exposure === 'at-most';
      const line = { section: 'zap', ...tenant, ...rest, ...(known ? { minutes: time } : {}) };
      return line as DigestRow;
    }),
  mail: row('mail', {
    of,
    direction: fc.constantFrom('inbound', 'outbound', 'intra-org', 'unknown'),
    verdict: fc.constantFrom(...mailVerdicts),
    outcome: fc.constantFrom(...mailOutcomes),
    count,
  }),
  senders: row('senders', listed),
  targets: row('targets', listed),
  own: row('own-senders', {
    ...{ ...listed, sent: count, sentAtLeast: flag, blocked: flag },
    alertId: fc.option(alertId, { nil: undefined }),
    cause: fc.option(fc.constantFrom(...ownCauses), { nil: undefined }),
  }),
  spoofed: row('spoofed', listed),
  decisions: row('decisions', {
    ...{ of, alertId, detectedAt: instant, minutes },
    kind: fc.constantFrom('forward', 'zap', 'spam'),
    severity: fc.constantFrom('low', 'high'),
    decision: fc.constantFrom('approve', 'remove', 'acknowledge', 'none'),
  }),
};

/** One line for each tenant and source, as every gathering has them. */
const coverage: fc.Arbitrary<readonly DigestRow[]> = fc
  .array(
    fc.record({
      read: fc.constantFrom('whole' as const, 'part' as const, 'none' as const),
      why: text,
    }),
    { minLength: 9, maxLength: 9 },
  )
  .map((drawn) =>
    drawn.map(({ read, why }, i) => ({
      section: 'coverage',
      ...(tenants[Math.floor(i / 3)] ?? { tenantId: '', tenant: '' }),
      source: coverageSources[i % 3] ?? 'mail',
      read,
      why,
    })),
  );

const heads: fc.Arbitrary<readonly DigestRow[]> = fc
  .array(fc.nat({ max: 1e6 }), { minLength: 0, maxLength: 3 })
  .map((sequences) =>
    sequences.map((sequence, i) => ({
      section: 'audit',
      ...(tenants[i] ?? { tenantId: '', tenant: '' }),
      sequence,
      hash: String(sequence).padStart(64, 'a'),
    })),
  );

const unwatched: fc.Arbitrary<readonly DigestRow[]> = fc
  .array(fc.integer({ min: 1, max: 40 }), { maxLength: 6 })
  .map((counts) =>
    counts.map((waiting, i) => ({
      section: 'unwatched',
      tenantId: `${String(i + 4).repeat(8)}-1111-4111-8111-111111111111`,
      tenant: hostileTexts[i % hostileTexts.length] ?? '',
      waiting,
    })),
  );

/** Rows as a gathering may give them, with attackers' text in every place for it. */
export const anyDigestRows: fc.Arbitrary<readonly DigestRow[]> = fc
  .tuple(
    coverage,
    unwatched,
    heads,
    fc.array(fc.oneof(...Object.values(lines)), { maxLength: 120 }),
  )
  .map((parts) => parts.flat());
