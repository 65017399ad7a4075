import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  entityBytes,
  payloadOf,
  refuseOversized,
  toEntity,
} from '../../../src/adapters/tables/row-payload.js';
import { keysOf, tableKey } from '../../../src/adapters/tables/table-keys.js';
import { ContractError } from '../../../src/lib/errors.js';
import { anyJson } from '../../support/arbitraries.js';

const partition = tableKey('p');

function entityOf(value: unknown, key = 'r'): ReturnType<typeof toEntity> {
  return toEntity({ partition, key: tableKey(key), value }, 'op');
}

describe('The payload of a row', () => {
  it('reads back equal, however long', () => {
    fc.assert(
      fc.property(anyJson, fc.nat({ max: 100_000 }), (value, length) => {
        const whole = { value, filler: 'x'.repeat(length) };
        assert.deepEqual(payloadOf(entityOf(whole), 'r'), whole);
      }),
    );
  });

  it('is cut into properties of at most 32,768 characters, each of them ASCII', () => {
    const { p0, p1, p2, p3 } = entityOf('é😀'.repeat(4_000));
    assert.deepEqual([p0?.length, p1?.length, p3], [32_768, 32_768, undefined]);
    for (const part of [p0, p1, p2]) assert.match(part ?? '', /^[\x20-\x7e]+$/);
  });

  it('keeps names that others chose out of the column names', () => {
    const entity = entityOf({ partitionKey: 'x', etag: '*', p1: 'y', 'odata.etag': '*' });
    assert.deepEqual(Object.keys(entity), ['partitionKey', 'rowKey', 'opId', 'p0']);
  });

  it('has a state column only when the row has one', () => {
    const row = { partition, key: tableKey('r'), value: 1, columns: { state: 'done' } };
    assert.equal(toEntity(row, 'op')['state'], 'done');
    assert.equal(entityOf(1)['state'], undefined);
  });

  it('is refused one character above the limit of an entity', () => {
    const limit = 1_048_576;
    const fits = (units: number): boolean => {
      try {
        return entityBytes(entityOf('x'.repeat(units - 2))) <= limit;
      } catch (error) {
        assert.ok(error instanceof RangeError);
        return false;
      }
    };
    let [low, high] = [1_000, 600_000];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (fits(middle)) low = middle;
      else high = middle;
    }
    assert.ok(low > 520_000 && low <= limit / 2, `the largest payload has ${low} characters`);
    assert.ok(entityBytes(entityOf('x'.repeat(low - 2))) > limit - 4);
  });

  it('that is not there is a contract error, not undefined', () => {
    assert.throws(() => payloadOf({ p1: '1' }, 'r'), ContractError);
    assert.throws(() => payloadOf({ p0: '{' }, 'r'), ContractError);
    assert.throws(() => payloadOf({ p0: 7 }, 'r'), ContractError);
  });
});

describe('A transaction', () => {
  it('may have 90 operations and not 91', () => {
    const many = (count: number): ReturnType<typeof entityOf>[] =>
      Array.from({ length: count }, (_, i) => entityOf(1, `r${i}`));
    refuseOversized(many(90));
    assert.throws(() => {
      refuseOversized(many(91));
    }, RangeError);
  });

  it('may have 3.5 MB, counted as they are sent', () => {
    const quotes = (rows: number): ReturnType<typeof entityOf>[] =>
      // Each quote is four characters in the JSON of the JSON.
      Array.from({ length: rows }, (_, i) => entityOf('"'.repeat(100_000), `r${i}`));
    refuseOversized(quotes(8));
    assert.throws(() => {
      refuseOversized(quotes(9));
    }, RangeError);
  });

  it('names no row twice and stays in one partition', () => {
    assert.throws(() => {
      refuseOversized([entityOf(1), entityOf(2)]);
    }, RangeError);
    const elsewhere = { ...entityOf(1, 's'), partitionKey: 'q' };
    assert.throws(() => {
      refuseOversized([entityOf(1), elsewhere]);
    }, RangeError);
  });
});

describe('A table key', () => {
  it('takes our ids and nothing that a query or an address could misread', () => {
    assert.equal(tableKey('alert', 'K3F7Q-9D2MA'), 'alert|K3F7Q-9D2MA');
    const bad = ['', "'", '/', '\\', '#', '?', '%', '+', ' ', '"', '\n', '\u0000', 'é', '}', '*'];
    for (const text of bad) assert.throws(() => tableKey(text), RangeError, JSON.stringify(text));
    assert.throws(() => tableKey('x'.repeat(301)), RangeError);
  });

  it('of a kind lies between the bounds of that kind only', () => {
    const { from, below } = keysOf('audit');
    const inside = (key: string): boolean => key >= from && key < below;
    assert.deepEqual(
      ['audit|000000000001', 'audit|zzz', 'audit|||', 'audit-head', 'audits|1', 'alert|x'].map(
        inside,
      ),
      [true, true, true, false, false, false],
    );
  });
});
