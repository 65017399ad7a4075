import fc from 'fast-check';
import { causeTexts, type CauseCode } from '../../src/tenants/cause.js';
import type { ScanOutcome, TenantCoverage } from '../../src/tenants/coverage.js';
import { anyTenantId, anyText, anyTime } from './arbitraries.js';
import { contoso } from './sample-findings.js';

/** A tenant that was read completely, unless something else is said. */
export function coverageOf(change: Partial<TenantCoverage>): TenantCoverage {
  const { found = 0 } = change;
  const outcome: ScanOutcome = found > 0 ? { kind: 'found', count: found } : { kind: 'clean' };
  return {
    tenantId: contoso.id,
    tenantName: contoso.name,
    outcome,
    found,
    failures: [],
    readAt: '2026-01-05T08:00:00.000Z',
    ...change,
  };
}

const cause = fc
  .constantFrom(...(Object.keys(causeTexts) as CauseCode[]))
  .map((code) => ({ code }));

/** Coverage as scans give it: what is found is in the outcome, and nothing is clean that has failures. */
export const anyCoverage: fc.Arbitrary<TenantCoverage> = fc
  .record({
    tenantId: anyTenantId,
    tenantName: anyText,
    found: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 99 })),
    failures: fc.oneof(
      fc.constant([]),
      fc.array(fc.record({ mailbox: anyText, cause }), { maxLength: 3 }),
    ),
    unread: fc.option(cause, { nil: undefined }),
    readAt: anyTime,
  })
  .map(({ unread, ...rest }) => {
    const first = rest.failures[0];
    if (unread !== undefined) {
      return { ...rest, found: 0, failures: [], outcome: { kind: 'unknown', cause: unread } };
    }
    if (rest.found > 0) return { ...rest, outcome: { kind: 'found', count: rest.found } };
    return {
      ...rest,
      outcome: first === undefined ? { kind: 'clean' } : { kind: 'unknown', cause: first.cause },
    };
  });
