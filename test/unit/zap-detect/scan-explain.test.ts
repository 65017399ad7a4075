import assert from 'node:assert/strict';
import type { MessageContent } from '../../../src/zap/ports.js';
import { parseZapFacts } from '../../../src/zap/facts.js';
import { serviceError } from './fake-sources.js';
import { networkId, sighting, tenant } from './fixture.js';
import { ScanWorld } from './scan-services.js';

const secret = 'the-secret-body-of-the-message';
const mime: MessageContent = {
  kind: 'mime',
  from: 'mailbox',
  mime: Buffer.from(
    [
      'Authentication-Results: spf=pass (sender IP is 203.0.113.9) smtp.mailfrom=evil.example;' +
        ' dkim=none (message not signed) header.d=none;dmarc=fail action=none' +
        ' header.from=evil.example;compauth=fail reason=001',
      'X-Forefront-Antispam-Report: CIP:203.0.113.9;CTRY:NL;SCL:1;SFV:NSPM;H:mail.evil.example;' +
        'PTR:ptr.evil.example;CAT:NONE;DIR:INB;',
      'From: Billing <billing@evil.example>',
      'To: alice@contoso.example',
      'Subject: Invoice 4711',
      'MIME-Version: 1.0',
      'Content-Type: text/html; charset=utf-8',
      '',
      `<p>${secret}</p><a href="https://login.evil.example/p?user=alice&t=TOKEN">portal.contoso.example</a>`,
    ].join('\r\n'),
  ),
};
const failed = (name: string) =>
  sighting({
    networkMessageId: networkId(name),
    internetMessageId: `<${name}@evil.example>`,
    result: 'failed',
  });

describe('the explanation of a message', () => {
  it('is made once, from a copy, and stored without its body, paths and tokens', async () => {
    const world = new ScanWorld();
    world.fake.saw('hunting', failed('a'));
    world.fake.contents.set(networkId('a'), mime);
    const { records, findings } = await world.scan();
    const facts = parseZapFacts(findings[0]?.facts);
    assert.equal(facts.explainedFrom, 'mime');
    assert.equal(facts.headers.country, 'NL');
    assert.equal(facts.headers.scl, 1);
    assert.equal(facts.ptr, 'ptr.evil.example');
    assert.deepEqual(
      facts.links.map(({ host }) => host),
      ['login.evil.example'],
    );
    const stored = JSON.stringify([records, findings]);
    for (const part of [secret, 'TOKEN', 'user=alice', '/p?'])
      assert.ok(!stored.includes(part), part);
    await world.scan();
    assert.deepEqual(world.fake.contentAsked, [networkId('a')]);
  });
  it('is not made for what deserves no card', async () => {
    const world = new ScanWorld();
    world.fake.saw('hunting', sighting());
    await world.scan();
    assert.deepEqual(world.fake.contentAsked, []);
  });
  it('is made for a bounded number in each scan, until all have one', async () => {
    const world = new ScanWorld();
    world.fake.saw('hunting', ...['a', 'b', 'c', 'd', 'e'].map(failed));
    for (let run = 0; run < 3; run++) await world.scan({ explanationsPerRun: 2 });
    assert.equal(new Set(world.fake.contentAsked).size, 5);
    assert.equal(world.fake.contentAsked.length, 5);
  });
  it('falls back on what the source lists when there is no copy', async () => {
    const world = new ScanWorld();
    const urls = ['https://login.evil.example/p?u=1'];
    world.fake.saw('hunting', { ...failed('a'), urls });
    const { records } = await world.scan();
    assert.equal(records[0]?.explanation?.from, 'listed');
    assert.deepEqual(records[0].linkHosts, ['login.evil.example']);
  });
  it('is looked for again a day later when there was nothing', async () => {
    const world = new ScanWorld();
    world.fake.saw('hunting', failed('a'));
    const { records } = await world.scan();
    assert.equal(records[0]?.explanation?.from, 'nothing');
    world.later(23);
    await world.scan();
    assert.equal(world.fake.contentAsked.length, 1);
    world.later(2);
    world.fake.contents.set(networkId('a'), mime);
    const found = await world.scan();
    assert.equal(found.records[0]?.explanation?.from, 'mime');
  });
  it('that fails is said, spoils no finding, and stops asking after three failures in a row', async () => {
    const world = new ScanWorld();
    const names = ['a', 'b', 'c', 'd', 'e'];
    world.fake.saw('hunting', ...names.map(failed));
    for (const name of names) world.fake.contents.set(networkId(name), serviceError(429));
    const { coverage, findings } = await world.scan();
    assert.equal(findings.length, 5);
    assert.equal(world.fake.contentAsked.length, 3);
    assert.deepEqual(
      coverage.sourceFailures.map(({ source, cause }) => [source, cause.code]),
      Array.from({ length: 3 }, () => ['content', 'throttled']),
    );
    assert.equal(coverage.complete, true);
  });
  it('of a hostile message is bounded', async () => {
    const world = new ScanWorld();
    world.fake.saw('hunting', failed('a'));
    const links = Array.from(
      { length: 5_000 },
      (_, i) =>
        `<a href="http://h${i}.evil.example/${'x'.repeat(50)}">http://h${i}.good.example</a>`,
    );
    world.fake.contents.set(networkId('a'), {
      kind: 'mime',
      from: 'mailbox',
      mime: Buffer.from(
        `Subject: ${'\u202e'.repeat(500)}\r\nContent-Type: text/html\r\n\r\n${links.join('')}`,
      ),
    });
    await world.scan();
    const stored = await world.records.read(tenant.id, networkId('a'));
    assert.ok(stored);
    assert.ok(stored.record.linkHosts.length <= 50);
    assert.ok((stored.record.explanation?.linksLeftOut ?? 0) > 0);
    assert.ok(JSON.stringify(stored.record).length < 60_000);
  });
});
