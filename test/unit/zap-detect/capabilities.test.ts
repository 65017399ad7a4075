import assert from 'node:assert/strict';
import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import { capabilitiesOf, probeAgain } from '../../../src/zap/capabilities.js';
import { blindSpots, sourceList } from '../../../src/zap/capability-words.js';
import { FakeSources, serviceError } from './fake-sources.js';
import { now, tenant } from './fixture.js';

const hours = (count: number): Date => new Date(now.getTime() + count * 3_600_000);

describe('what sources a tenant has', () => {
  it('is asked once, and remembered for a day', async () => {
    const fake = new FakeSources();
    const services = { ...fake.services(), documents: new MemoryDocumentStore() };
    fake.presence.set('hunting', { kind: 'absent', why: 'no-licence' });
    const first = await capabilitiesOf(tenant.id, services, now);
    assert.deepEqual(first.get('hunting'), { kind: 'absent', why: 'no-licence' });
    assert.deepEqual(first.get('mailbox'), { kind: 'present' });
    fake.presence.set('hunting', { kind: 'present' });
    const same = await capabilitiesOf(tenant.id, services, hours(23));
    assert.equal(same.get('hunting')?.kind, 'absent');
    assert.equal(fake.probes.length, 4);
    const next = await capabilitiesOf(tenant.id, services, hours(24));
    assert.equal(next.get('hunting')?.kind, 'present');
  });
  it('is not known when the probe fails, and is asked again next time', async () => {
    const fake = new FakeSources();
    const services = { ...fake.services(), documents: new MemoryDocumentStore() };
    fake.presence.set('hunting', serviceError(503));
    const first = await capabilitiesOf(tenant.id, services, now);
    assert.equal(first.get('hunting')?.kind, 'unknown');
    fake.presence.set('hunting', { kind: 'present' });
    const second = await capabilitiesOf(tenant.id, services, hours(1));
    assert.equal(second.get('hunting')?.kind, 'present');
  });
  it('stays present while a new probe fails', async () => {
    const fake = new FakeSources();
    const services = { ...fake.services(), documents: new MemoryDocumentStore() };
    await capabilitiesOf(tenant.id, services, now);
    fake.presence.set('hunting', serviceError(429));
    const later = await capabilitiesOf(tenant.id, services, hours(25));
    assert.equal(later.get('hunting')?.kind, 'present');
  });
  it('is remembered when one source is asked again', async () => {
    const fake = new FakeSources();
    const services = { ...fake.services(), documents: new MemoryDocumentStore() };
    await capabilitiesOf(tenant.id, services, now);
    fake.presence.set('hunting', { kind: 'absent', why: 'no-permission' });
    assert.equal((await probeAgain(tenant.id, 'hunting', services, hours(1))).kind, 'absent');
    const known = await capabilitiesOf(tenant.id, services, hours(2));
    assert.deepEqual(known.get('hunting'), { kind: 'absent', why: 'no-permission' });
  });
  it('is asked anew when what was remembered has another shape', async () => {
    const fake = new FakeSources();
    const documents = new MemoryDocumentStore();
    await documents.write('zap-sources', tenant.id, { sources: 7 }, undefined);
    const found = await capabilitiesOf(tenant.id, { ...fake.services(), documents }, now);
    assert.equal(found.size, 4);
  });
  it('lets a bug through', async () => {
    const fake = new FakeSources();
    const services = { ...fake.services(), documents: new MemoryDocumentStore() };
    fake.presence.set('zap-report', new TypeError('bug'));
    await assert.rejects(capabilitiesOf(tenant.id, services, now), TypeError);
  });
});

describe('the words about what can not be seen', () => {
  it('name quarantine for the mailbox alone', () => {
    assert.match(blindSpots(['mailbox']).join(' '), /quarantine/);
    assert.doesNotMatch(blindSpots(['hunting', 'mailbox']).join(' '), /quarantine/);
  });
  it('name the read state for hunting alone', () => {
    assert.match(blindSpots(['hunting']).join(' '), /opened/);
    assert.deepEqual(blindSpots(['hunting', 'mailbox']), []);
  });
  it('do not promise clicks that the ZAP report does not have', () => {
    const words = blindSpots(['zap-report']).join(' ');
    assert.match(words, /Clicks/);
    assert.doesNotMatch(words, /only whether a link was clicked/);
  });
  it('say that nothing is known without any source', () => {
    assert.match(blindSpots([]).join(' '), /nothing is known/);
  });
  it('list sources best first', () => {
    assert.equal(
      sourceList(['mailbox', 'hunting']),
      'Advanced hunting, Junk Email and Deleted Items',
    );
  });
});
