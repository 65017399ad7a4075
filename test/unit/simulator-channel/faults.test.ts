import assert from 'node:assert/strict';
import type { ChannelFaultName } from '../../../src/simulator/channel/channel-faults.js';
import { ALICE, cardActivity, SECURITY, startBench, type Bench } from './channel-bench.js';

const activities = `/v3/conversations/${encodeURIComponent(SECURITY)}/activities`;

describe('the faults of the simulated connector', () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
    await bench.channel.install({ by: ALICE.objectId, channelId: SECURITY });
  });
  after(() => bench.close());
  beforeEach(() => {
    bench.advance(60 * 60 * 1000);
    bench.channel.clearFaults();
  });

  const posted = () =>
    bench.ledger.of('message').filter(({ action }) => action === 'posted').length;

  for (const [name, status, delivered] of [
    ['connector-412', 412, 0],
    ['connector-429-bare', 429, 0],
    ['connector-502-after-accept', 502, 1],
    ['connector-403-blocked', 403, 0],
    ['connector-404', 404, 0],
    ['connector-413', 413, 0],
    ['connector-500', 500, 0],
  ] as const satisfies readonly (readonly [ChannelFaultName, number, number])[]) {
    it(`${name} answers ${status} once and delivers ${delivered}`, async () => {
      const before = posted();
      bench.channel.setFault({ name });
      const hit = await bench.call('POST', activities, cardActivity());
      assert.deepEqual([hit.status, posted() - before], [status, delivered]);
      assert.equal(bench.ledger.of('fault').at(-1)?.fault, name);
      assert.equal((await bench.call('POST', activities, cardActivity())).status, 201);
    });
  }

  for (const [name, delivered] of [
    ['connector-reset-after-accept', 1],
    ['connector-reset-before', 0],
    ['connector-hang', 0],
  ] as const satisfies readonly (readonly [ChannelFaultName, number])[]) {
    it(`${name} gives no answer and delivers ${delivered}`, async () => {
      const before = posted();
      bench.channel.setFault({ name });
      await assert.rejects(bench.call('POST', activities, cardActivity()));
      assert.equal(posted() - before, delivered);
    });
  }

  it('connector-429-with-header makes an early retry a violation, and a patient one welcome', async () => {
    bench.channel.setFault({ name: 'connector-429-with-header', retryAfter: 5 });
    const first = await bench.call('POST', activities, cardActivity());
    // What was under way when the refusal left is refused without blame.
    assert.equal((await bench.call('POST', activities, cardActivity())).status, 429);
    assert.deepEqual(bench.violations(), []);
    bench.advance(50);
    const early = await bench.call('POST', activities, cardActivity());
    assert.deepEqual(
      [first.status, first.headers.get('retry-after'), early.status],
      [429, '5', 429],
    );
    assert.deepEqual(bench.violations(), ['connector-early-retry']);
    bench.advance(5000);
    assert.equal((await bench.call('POST', activities, cardActivity())).status, 201);
  });

  it('hits only the operation that a fault names, as often as it says', async () => {
    bench.channel.setFault({ name: 'connector-500', operation: 'update', times: 2 });
    const { body } = await bench.call('POST', activities, cardActivity());
    const update = async () =>
      (await bench.call('PUT', `${activities}/${(body as { id: string }).id}`, cardActivity()))
        .status;
    assert.deepEqual([await update(), await update(), await update()], [500, 500, 200]);
  });
});
