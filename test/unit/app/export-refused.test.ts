import assert from 'node:assert/strict';
import { ExportBench } from './export-bench.js';

describe('An export that OneDrive does not take', () => {
  let bench: ExportBench;
  beforeEach(() => {
    bench = new ExportBench();
  });

  for (const [result, failure, words] of [
    [{ kind: 'gone', code: 'file.404' }, 'session-over', /closed the place/],
    [{ kind: 'refused', code: 'file.507' }, 'no-room', /OneDrive is full/],
    [{ kind: 'refused', code: 'file.host' }, 'refused', /did not take the file/],
    [{ kind: 'changed' }, 'data-changed', /changed while/],
  ] as const) {
    it(`says why (${failure}), shows no file and forgets the address`, async () => {
      const id = await bench.offered();
      await bench.answer(id);
      bench.delivery.uploads.push(result);
      await bench.work(id);
      assert.equal((await bench.row(id)).failure, failure);
      assert.match(bench.said(), words);
      assert.equal(bench.delivery.shown.length, 0);
      assert.equal(await bench.tickets(), 0);
    });
  }

  it('is tried again after an interruption, and given up after five', async () => {
    const id = await bench.offered();
    await bench.answer(id);
    for (let n = 0; n < 6; n += 1) {
      bench.delivery.uploads.push({ kind: 'interrupted', code: 'file.503' });
      await bench.work(id);
    }
    assert.equal(bench.delivery.uploaded.length, 5);
    assert.equal((await bench.row(id)).failure, 'interrupted');
    assert.match(bench.said(), /tried several times/);
  });
});
