import assert from 'node:assert/strict';
import { reportCoverageText } from '../../../src/app/report-coverage-text.js';
import { zapSummaryText } from '../../../src/app/zap-text.js';
import { summarise } from '../../../src/zap/summary.js';
import { quarantined, recipient, recordOf, tenantId } from '../zap-show/fixture.js';

const whole = { days: 7, complete: true };

describe('the figures of a report on a terminal', () => {
  it('count messages and recipients, and leave out what nobody can know', () => {
    const text = zapSummaryText(summarise([recordOf()]), whole);
    assert.match(text, /^ZAP in the last 7 days: 1 message to 2 recipients\.\n/);
    assert.match(text, /By threat: phish 2\. By outcome: zapped 2\./);
    assert.match(text, /Clicked: 1 of \d/);
    assert.doesNotMatch(text, /undefined|NaN|at most/);
  });

  it('keep exact times and upper bounds apart', () => {
    const bound = recipient({ address: 'c@x', exposure: { kind: 'at-most', minutes: 120 } });
    const vague = recipient({ address: 'd@x', exposure: { kind: 'within-48h' } });
    const record = recordOf({ recipients: [recipient(), bound, vague] });
    const text = zapSummaryText(summarise([record]), whole);
    assert.match(text, /Exposure, exact: median 47 min.*\(1 recipient\)\./);
    assert.match(text, /Exposure, at most: median 2 h.*\(1 recipient\)\./);
    assert.match(text, /Exposure up to 48 h, exact time unknown: 1 recipient\./);
  });

  it('count recipients of whom only the number is kept', () => {
    const record = recordOf({ recipients: [quarantined], recipientsLeftOut: 9 });
    assert.match(zapSummaryText(summarise([record]), whole), /1 message to 10 recipients/);
  });

  it('of nothing say whether everything was read', () => {
    const nothing = summarise([]);
    assert.equal(
      zapSummaryText(nothing, { days: 1, complete: true }),
      'No message that ZAP took away was seen in the last day.\n',
    );
    assert.match(
      zapSummaryText(nothing, { days: 2, complete: false }),
      /2 days, but not everything/,
    );
  });
});

describe('the coverage of a report on a terminal', () => {
  it('says for each tenant what was read and what was not, with a hostile name made harmless', () => {
    const rest = { tenantId, read: ['r.'], notRead: ['n.'], limits: ['l.'] };
    const text = reportCoverageText([
      { ...rest, tenantName: 'Evil\u001B[2J\u202E\nCoverage: 9 of 9', complete: false },
      { ...rest, tenantName: 'Contoso', complete: true },
    ]);
    assert.match(text, /^Coverage: 1 of 2 tenants read completely\.\n/);
    assert.match(text, /\nContoso \(.*\)\n {2}Read: r\.\n {2}Not read: n\.\n {2}Limit: l\.\n$/);
    assert.doesNotMatch(text, /\p{Cf}|^Coverage: 9/mu);
    assert.ok(!text.includes('\u001B'));
  });
});
