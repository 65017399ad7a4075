import assert from 'node:assert/strict';
import type { Check } from '../../../src/app/doctor/check.js';
import { checkZapSources } from '../../../src/app/doctor/zap-sources-check.js';
import { FakeSources, serviceError } from '../zap-detect/fake-sources.js';
import { now, tenant } from '../zap-detect/fixture.js';

describe('The doctor, of the sources for zapped mail', () => {
  let fake: FakeSources;
  beforeEach(() => {
    fake = new FakeSources();
  });

  const check = (): Promise<Check> => checkZapSources(tenant, fake.services(), { now: () => now });

  it('names those that the tenant has, best first, and what nobody sees with them', async () => {
    fake.have('mailbox', 'hunting');
    const { status, result, what } = await check();
    assert.deepEqual([status, what], ['ok', 'reader: Zapped mail']);
    assert.match(result, /^sources: Advanced hunting, Junk Email and Deleted Items\. Without: /);
    assert.match(result, /Analyzed e-mails \(the tenant has no licence for it\); ZAP report \(/);
    fake.have('mailbox');
    assert.match((await check()).result, /Mail that ZAP took to quarantine can't be seen/);
  });

  it('says why each of the others is not there', async () => {
    fake.presence.set('hunting', { kind: 'absent', why: 'no-permission' });
    fake.presence.set('zap-report', { kind: 'absent', why: 'no-role' });
    const { status, result } = await check();
    assert.equal(status, 'ok');
    assert.match(result, /Advanced hunting \(the reader app has no permission for it\)/);
    assert.match(result, /ZAP report \(the reader app has no role that allows it\)/);
  });

  it('takes a tenant without any source for a choice, not for a fault', async () => {
    fake.have();
    const { status, result, todo } = await check();
    assert.deepEqual([status, todo], ['absent', undefined]);
    assert.match(result, /^no source, so nothing is known\./);
  });

  it('warns when a source could not be asked, and says what to do', async () => {
    fake.have('mailbox').presence.set('hunting', serviceError(429));
    const { status, result, todo = '' } = await check();
    assert.equal(status, 'warning');
    assert.match(result, /^sources: Junk Email.* could not be asked: Advanced hunting\. Microsoft/);
    assert.notEqual(todo, '');
  });

  it('asks anew every time, and lets a bug through', async () => {
    await check();
    await check();
    assert.equal(fake.probes.length, 8);
    fake.presence.set('mailbox', new TypeError('a bug'));
    await assert.rejects(check(), TypeError);
  });
});
