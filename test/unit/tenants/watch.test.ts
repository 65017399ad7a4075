import assert from 'node:assert/strict';
import type { CauseCode } from '../../../src/tenants/cause.js';
import type { TenantHealth } from '../../../src/tenants/health.js';
import { isGuid, parseTenantId } from '../../../src/tenants/tenant.js';
import { isDueForScan, isWorthACard, nextHealth } from '../../../src/tenants/watch.js';
import { coverageOf } from '../../support/coverages.js';
import { contoso } from '../../support/sample-findings.js';

const start = Date.parse('2026-01-05T08:00:00.000Z');
const hour = 3_600_000;

/** The health after scans that ended with these causes, or were complete ('ok'), or missed a mailbox ('part'). */
function after(...scans: (CauseCode | 'ok' | 'part')[]): TenantHealth {
  let health: TenantHealth | undefined;
  scans.forEach((scan, i) => {
    const now = new Date(start + i * hour);
    health = nextHealth(health, contoso, coverageAfter(scan, now), now);
  });
  assert.ok(health);
  return health;
}

function coverageAfter(scan: CauseCode | 'ok' | 'part', now: Date): ReturnType<typeof coverageOf> {
  const readAt = now.toISOString();
  if (scan === 'ok') return coverageOf({ found: 2, readAt });
  if (scan === 'part') {
    const failures = [{ mailbox: 'm', cause: { code: 'throttled' as const } }];
    return coverageOf({ found: 1, failures, readAt });
  }
  return coverageOf({ outcome: { kind: 'unknown', cause: { code: scan } }, readAt });
}

function at(hours: number): string {
  return new Date(start + hours * hour).toISOString();
}

describe("A tenant's health", () => {
  it('is healthy after a complete reading, since the first of them in a row', () => {
    assert.deepEqual(after('ok', 'ok'), {
      tenantId: contoso.id,
      name: 'Contoso',
      state: 'healthy',
      since: at(0),
      lastReadAt: at(1),
      lastFound: 2,
      inventoried: true,
      failuresInRow: 0,
    });
  });

  it('is not healthy while mailboxes could not be judged', () => {
    const { state, cause, since, lastReadAt, lastFound } = after('ok', 'part');
    assert.deepEqual([state, cause, since], ['degraded', undefined, at(1)]);
    assert.deepEqual([lastReadAt, lastFound], [at(0), 1]);
    assert.deepEqual([after('part').lastReadAt, after('part').inventoried], [undefined, false]);
  });

  it('is degraded by what passes by itself, and is never suspended by it', () => {
    for (const code of ['throttled', 'unreachable', 'service-failed', 'incomplete-list'] as const) {
      const health = after('ok', code, code, code, code);
      assert.deepEqual([health.state, health.nextProbeAt], ['degraded', undefined], code);
      assert.equal(isDueForScan(health, new Date(start)), true);
    }
  });

  it('keeps what was known from the last reading', () => {
    const { lastReadAt, lastFound, inventoried, since } = after('ok', 'throttled', 'throttled');
    assert.deepEqual([lastReadAt, lastFound, inventoried, since], [at(0), 2, true, at(1)]);
    assert.equal(after('throttled').inventoried, false);
  });

  it('is suspended by what needs a person, and probed after an hour, then daily', () => {
    const first = after('ok', 'consent-withdrawn');
    assert.deepEqual([first.state, first.nextProbeAt], ['suspended', at(2)]);
    assert.equal(isDueForScan(first, new Date(start + 2 * hour - 1)), false);
    assert.equal(isDueForScan(first, new Date(start + 2 * hour)), true);
    const second = after('ok', 'consent-withdrawn', 'consent-withdrawn');
    assert.equal(second.nextProbeAt, at(2 + 24));
  });

  it('is probed after an hour when the cause is another one', () => {
    assert.equal(after('throttled', 'consent-missing').nextProbeAt, at(2));
    assert.equal(
      after('consent-missing', 'consent-missing', 'credential-expired').nextProbeAt,
      at(3),
    );
  });

  it('is mended by one complete reading', () => {
    const { state, cause, nextProbeAt, failuresInRow } = after('consent-missing', 'ok');
    assert.deepEqual(
      [state, cause, nextProbeAt, failuresInRow],
      ['healthy', undefined, undefined, 0],
    );
  });

  it('is told at once when a person must act, and the second time when it may pass', () => {
    assert.equal(isWorthACard(after('credential-expired')), true);
    assert.equal(isWorthACard(after('ok', 'throttled')), false);
    assert.equal(isWorthACard(after('ok', 'throttled', 'unreachable')), true);
    assert.equal(isWorthACard(after('throttled', 'ok', 'throttled')), false);
    assert.equal(isWorthACard(after('throttled', 'throttled', 'ok')), false);
    assert.equal(isWorthACard(after('part')), false);
  });

  it('is due for a scan when nothing is known', () => {
    assert.equal(isDueForScan(undefined, new Date(start)), true);
  });
});

describe('A tenant id', () => {
  it('is a GUID in lower case, and nothing else', () => {
    assert.equal(parseTenantId(` ${contoso.id.toUpperCase()}\n`), contoso.id);
    for (const text of [
      '',
      'contoso.onmicrosoft.com',
      `${contoso.id}x`,
      `x${contoso.id}`,
      `{${contoso.id}}`,
      contoso.id.replaceAll('-', ''),
    ]) {
      assert.equal(parseTenantId(text), undefined, text);
      assert.equal(isGuid(text), false, text);
    }
  });
});
