import assert from 'node:assert/strict';
import fc from 'fast-check';
import { kqlList, kqlString, kqlTime } from '../../../src/adapters/graph/kql.js';

/** Reads one string literal as the Kusto language does; what is left over comes back too. */
function readLiteral(query: string): { value: string; rest: string } {
  assert.equal(query[0], '"');
  let value = '';
  for (let at = 1; at < query.length; at += 1) {
    const unit = query.charAt(at);
    assert.ok(unit >= ' ' && !/[\u007f-\u009f\u2028\u2029]/.test(unit), 'a raw control character');
    if (unit === '"') return { value, rest: query.slice(at + 1) };
    if (unit !== '\\') {
      value += unit;
      continue;
    }
    const letter = query.charAt(at + 1);
    if (letter === 'u') {
      value += String.fromCharCode(parseInt(query.slice(at + 2, at + 6), 16));
      at += 5;
    } else {
      const plain = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' }[letter];
      assert.ok(plain !== undefined, 'an escape that the language does not know');
      value += plain;
      at += 1;
    }
  }
  throw new assert.AssertionError({ message: 'the literal does not end' });
}

describe('kqlString', () => {
  it('lets no text leave its literal, and loses none', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({
        unit: fc.constantFrom('"', '\\', "'", '\n', '\r', '\u2028', ')', '|', '@', 'u'),
      }),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const { value, rest } = readLiteral(`${kqlString(text)} | tail`);
        assert.equal(value, text.toWellFormed());
        assert.equal(rest, ' | tail');
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps an injection a value', () => {
    const text = '" or 1 == 1 //\n| union EmailEvents';
    assert.equal(readLiteral(kqlString(text)).value, text);
    assert.ok(!kqlString(text).includes('\n'));
  });

  it('takes a megabyte of quotes', () => {
    assert.equal(kqlString('"'.repeat(1_000_000)).length, 2_000_002);
  });
});

describe('kqlList and kqlTime', () => {
  it('write lists and times', () => {
    assert.equal(kqlList(['a', 'b"']), '("a", "b\\"")');
    assert.equal(kqlTime('2026-11-21T08:00:00Z'), 'datetime(2026-11-21T08:00:00.000Z)');
  });

  it('refuse an empty list and what is no time', () => {
    assert.throws(() => kqlList([]), TypeError);
    assert.throws(() => kqlTime('now) or (1==1'), RangeError);
  });
});
