import assert from 'node:assert/strict';
import { parseReceived } from '../../../src/zap/analysis/headers/received-line.js';
import { edgeReceived, ownReceived, read } from './sample-headers.js';

const date = '; Mon, 5 Oct 2026 08:00:05 +0000';
const at = '2026-10-05T08:00:05.000Z';

describe('a Received line', () => {
  const forms: readonly (readonly [string, string, Record<string, string | undefined>])[] = [
    [
      'of Exchange Online',
      edgeReceived[1],
      {
        from: 'mail.sender.example',
        by: 'AM1EUR01FT003.mail.protection.outlook.com',
        address: '203.0.113.9',
        protocol: 'Microsoft',
      },
    ],
    [
      'with an IPv6 address',
      `from a.example (2001:db8::9) by b.example (2001:db8::1) with SMTP${date}`,
      { from: 'a.example', by: 'b.example', address: '2001:db8::9', protocol: 'SMTP' },
    ],
    [
      'of Postfix',
      `from helo.example (ptr.example [203.0.113.9])\r\n\t(using TLSv1.3 with cipher X (256/256 bits))\r\n\t(No client certificate requested)\r\n\tby mx.example (Postfix) with ESMTPS id 1\r\n\tfor <x@y.example>${date} (CEST)`,
      { from: 'helo.example', by: 'mx.example', address: '203.0.113.9', protocol: 'ESMTPS' },
    ],
    [
      'of Exim',
      `from [203.0.113.9] (port=53468 helo=[127.0.0.1]) by mx.example with esmtpsa (TLS1.2) tls X (Exim 4.95) (envelope-from <a@b.example>) id 1${date}`,
      { from: '[203.0.113.9]', by: 'mx.example', address: '203.0.113.9', protocol: 'esmtpsa' },
    ],
    [
      'of qmail',
      `from unknown (HELO ?192.168.0.110?) (a@b.example@203.0.113.9) by mx.example with SMTP${date}`,
      { from: 'unknown', by: 'mx.example', address: '203.0.113.9', protocol: 'SMTP' },
    ],
    [
      'with a port behind the brackets',
      `from relay ([203.0.113.9:4330] helo=localhost) by mx.example (ecelerity 4) with SMTP${date}`,
      { from: 'relay', by: 'mx.example', address: '203.0.113.9', protocol: 'SMTP' },
    ],
    [
      'with an IPv6 literal',
      `from a.example ([IPv6:2001:db8::9]) by mx.example with ESMTP${date}`,
      { from: 'a.example', by: 'mx.example', address: '2001:db8::9', protocol: 'ESMTP' },
    ],
    [
      'of a private network',
      `from pc.local (unknown [10.32.64.7]) by mx.example with ESMTP${date}`,
      { from: 'pc.local', by: 'mx.example', address: '10.32.64.7', protocol: 'ESMTP' },
    ],
    [
      'that names no sender',
      `by 2002:a05:7300:538f:b0:7c:ab41:dfcf with SMTP id 1${date}`,
      {
        from: undefined,
        by: '2002:a05:7300:538f:b0:7c:ab41:dfcf',
        address: undefined,
        protocol: 'SMTP',
      },
    ],
    [
      'that is nothing but a comment',
      `(qmail 4441 invoked from network)${date}`,
      { from: undefined, by: undefined, address: undefined, protocol: undefined },
    ],
  ];
  for (const [what, text, expected] of forms) {
    it(`${what} is read`, () => {
      assert.deepEqual(parseReceived(text), { ...expected, at });
    });
  }

  it('that writes its time without a semicolon is read', () => {
    const line =
      'by filter-1 with SMTP id filter-1-64C417C9-BB 2026-10-05 08:00:05.92 +0000 UTC m=+6.8';
    assert.equal(parseReceived(line).at, at);
  });

  it('does not take words in comments for its own', () => {
    const line = parseReceived(
      `from a.example (by trusted.example; with love from c.example) by real.example with SMTP${date}`,
    );
    assert.deepEqual([line.from, line.by], ['a.example', 'real.example']);
  });

  it('counts the first of several senders and receivers', () => {
    const line = parseReceived(
      `from a.example by b.example via c from d.example by e.example${date}`,
    );
    assert.deepEqual([line.from, line.by], ['a.example', 'b.example']);
  });

  it('without anything readable gives nothing', () => {
    assert.deepEqual(parseReceived('garbage'), {
      from: undefined,
      by: undefined,
      protocol: undefined,
      address: undefined,
      at: undefined,
    });
  });
});

describe('the way of a message', () => {
  it('goes from the oldest step to the newest, with the time between', () => {
    const { path } = read(...ownReceived, edgeReceived);
    assert.deepEqual(
      path.map(({ by, delaySeconds }) => [by?.split('.')[0], delaySeconds]),
      [
        ['AM1EUR01FT003', undefined],
        ['AM0PR01CA0001', 2],
        ['AM0PR01MB2222', 2],
      ],
    );
    assert.deepEqual(
      path.map((hop) => hop.at),
      ['2026-10-05T08:00:05.000Z', '2026-10-05T08:00:07.000Z', '2026-10-05T08:00:09.000Z'],
    );
  });

  it('leaves a delay out on both sides of a step without a time, and may go backwards', () => {
    const line = (time: string): readonly [string, string] => [
      'Received',
      `from a by b.example with SMTP; ${time}`,
    ];
    const { path } = read(
      line('Mon, 5 Oct 2026 08:00:00 +0000'),
      line('Mon, 5 Oct 2026 08:10:00 +0000'),
      line('some day'),
      line('Mon, 5 Oct 2026 07:00:00 +0000'),
    );
    assert.deepEqual(
      path.map(({ delaySeconds }) => delaySeconds),
      [undefined, undefined, undefined, -600],
    );
  });

  it('is empty without Received lines', () => {
    assert.deepEqual(read(['Subject', 'x']).path, []);
  });
});
