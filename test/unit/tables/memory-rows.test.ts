import assert from 'node:assert/strict';
import { MemoryRows } from '../../../src/adapters/memory/memory-rows.js';

describe('Rows in memory', () => {
  it('are copies: changing what was written or read changes nothing', async () => {
    const rows = new MemoryRows();
    const value = { list: [1] };
    await rows.commit('p', [{ key: 'k', value, etag: undefined }]);
    value.list.push(2);
    const read = (await rows.read('p', 'k'))?.value as typeof value;
    assert.throws(() => read.list.push(3), TypeError);
    assert.deepEqual((await rows.read('p', 'k'))?.value, { list: [1] });
  });

  it('are refused where the table service would refuse them', async () => {
    const rows = new MemoryRows();
    const refused = async (key: string, value: unknown): Promise<void> =>
      assert.rejects(rows.commit('p', [{ key, value, etag: undefined }]), /RangeError|TypeError/);
    await refused('k', 'x'.repeat(530_000));
    await refused("k'", 1);
    await refused('k/l', 1);
    await refused('k', { value: NaN });
    const large = Array.from({ length: 9 }, (_, i) => ({
      key: `k${i}`,
      value: 'x'.repeat(400_000),
      etag: undefined,
    }));
    await assert.rejects(rows.commit('p', large), RangeError);
    assert.deepEqual(await rows.partitions(), []);
  });

  it('change their version with every write', async () => {
    const rows = new MemoryRows();
    await rows.commit('p', [{ key: 'k', value: 1, etag: undefined }]);
    const first = await rows.read('p', 'k');
    await rows.commit('p', [{ key: 'k', value: 1, etag: first?.etag }]);
    assert.notEqual((await rows.read('p', 'k'))?.etag, first?.etag);
  });
});
