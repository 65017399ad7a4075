import assert from 'node:assert/strict';
import fc from 'fast-check';
import { causeTexts, isCauseCode, type CauseCode } from '../../../src/tenants/cause.js';
import {
  combineCoverage,
  foundCount,
  sayClean,
  unreadTenants,
  type TenantCoverage,
} from '../../../src/tenants/coverage.js';
import { anyCoverage, coverageOf } from '../../support/coverages.js';

const unknown = { kind: 'unknown', cause: { code: 'throttled' } } as const;
const failure = { mailbox: 'm', cause: { code: 'unreachable' } } as const;

describe('Coverage over tenants', () => {
  it('is complete only when every tenant and every mailbox was read', () => {
    const whole = coverageOf({ found: 0 });
    assert.equal(combineCoverage([whole, coverageOf({ found: 3 })]).complete, true);
    assert.equal(combineCoverage([whole, coverageOf({ outcome: unknown })]).complete, false);
    assert.equal(combineCoverage([whole, coverageOf({ failures: [failure] })]).complete, false);
    assert.equal(combineCoverage([]).complete, false);
  });

  it('takes the worst, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(anyCoverage, { minLength: 1, maxLength: 6 }), (tenants) => {
        const whole = tenants.every(
          ({ outcome, failures }) => outcome.kind !== 'unknown' && failures.length === 0,
        );
        assert.equal(combineCoverage(tenants).complete, whole);
        assert.equal(combineCoverage([...tenants].reverse()).complete, whole);
        assert.equal(unreadTenants(combineCoverage(tenants)).length === 0, whole);
      }),
    );
  });

  it('says "No external forwards" of complete coverage in which nothing was found, and of nothing else', () => {
    const said = (tenants: readonly TenantCoverage[]): string | undefined => {
      const coverage = combineCoverage(tenants);
      return coverage.complete ? sayClean(coverage) : undefined;
    };
    assert.equal(said([coverageOf({ found: 0 })]), 'No external forwards.');
    assert.equal(said([coverageOf({ found: 0 }), coverageOf({ found: 1 })]), undefined);
    assert.equal(said([]), undefined);
  });

  it('counts also what was seen where parts could not be read', () => {
    const part = coverageOf({ found: 2, failures: [failure] });
    assert.equal(foundCount(combineCoverage([part, coverageOf({ found: 3 })])), 5);
  });
});

describe('A cause', () => {
  it('has one sentence and one thing to do, which say nothing of this code', () => {
    for (const [code, { sentence, todo }] of Object.entries(causeTexts)) {
      assert.ok(sentence.endsWith('.') && todo.endsWith('.'), code);
      assert.equal(isCauseCode(code), true);
    }
  });

  it('waits for a person exactly when it does not pass by itself', () => {
    const passing = Object.entries(causeTexts).filter(([, { needsPerson }]) => !needsPerson);
    assert.deepEqual(passing.map(([code]) => code as CauseCode).sort(), [
      'incomplete-list',
      'mailbox-not-found',
      'not-yet-read',
      'service-failed',
      'throttled',
      'unreachable',
    ]);
  });

  it('is nothing that is only a property of every object', () => {
    for (const text of ['', 'constructor', '__proto__', 'toString']) {
      assert.equal(isCauseCode(text), false);
    }
  });
});
