import assert from 'node:assert/strict';
import type { Exposure, ReadEvidence } from '../../../src/zap/message.js';
import {
  durationText,
  evidenceText,
  exposureText,
  sourcesText,
} from '../../../src/zap/card-words.js';
import { reportCoverage } from '../../../src/zap/report-coverage.js';
import { zapCoverageOf, type Gathered } from '../../../src/zap/coverage.js';
import type { MailLocation } from '../../../src/zap/sighting.js';
import { tenantId } from './fixture.js';

describe('the words for exposure', () => {
  const said: readonly (readonly [Exposure, string])[] = [
    [{ kind: 'exact', minutes: 47 }, '47 min'],
    [{ kind: 'exact', minutes: 0 }, 'less than a minute'],
    [{ kind: 'exact', minutes: 0, skewed: true }, 'less than a minute (the clocks disagree)'],
    [{ kind: 'at-most', minutes: 130 }, 'at most 2 h 10 min'],
    [{ kind: 'within-48h' }, 'up to 48 h, exact time unknown'],
    [{ kind: 'unknown' }, 'not known'],
  ];
  for (const [exposure, text] of said) {
    it(`are "${text}"`, () => {
      assert.equal(exposureText(exposure), text);
    });
  }

  it('have no minutes for whole hours', () => {
    assert.equal(durationText(2880), '48 h');
  });
});

describe('the words for read evidence', () => {
  const said: readonly (readonly [ReadEvidence, MailLocation, string])[] = [
    [{ value: 'clicked', from: 'link-click', reached: 2 }, 'junk', 'clicked, page reached'],
    [{ value: 'clicked', from: 'link-click', reached: 0 }, 'junk', 'clicked, page blocked'],
    [{ value: 'clicked', from: 'link-click' }, 'junk', 'clicked'],
    [{ value: 'clicked', from: 'link-click', reached: 1, afterZap: true }, 'junk', 'clicked, page reached, after it was moved'],
    [{ value: 'read', from: 'mailbox-now' }, 'junk', 'marked read (state now)'],
    [{ value: 'read', from: 'mailbox-now', afterZap: true }, 'junk', 'read after it was moved'],
    [{ value: 'read', from: 'audit' }, 'quarantine', 'read (audit log)'],
    [{ value: 'read', from: 'reply' }, 'junk', 'read: it was answered or forwarded'],
    [{ value: 'unread', from: 'mailbox-now' }, 'junk', 'unread (state now)'],
    [{ value: 'unread', from: 'audit' }, 'junk', 'unread'],
    [{ value: 'unknown', from: 'none' }, 'quarantine', 'not known: in quarantine'],
    [{ value: 'unknown', from: 'none' }, 'junk', 'not known'],
  ]; // prettier-ignore
  for (const [evidence, location, text] of said) {
    it(`are "${text}"`, () => {
      assert.equal(evidenceText({ evidence, location }), text);
    });
  }
});

describe('the words for sources and coverage', () => {
  const gathered: Gathered = {
    tenantId,
    tenantName: 'Contoso',
    span: { from: '2026-11-14T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' },
    sourcesRead: [{ name: 'hunting', sightings: 1, truncated: true }],
    absent: [{ source: 'zap-report', why: 'no-licence' }],
    sourceFailures: [{ source: 'directory', cause: { code: 'throttled' } }],
    failures: [
      { mailbox: 'a', cause: { code: 'unreachable' } },
      { mailbox: 'b', cause: { code: 'unreachable' } },
    ],
  };

  it('name what spoke and what cannot be seen', () => {
    assert.match(sourcesText(['mailbox', 'hunting']), /^Seen by: Advanced hunting, Junk Email/);
    assert.equal(sourcesText([]), 'No source is named.');
  });

  it('name everything that was not read, and count mailboxes by their cause', () => {
    const now = new Date('2026-11-21T18:00:00Z');
    const { complete, notRead, limits, read } = reportCoverage(zapCoverageOf(gathered, 1, now));
    assert.equal(complete, false);
    assert.deepEqual(read, ['Advanced hunting: 1 sighting.']);
    assert.deepEqual(notRead, [
      'The list of people could not be read: Microsoft 365 is throttling this tenant.',
      'Advanced hunting stopped at its limit: there is more.',
      '2 mailboxes could not be read: No answer came from Microsoft 365.',
    ]);
    assert.ok(limits.includes('ZAP report: the tenant has no licence for it.'));
    const nothing = { ...gathered, sourcesRead: [], sourceFailures: [], failures: [] };
    assert.deepEqual(reportCoverage(zapCoverageOf(nothing, 0, now)).notRead, [
      'No source could be read.',
    ]);
  });
});
