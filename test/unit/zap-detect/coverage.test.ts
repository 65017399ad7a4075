import assert from 'node:assert/strict';
import {
  sayNothingZapped,
  zapCoverageOf,
  type Gathered,
  type SourceRead,
} from '../../../src/zap/coverage.js';
import { after, now, received, tenant } from './fixture.js';

const hunting: SourceRead = { name: 'hunting', sightings: 0, truncated: false };
const hourAgo = new Date(now.getTime() - 3_600_000).toISOString();
const rotation = { people: 2, neverRead: 0, failing: [], oldestReadAt: hourAgo };
const mailboxes = (change: Partial<typeof rotation> = {}): SourceRead => ({
  name: 'mailbox',
  sightings: 0,
  truncated: false,
  mailboxes: { read: 2, of: 'all', rotation: { ...rotation, ...change } },
});
const gathered = (change: Partial<Gathered>): Gathered => ({
  tenantId: tenant.id,
  tenantName: tenant.name,
  span: { from: received, to: after(60) },
  sourcesRead: [],
  absent: [],
  sourceFailures: [],
  failures: [],
  ...change,
});
const throttled = { code: 'throttled' } as const;

describe('coverage', () => {
  const claims: readonly (readonly [string, Partial<Gathered>, string])[] = [
    ['a source for the whole tenant', { sourcesRead: [hunting] }, 'clean'],
    ['all mailboxes, lately', { sourcesRead: [mailboxes()] }, 'clean'],
    ['nothing', {}, 'permission-missing'],
    [
      'a source that stopped at its limit',
      { sourcesRead: [{ ...hunting, truncated: true }] },
      'incomplete-list',
    ],
    [
      'a source that does not look back so far',
      { sourcesRead: [{ ...hunting, onlyFrom: received }] },
      'incomplete-list',
    ],
    [
      'mailboxes of which one has never been read',
      { sourcesRead: [mailboxes({ neverRead: 1 })] },
      'not-yet-read',
    ],
    [
      'mailboxes of which one was read two days ago',
      {
        sourcesRead: [
          mailboxes({ oldestReadAt: new Date(now.getTime() - 2 * 86_400_000).toISOString() }),
        ],
      },
      'not-yet-read',
    ],
    [
      'only the mailboxes that another source named',
      { sourcesRead: [{ ...mailboxes(), mailboxes: { read: 3, of: 'some' } }] },
      'not-yet-read',
    ],
    [
      'a failure and nothing else',
      { sourceFailures: [{ source: 'hunting', cause: throttled }] },
      'throttled',
    ],
    [
      'a failure beside a source that was read to its end',
      { sourcesRead: [hunting], sourceFailures: [{ source: 'mailbox', cause: throttled }] },
      'clean',
    ],
  ];
  for (const [what, change, expected] of claims) {
    it(`of ${what} without a find is ${expected}`, () => {
      const { outcome } = zapCoverageOf(gathered(change), 0, now);
      assert.equal(outcome.kind === 'unknown' ? outcome.cause.code : outcome.kind, expected);
    });
  }
  it('is "found" with a find, also when parts could not be read, and says so', () => {
    const failures = [{ source: 'hunting', cause: throttled } as const];
    const coverage = zapCoverageOf(gathered({ sourceFailures: failures }), 3, now);
    assert.deepEqual(coverage.outcome, { kind: 'found', count: 3 });
    assert.equal(coverage.complete, false);
  });
  it('of one mailbox is clean when that was read', () => {
    const sourcesRead = [{ ...mailboxes(), mailboxes: { read: 1, of: 'some' as const } }];
    const coverage = zapCoverageOf(gathered({ sourcesRead }), 0, now, { mailboxOnly: true });
    assert.equal(coverage.outcome.kind, 'clean');
  });
  it('of a mailbox that does not exist is never clean', () => {
    const failures = [
      { mailbox: 'x@contoso.example', cause: { code: 'mailbox-not-found' } } as const,
    ];
    const coverage = zapCoverageOf(gathered({ sourcesRead: [hunting], failures }), 0, now, {
      mailboxOnly: true,
    });
    assert.equal(coverage.outcome.kind, 'unknown');
  });
  it('names what the sources can not see', () => {
    const coverage = zapCoverageOf(gathered({ sourcesRead: [mailboxes()] }), 0, now);
    assert.match(coverage.blindSpots.join(' '), /quarantine/);
  });
});

describe('the words "nothing was zapped"', () => {
  it('are said of a clean coverage only', () => {
    assert.match(
      sayNothingZapped(zapCoverageOf(gathered({ sourcesRead: [hunting] }), 0, now)) ?? '',
      /^ZAP took no message away \(Advanced hunting\)/,
    );
    assert.equal(sayNothingZapped(zapCoverageOf(gathered({}), 0, now)), undefined);
    const found = zapCoverageOf(gathered({ sourcesRead: [hunting] }), 1, now);
    assert.equal(sayNothingZapped(found), undefined);
  });
  it('name quarantine as unseen when only mailboxes were read', () => {
    const coverage = zapCoverageOf(gathered({ sourcesRead: [mailboxes()] }), 0, now);
    assert.match(sayNothingZapped(coverage) ?? '', /quarantine was not visible/);
  });
});
