import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jsonText } from '../../../src/cli/json-text.js';
import { textTable } from '../../../src/cli/text-table.js';
import { anyJson, anyText } from '../../support/arbitraries.js';

/** What a terminal would obey, or what would hide or reorder text. */
const dangerous = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe('a table for a person', () => {
  it('aligns its columns under the header', () => {
    const table = textTable(
      ['Name', 'Count'],
      [
        ['a', '1'],
        ['longer', '22'],
      ],
    );
    assert.equal(table, 'Name    Count\n------  -----\na       1\nlonger  22\n');
  });

  it('makes control, bidi and zero-width characters visible, so that none steers the terminal', () => {
    const table = textTable(['A'], [['x\u001b[2Jy\r\nz\u202egnp\u200b\u009b31m']]);
    assert.equal(table.split('\n')[2], 'x▯[2Jy▯▯z▯gnp▯▯31m');
  });

  it('cuts a long cell and says so, without tearing a cluster', () => {
    const [, , row = ''] = textTable(['A'], [['👩‍👩‍👧‍👦'.repeat(100)]]).split('\n');
    assert.ok(row.endsWith('…'));
    assert.ok(row.isWellFormed());
  });

  it('keeps every row on its line, whatever the cells hold', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyText, anyText), { maxLength: 5 }), (rows) => {
        const lines = textTable(['One', 'Two'], rows).split('\n');
        assert.equal(lines.length, rows.length + 3);
        for (const line of lines) assert.doesNotMatch(line.replace(/\uFE0F/g, ''), dangerous);
      }),
    );
  });
});

describe('JSON on standard output', () => {
  it('means the same as it would without escapes', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        assert.deepEqual(JSON.parse(jsonText(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('holds no character that hides or reorders text or steers a terminal', () => {
    const text = jsonText({ name: '\u001b[2J\u009b31m\u202e\u2028\u{E0041}' });
    assert.doesNotMatch(text.replaceAll('\n', ''), dangerous);
    assert.match(text, /\\u001b\[2J\\u009B31m\\u202E\\u2028\\uDB40\\uDC41/);
  });
});
