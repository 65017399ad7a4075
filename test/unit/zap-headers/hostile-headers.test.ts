import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseAuthenticationResults } from '../../../src/zap/analysis/headers/authentication-results.js';
import { headersOfText } from '../../../src/zap/analysis/headers/headers-of-text.js';
import { mailDate } from '../../../src/zap/analysis/headers/mail-date.js';
import { readHeaders } from '../../../src/zap/analysis/headers/read-headers.js';
import { parseReceived } from '../../../src/zap/analysis/headers/received-line.js';
import { reportColumnsOf } from '../../../src/zap/analysis/headers/report-columns.js';
import { semicolonPairs } from '../../../src/zap/analysis/headers/semicolon-pairs.js';
import { decodedValue } from '../../../src/zap/analysis/headers/decoded-value.js';

const names = [
  'Received',
  'Authentication-Results',
  'ARC-Authentication-Results',
  'X-Forefront-Antispam-Report',
  'X-Forefront-Antispam-Report-Untrusted',
  'X-Microsoft-Antispam',
  'X-Microsoft-Antispam-Mailbox-Delivery',
  'X-MS-Exchange-Organization-SCL',
  'X-Sender-IP',
  'Message-ID',
  'Date',
];
const piece = fc.constantFrom(
  ...'( ) " ; : = , @ [ ] < > \\ =?utf-8?B? ?= =?x?Q?=ff?= spf= dkim=pass dmarc=fail compauth= reason=601 from by with CIP: SCL:1 H: PTR: 255.255.255.255 ::1 __proto__ constructor \u0000 \u202E \uD800 é 5'.split(
    ' ',
  ),
  ' ',
  '\r\n ',
  'Mon, 5 Oct 2026 08:00:05 +0000',
);
const hostile = fc.oneof(
  fc.array(piece, { maxLength: 120 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 400 }),
);
const anyHeaders = fc.array(
  fc.record(
    { name: fc.oneof(fc.constantFrom(...names), hostile), value: hostile },
    { noNullPrototype: true },
  ),
  { maxLength: 30 },
);

describe('header analysis, for any headers', () => {
  it('never throws, gives the same report again, and leaves the headers alone', () => {
    fc.assert(
      fc.property(anyHeaders, (headers) => {
        const before = structuredClone(headers);
        const report = readHeaders(headers);
        assert.deepEqual(readHeaders(headers), report);
        assert.deepEqual(headers, before);
        for (const value of Object.values(reportColumnsOf(report)))
          assert.equal(typeof value, 'string');
      }),
      { numRuns: 1500 },
    );
  });

  it('never takes another hop for our own', () => {
    const foreign = anyHeaders.map((headers) =>
      headers.map(({ value }, at) => ({
        name:
          [
            'ARC-Authentication-Results',
            'X-Forefront-Antispam-Report-Untrusted',
            'Authentication-Results-Original',
          ][at % 3] ?? '',
        value,
      })),
    );
    fc.assert(
      fc.property(foreign, (headers) => {
        const report = readHeaders(headers);
        assert.deepEqual(report.fields, []);
        assert.ok(Object.values(report.values).every((value) => value === undefined));
        assert.deepEqual(report.observations, []);
      }),
    );
  });

  it('has a sentence or none, never text of the message, and marks what it does not know', () => {
    fc.assert(
      fc.property(anyHeaders, (headers) => {
        const { fields, otherHops } = readHeaders(headers);
        for (const one of [...fields, ...otherHops]) {
          if (!one.understood) assert.equal(one.sentence, '');
          assert.ok(one.sentence.length < 250);
          assert.match(one.sentence, /^[ -~’“”]*$/u);
        }
      }),
    );
  });

  it('reads any pasted text', () => {
    fc.assert(
      fc.property(hostile, hostile, (one, other) => {
        const { headers, ignored } = headersOfText(`${one}\nSubject: x\n${other}`);
        assert.ok(headers.length <= 2000 && ignored >= 0);
        readHeaders(headers);
      }),
      { numRuns: 1000 },
    );
  });
});

/** A test that takes longer than mocha's limit has found a quadratic one. */
describe('a megabyte of', () => {
  const size = 1_000_000;
  const fill = (unit: string): string => unit.repeat(Math.ceil(size / unit.length));
  const units = [
    '(',
    ')',
    '()',
    '"',
    '="',
    ';',
    ':',
    '=',
    ' ',
    '\t',
    '\r\n',
    '\r\n ',
    ' \n',
    '[',
    '[[]',
    '=?utf-8?B?',
    '=?utf-8?Q?=?=',
    '=?x?b?YQ==?= ',
    '=?',
    '?=',
    'spf=pass;',
    'dkim=pass (',
    'a:b;',
    'from ',
    'from a by b ',
    'Mon, 5 Oct 2026 ',
    '1',
    '1.2.3.4 ',
    '>',
    'A:',
    'A: b\n',
    'A: b\n\n',
    '\u00A0',
    '\uD800',
    'a',
  ];
  for (const unit of units) {
    it(`${JSON.stringify(unit)} is read in time that grows with its length`, () => {
      const text = fill(unit);
      parseAuthenticationResults(`spf=none ${text}`);
      parseReceived(`from ${text}`);
      semicolonPairs(text);
      mailDate(text);
      decodedValue(text);
      headersOfText(text);
      headersOfText(`Subject: ${text}`);
      readHeaders(names.map((name) => ({ name, value: text })));
    });
  }

  it('of headers of one name is read', () => {
    for (const name of names) {
      const report = readHeaders(
        Array.from({ length: 60_000 }, () => ({ name, value: 'spf=none; by a' })),
      );
      assert.ok(report.path.length <= 200);
    }
  });
});
