import assert from 'node:assert/strict';
import fc from 'fast-check';
import { exactAsciiJson, exactJson } from '../../../src/lib/exact-json.js';
import { Untrusted } from '../../../src/lib/untrusted.js';
import { anyJson } from '../../support/arbitraries.js';

describe('Exact JSON', () => {
  it('reads back equal, in both forms, and is ASCII in one', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        assert.deepEqual(JSON.parse(exactJson(value)), value);
        const ascii = exactAsciiJson(value);
        assert.deepEqual(JSON.parse(ascii), value);
        assert.match(ascii, /^[\x20-\x7e]*$/);
      }),
    );
  });

  it('takes an undefined property for absent', () => {
    assert.equal(exactJson({ a: undefined, b: 1 }), '{"b":1}');
  });

  it('refuses what JSON would lose or change without a word', () => {
    const holes: unknown[] = [];
    holes[1] = 1;
    const lossy: unknown[] = [
      NaN,
      -Infinity,
      undefined,
      1n,
      Symbol('x'),
      () => 1,
      new Date(),
      new Map(),
      Buffer.from('x'),
      new String('x'),
      Untrusted.of('x'),
      { toJSON: () => 1 },
      [undefined],
      holes,
    ];
    for (const value of lossy) {
      assert.throws(() => exactJson({ deep: [value] }), TypeError, typeof value);
    }
  });
});
