import assert from 'node:assert/strict';
import fc from 'fast-check';
import { csvCell, csvText } from '../../src/lib/csv.js';

/** RFC 4180 for files in which every field is quoted; anything else is an error. */
function parse(file: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < file.length) {
    assert.equal(file[at], '"', `an opening quote at ${at}`);
    let value = '';
    for (at++; ; at++) {
      if (file[at] !== '"') value += file[at] ?? assert.fail('file ends inside a field');
      else if (file[at + 1] === '"') value += file[at++] ?? '';
      else break;
    }
    record.push(value);
    at++;
    if (file.startsWith('\r\n', at)) {
      records.push(record);
      record = [];
      at += 2;
    } else {
      assert.equal(file[at++], ',', 'a separator');
    }
  }
  assert.equal(record.length, 0, 'the last record is closed');
  return records;
}

const cell = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc
    .array(
      fc.constantFrom(
        '"',
        ',',
        '\r',
        '\n',
        ';',
        '\t',
        '=',
        '+',
        '-',
        '@',
        '＝',
        '\0',
        ' ',
        "'",
        'a',
        '\uFEFF',
      ),
      {
        maxLength: 8,
      },
    )
    .map((parts) => parts.join('')),
);
const table = fc.integer({ min: 1, max: 5 }).chain((width) =>
  fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
    minLength: 1,
    maxLength: 8,
  }),
);

describe('csv, for any cells', () => {
  it('reads back as written', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const [header = [], ...rest] = rows;
        assert.deepEqual(
          parse(csvText(header, rest)),
          rows.map((row) => row.map(csvCell)),
        );
      }),
      { numRuns: 1000 },
    );
  });
  it('starts no formula, whatever stands before it', () => {
    fc.assert(
      fc.property(cell, (value) => {
        const out = csvCell(value);
        assert.doesNotMatch(out.trim(), /^[=+\-@＝＋－＠]/);
        assert.doesNotMatch(out, /^[\t\r\n]/);
        assert.ok(!out.includes('\0'));
      }),
      { numRuns: 1000 },
    );
  });
  it('loses nothing but NUL and lone surrogates', () => {
    fc.assert(
      fc.property(cell, (value) => {
        const kept = value.replaceAll('\0', '').toWellFormed();
        assert.ok([kept, `'${kept}`].includes(csvCell(value)));
      }),
    );
  });
});
