import assert from 'node:assert/strict';
import type { Check } from '../../../src/app/doctor/check.js';
import { checkSpamSources } from '../../../src/app/doctor/spam-sources-check.js';
import { spamSources } from '../../../src/spam/coverage.js';
import type { SpamSourceName } from '../../../src/spam/coverage.js';
import { mailSources } from '../../../src/spam/ports.js';
import type { SourcePresence } from '../../../src/tenants/source-presence.js';
import { serviceError } from '../zap-detect/fake-sources.js';
import { now, tenant } from '../zap-detect/fixture.js';

describe('The doctor, of the sources of the spam report', () => {
  let answers: Map<SpamSourceName, SourcePresence | Error>;
  let asked: SpamSourceName[];
  beforeEach(() => {
    answers = new Map();
    asked = [];
  });

  const have = (...names: readonly SpamSourceName[]): void => {
    for (const name of spamSources) {
      const there = names.includes(name);
      answers.set(name, there ? { kind: 'present' } : { kind: 'absent', why: 'no-licence' });
    }
  };
  const probe = (name: SpamSourceName) => (): Promise<SourcePresence> => {
    asked.push(name);
    const answer = answers.get(name) ?? { kind: 'present' };
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const never = (): never => assert.fail('The doctor reads nothing.');
  const check = (): Promise<Check> =>
    checkSpamSources(
      tenant,
      {
        sources: mailSources
          .map((name) => ({ name, daysBack: 30, probe: probe(name), read: never }))
          .toReversed(),
        spoofs: { daysBack: 90, probe: probe('spoof-report'), read: never },
        blocked: { probe: probe('blocked-users'), list: never },
        signIns: { probe: probe('sign-ins'), of: never },
      },
      { now: () => now },
    );

  it('names those that the tenant has, best first, and why others are missing', async () => {
    have('message-trace', 'hunting', 'blocked-users');
    answers.set('sign-ins', { kind: 'absent', why: 'no-permission' });
    const { status, result, what } = await check();
    assert.deepEqual([status, what], ['ok', 'reader: Spam report']);
    assert.match(
      result,
      /^sources: Advanced hunting \(EmailEvents\), Message trace, Users blocked/,
    );
    assert.match(result, /Mail reports \(.*\) \(the tenant has no licence for it\); /);
    assert.match(result, /Sign-ins \(the reader app has no permission for it\)\.$/);
  });

  it('says what the best source can’t tell', async () => {
    have('message-trace');
    assert.match((await check()).result, /What unwanted mail was filtered for is not known\.$/);
    have('mail-reports', 'message-trace');
    assert.match((await check()).result, /Wanted mail is not listed, so there are no shares\.$/);
  });

  it('takes a tenant without mail flow for a choice, not for a fault', async () => {
    have();
    assert.deepEqual((await check()).status, 'absent');
    have('spoof-report');
    const { status, result, todo } = await check();
    assert.deepEqual([status, todo], ['absent', undefined]);
    assert.match(result, /^sources: Spoof report \(.*\)\. no source of mail flow\. Without: /);
  });

  it('warns when a source could not be asked, and says what to do', async () => {
    have('mail-reports');
    answers.set('hunting', serviceError(429));
    const { status, result, todo = '' } = await check();
    assert.equal(status, 'warning');
    assert.match(result, /could not be asked: Advanced hunting \(EmailEvents\)\. /);
    assert.notEqual(todo, '');
  });

  it('asks anew every time, and lets a bug through', async () => {
    await check();
    await check();
    assert.equal(asked.length, 12);
    answers.set('sign-ins', new TypeError('a bug'));
    await assert.rejects(check(), TypeError);
  });
});
