import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import {
  forgetRuns,
  keepResult,
  readResults,
  readRun,
  runCard,
  startRun,
  type ScanRun,
} from '../../../src/app/scan-run.js';
import type { CardContent } from '../../../src/alerts/card-content.js';
import type { TenantCoverage } from '../../../src/tenants/coverage.js';
import type { Tenant, TenantId } from '../../../src/tenants/tenant.js';
import { anyCoverage, coverageOf } from '../../support/coverages.js';
import { contoso } from '../../support/sample-findings.js';
import { fabrikam } from './commands-desk.js';

const place = { serviceUrl: 'https://x', tenantId: 't', conversationId: 'c', activityId: 'a' };
const now = new Date('2026-01-05T08:00:00.000Z');

function runOf(tenants: readonly Tenant[], mailbox?: string): ScanRun {
  return {
    id: 'run',
    startedAt: now.toISOString(),
    tenants: [...tenants],
    place,
    ...(mailbox === undefined ? {} : { mailbox }),
  };
}

function headline({ data, summary }: CardContent): string {
  return [...Object.values(data).map(String), summary].join(' / ');
}

const clean = /no external forwards|does not forward/i;

function isWhole({ outcome, failures }: TenantCoverage): boolean {
  return outcome.kind !== 'unknown' && failures.length === 0;
}

describe('The card of a scan', () => {
  it('never says clean on incomplete coverage, nor before the end', () => {
    const coverages = fc.uniqueArray(anyCoverage, {
      selector: ({ tenantId }) => tenantId,
      maxLength: 25,
    });
    fc.assert(
      fc.property(coverages, fc.nat(3), fc.boolean(), (results, missing, ofMailbox) => {
        const tenants = [
          ...results.map(({ tenantId: id }) => ({ id, name: 'Tenant' })),
          ...Array.from({ length: missing }, (_, i) => ({
            id: `missing${i}` as TenantId,
            name: 'Tenant',
          })),
        ];
        const card = runCard(
          runOf(tenants, ofMailbox ? 'ada@contoso.example' : undefined),
          results,
        );
        const allClean =
          missing === 0 &&
          results.length > 0 &&
          results.every((one) => isWhole(one) && one.found === 0);
        assert.equal(clean.test(headline(card)), allClean, headline(card));
        const cleanRows = (card.rows ?? []).filter(({ result }) => clean.test(String(result)));
        assert.ok(
          cleanRows.length <= results.filter((one) => isWhole(one) && one.found === 0).length,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('says how far it is, and in the end what was read', () => {
    const run = runOf([contoso, fabrikam]);
    const first = coverageOf({ found: 2 });
    assert.match(headline(runCard(run, [])), /0 of 2 tenants/);
    assert.match(headline(runCard(run, [first])), /1 of 2 tenants/);
    const failed = coverageOf({
      tenantId: fabrikam.id,
      tenantName: 'Fabrikam',
      outcome: { kind: 'unknown', cause: { code: 'consent-withdrawn' } },
    });
    const card = runCard(run, [first, failed]);
    assert.match(
      headline(card),
      /2 external forwards seen in what could be read; the rest is unknown/,
    );
    assert.match(headline(card), /1 of 2 tenants read completely/);
    assert.match(String(card.rows?.[0]?.['result']), /Consent for the reader app was withdrawn/);
  });

  it('puts what was not read first, and counts what does not fit', () => {
    const results = Array.from({ length: 30 }, (_, i) =>
      coverageOf({
        tenantId: `${String(i).padStart(8, '0')}-1111-4111-8111-111111111111` as TenantId,
        tenantName: `Tenant ${i}`,
        ...(i === 29
          ? { outcome: { kind: 'unknown' as const, cause: { code: 'throttled' as const } } }
          : { found: i }),
      }),
    );
    const run = runOf(results.map(({ tenantId: id, tenantName: name }) => ({ id, name })));
    const { rows = [] } = runCard(run, results);
    assert.equal(rows.length, 21);
    assert.deepEqual(
      [rows[0], rows[1], rows[20]].map((row) => String(row?.['tenant'])),
      ['Tenant 29', 'Tenant 28', 'and 10 more'],
    );
  });

  it('speaks of one mailbox when one was asked for', () => {
    const card = runCard(runOf([contoso], 'ada@contoso.example'), [coverageOf({})]);
    assert.match(headline(card), /This mailbox does not forward to the outside/);
    assert.doesNotMatch(headline(card), /No external forwards/);
  });
});

describe('A stored scan', () => {
  let documents: MemoryDocumentStore;
  beforeEach(() => {
    documents = new MemoryDocumentStore();
  });

  it('gives back what was written, and the newest result of each tenant', async () => {
    const run = await startRun(documents, [contoso, fabrikam], place, now, {
      mailbox: 'ada@contoso.example',
    });
    assert.deepEqual(await readRun(documents, run.id), run);
    await keepResult(documents, run.id, coverageOf({ found: 1 }));
    await keepResult(documents, run.id, coverageOf({ found: 2 }));
    await keepResult(documents, run.id, coverageOf({ tenantId: fabrikam.id }));
    const results = await readResults(documents, run.id);
    assert.deepEqual(
      results.map(({ found }) => found),
      [2, 0],
    );
    assert.equal(await readRun(documents, 'none'), undefined);
  });

  it('keeps any coverage so that it means the same, though not every failure by name', async () => {
    await fc.assert(
      fc.asyncProperty(anyCoverage, fc.nat(120), async (coverage, extra) => {
        const failures = Array.from({ length: extra }, () => ({
          mailbox: 'm',
          cause: { code: 'throttled' as const, serviceCode: undefined },
        }));
        const whole = { ...coverage, failures: [...coverage.failures, ...failures] };
        const run = await startRun(documents, [contoso], place, now);
        await keepResult(documents, run.id, whole);
        const [stored] = await readResults(documents, run.id);
        assert.deepEqual([stored?.outcome, stored?.found], [whole.outcome, whole.found]);
        assert.equal(stored?.failures.length, Math.min(whole.failures.length, 50));
      }),
      { numRuns: 50 },
    );
  });

  it('is kept once by workers who finish the same tenant at once', async () => {
    const run = await startRun(documents, [contoso], place, now);
    await Promise.all(
      [1, 2, 3, 4].map((found) => keepResult(documents, run.id, coverageOf({ found }))),
    );
    assert.equal((await readResults(documents, run.id)).length, 1);
  });

  it('is forgotten with its results when it is old, and not before', async () => {
    const old = await startRun(documents, [contoso], place, now);
    const young = await startRun(documents, [contoso], place, new Date(now.getTime() + 1));
    for (const { id } of [old, young]) await keepResult(documents, id, coverageOf({}));
    assert.equal(await forgetRuns(documents, now), 0);
    assert.equal(await forgetRuns(documents, new Date(now.getTime() + 1)), 1);
    assert.deepEqual(
      [await readRun(documents, old.id), await readResults(documents, old.id)],
      [undefined, []],
    );
    assert.deepEqual(await readRun(documents, young.id), young);
    assert.equal((await readResults(documents, young.id)).length, 1);
  });
});
