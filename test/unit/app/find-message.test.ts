import assert from 'node:assert/strict';
import { findMessage, type MessageSearch } from '../../../src/app/find-message.js';
import type { MailDelivery, MessageRefs } from '../../../src/zap/ports.js';
import { contoso } from '../../support/sample-findings.js';
import { serviceError } from '../zap-detect/fake-sources.js';
import { networkMessageId, recipient, recordOf } from '../zap-show/fixture.js';
import { fabrikam } from './commands-desk.js';
import { ZapBench } from './zap-bench.js';

const internetMessageId = '<ab1@mail.evil.example>';

function delivery(address: string, change: Partial<MailDelivery> = {}): MailDelivery {
  return {
    networkMessageId,
    internetMessageId,
    recipient: address,
    receivedAt: '2026-01-05T07:00:00.000Z',
    location: 'inbox',
    ...change,
  };
}

describe('The search for one message', () => {
  let bench: ZapBench;
  beforeEach(() => {
    bench = new ZapBench();
  });

  const find = (refs: MessageRefs = { networkMessageId }): Promise<MessageSearch> => {
    const { finder, records } = bench;
    const { mailboxes } = bench.jobServices.zaps.scans;
    const services = { finder, records, mailboxes };
    return bench.desk.done(findMessage(services, [contoso, fabrikam], refs, bench.desk.clock));
  };
  const tenants = ({ found }: MessageSearch): string[] => found.map(({ tenantName }) => tenantName);

  it('finds nothing where everything was asked and nobody has it', async () => {
    assert.deepEqual(await find(), { found: [], notAsked: [] });
    assert.deepEqual(bench.finder.located, []);
  });

  it('finds it by who got it alone, and looks where those copies are', async () => {
    bench.finder.delivered(fabrikam.id, delivery('bo@x.example'), delivery('ana@x.example'));
    bench.finder.copies.set('bo@x.example', { kind: 'found', location: 'junk' });
    const search = await find({ internetMessageId });
    assert.deepEqual(tenants(search), ['Fabrikam']);
    const [found] = search.found;
    assert.deepEqual(found?.refs, { networkMessageId, internetMessageId });
    assert.equal(found.copies.get('bo@x.example')?.kind, 'found');
    assert.equal(found.copies.get('ana@x.example')?.kind, 'not-found');
  });

  it('finds it in stored records alone, by either id', async () => {
    await bench.store(recordOf({ tenantId: contoso.id }));
    assert.deepEqual(tenants(await find()), ['Contoso']);
    const byOther = await find({ internetMessageId });
    assert.deepEqual(tenants(byOther), ['Contoso']);
    assert.equal(byOther.found[0]?.refs.networkMessageId, networkMessageId);
  });

  it('takes the latest of several records with the same InternetMessageId', async () => {
    const older = recordOf({ tenantId: contoso.id, key: 'older', networkMessageId: 'older' });
    await bench.store({ ...older, at: '2026-11-01T00:00:00.000Z' });
    await bench.store(recordOf({ tenantId: contoso.id }));
    const { found } = await find({ internetMessageId });
    assert.equal(found[0]?.refs.networkMessageId, networkMessageId);
  });

  it('says which tenant could not be asked, and finds it in the other', async () => {
    bench.finder.delivered(contoso.id, delivery('ana@x.example'));
    bench.finder.readings.set(fabrikam.id, serviceError(429));
    const search = await find();
    assert.deepEqual(tenants(search), ['Contoso']);
    assert.deepEqual(
      search.notAsked.map(({ tenant, why }) => `${tenant.name}: ${why}`),
      ['Fabrikam: Microsoft 365 is throttling this tenant.'],
    );
  });

  it('never takes the empty answer of a source that was not ready for "not here"', async () => {
    const limits = ['Message trace is not ready in this tenant yet.'];
    bench.finder.readings.set(contoso.id, {
      ...{ from: 'message-trace', deliveries: [], limits, incomplete: true },
    });
    const { found, notAsked } = await find();
    assert.deepEqual([found, notAsked.map(({ why }) => why)], [[], limits]);
  });

  it('shows what is stored when nothing else can be asked, with every copy unknown', async () => {
    await bench.store(recordOf({ tenantId: contoso.id, recipients: [recipient()] }));
    bench.finder.readings.set(contoso.id, serviceError(503));
    bench.finder.locateError = serviceError(500);
    const [found] = (await find()).found;
    assert.equal(found?.deliveries, undefined);
    assert.deepEqual(
      [...(found?.copies.values() ?? [])].map(({ kind }) => kind),
      ['failed'],
    );
  });

  it('looks for fifty copies at most', async () => {
    const many = Array.from({ length: 60 }, (_, i) => delivery(`p${i}@x.example`));
    bench.finder.delivered(contoso.id, ...many);
    await find();
    assert.equal(bench.finder.located[0]?.recipients.length, 50);
  });

  it('explains the copy that can be read, and goes without when none can', async () => {
    bench.finder.delivered(contoso.id, delivery('ana@x.example'));
    bench.finder.delivered(fabrikam.id, delivery('bo@x.example'));
    const mime = Buffer.from('From: a@evil.example\r\nSubject: Hello\r\n\r\nBody\r\n');
    bench.finder.contents.set(contoso.id, { kind: 'mime', mime, from: 'mailbox' });
    bench.finder.contents.set(fabrikam.id, serviceError(403));
    const { found } = await find();
    assert.deepEqual(
      found.map(({ analysis }) => analysis?.people.subject),
      ['Hello', undefined],
    );
  });

  it('lets a bug through', async () => {
    bench.finder.readings.set(contoso.id, new TypeError('a bug'));
    await assert.rejects(find(), TypeError);
  });
});
