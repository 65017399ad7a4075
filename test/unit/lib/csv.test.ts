import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { csvCell, csvText, writeCsv } from '../../../src/lib/csv.js';

describe('csvCell', () => {
  for (const start of [
    '=',
    '+',
    '-',
    '@',
    '\t',
    '\r',
    '\n',
    '＝',
    '＋',
    '－',
    '＠',
    ' =',
    '\uFEFF=',
    '\0=',
    '\u200B@',
  ]) {
    it(`disarms a cell that begins with ${JSON.stringify(start)}`, () => {
      assert.ok(csvCell(`${start}SUM(A1)`).startsWith("'"));
    });
  }
  it('leaves other text and our own numbers alone', () => {
    assert.equal(csvCell('ida@contoso.com'), 'ida@contoso.com');
    assert.equal(csvCell(' a=b'), ' a=b');
    assert.equal(csvCell(-5), '-5');
    assert.equal(csvCell(true), 'true');
  });
});

describe('csvText', () => {
  it('quotes every cell, the empty one too', () => {
    assert.equal(csvText(['a', 'b'], [['x"y', '']]), '"a","b"\r\n"x""y",""\r\n');
  });
  it('quotes the header alone when there are no rows', () => {
    assert.equal(csvText(['a'], []), '"a"\r\n');
  });
});

describe('writeCsv', () => {
  it('writes the same bytes as csvText, from rows that arrive over time', async () => {
    async function* rows(): AsyncGenerator<string[]> {
      for (let i = 0; i < 1000; i++) yield [await Promise.resolve(`=${i}`), 'b,"\n'];
    }
    const out = new PassThrough();
    const [written] = await Promise.all([text(out), writeCsv(out, ['a', 'b'], rows())]);
    const expected = Array.from({ length: 1000 }, (_, i) => [`=${i}`, 'b,"\n']);
    assert.equal(written, csvText(['a', 'b'], expected));
  });
  it('leaves the stream open when told to', async () => {
    const out = new PassThrough();
    await writeCsv(out, ['a'], [['b']], { end: false });
    assert.equal(out.writableEnded, false);
  });
  it('rejects with the error of the stream', async () => {
    const full = new Writable({
      write: (_chunk, _encoding, done) => {
        done(new Error('disk full'));
      },
    });
    await assert.rejects(writeCsv(full, ['a'], [['b']]), /disk full/);
  });
});
