import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ContractError } from '../../../src/lib/errors.js';
import { decodeBody, jsonOf } from '../../../src/lib/http/json-body.js';
import { answer } from './answers.js';

const decode = (text: string | Buffer) =>
  decodeBody({ kind: 'bytes', bytes: Buffer.from(text as string) });

describe('decodeBody', () => {
  it('gives the value of JSON, with or without a byte order mark', () => {
    assert.deepEqual(decode('{"a":[1]}'), { kind: 'json', value: { a: [1] } });
    assert.deepEqual(decode('\uFEFF[1]'), { kind: 'json', value: [1] });
  });

  it('tells empty, text, NUL bytes and broken UTF-8 apart', () => {
    assert.equal(decode('').kind, 'empty');
    assert.equal(decode(' \r\n').kind, 'empty');
    assert.equal(decode('<html>').kind, 'text');
    assert.equal(decode('{"a":').kind, 'text');
    assert.deepEqual(decode('\0\0\0'), { kind: 'unreadable', reason: 'not-text' });
    assert.deepEqual(decode(Buffer.from([0xff, 0xfe, 0x00])), {
      kind: 'unreadable',
      reason: 'not-text',
    });
  });

  it('takes 64 levels and refuses 65', () => {
    assert.equal(decode('['.repeat(64) + ']'.repeat(64)).kind, 'json');
    assert.deepEqual(decode('['.repeat(65) + ']'.repeat(65)), {
      kind: 'unreadable',
      reason: 'too-deep',
    });
    assert.equal(decode('{"a":'.repeat(1_000_000)).kind, 'unreadable');
  });

  it('does not count brackets that stand in strings', () => {
    const text = JSON.stringify({ a: `${'['.repeat(500)}\\"${'{'.repeat(500)}` });
    assert.equal(decode(text).kind, 'json');
  });

  it('gives back every JSON value that is not too deep', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 10 }), (value) => {
        const text = JSON.stringify(value);
        assert.deepEqual(decode(text), { kind: 'json', value: JSON.parse(text) as unknown });
      }),
    );
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        decodeBody({ kind: 'bytes', bytes: Buffer.from(bytes) });
      }),
    );
  });
});

describe('jsonOf', () => {
  it('throws ContractError for HTML, without a word of it', () => {
    assert.throws(
      () => jsonOf(answer(200, { body: '<html>secret page</html>' }), 'x'),
      (error: unknown) => error instanceof ContractError && !error.message.includes('secret'),
    );
  });
});
