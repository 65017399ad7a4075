import assert from 'node:assert/strict';
import type { Observation } from '../../../src/zap/analysis/report.js';
import { codes, edgeReceived, failing, ownReceived, passing, read } from './sample-headers.js';

const forefront = 'X-Forefront-Antispam-Report';
const results = (text: string): readonly [string, string] => ['Authentication-Results', text];

function weighs(list: readonly Observation[]): Readonly<Record<string, string>> {
  return Object.fromEntries(list.map(({ code, weight }) => [code, weight]));
}

describe('observations about authentication', () => {
  it('weigh a DMARC failure, a compauth failure and a spoofed own domain high', () => {
    const report = read(results(failing.replace('reason=000', 'reason=010')));
    assert.deepEqual(weighs(report.observations), {
      'own-domain-spoofed': 'high',
      'dmarc-fail': 'high',
      'compauth-fail': 'high',
      'spf-fail': 'medium',
      'dkim-none': 'info',
    });
    assert.deepEqual(report.observations.find(({ code }) => code === 'spf-fail')?.shown, [
      'other.example',
    ]);
  });

  it('weigh a compauth failure without records less than one against them', () => {
    const implicit = read(results('spf=none; dkim=none;dmarc=none;compauth=fail reason=001'));
    assert.equal(weighs(implicit.observations)['compauth-fail'], 'medium');
  });

  it('speak for a message whose From domain is authenticated', () => {
    assert.deepEqual(weighs(read(results(passing)).observations), { 'from-authenticated': 'good' });
  });

  it('do not speak for a message that passed without DMARC', () => {
    const report = read(
      results(
        'spf=pass; dkim=pass header.d=b.example;dmarc=bestguesspass;compauth=pass reason=109',
      ),
    );
    assert.ok(!report.observations.some(({ weight }) => weight === 'good'));
  });

  it('weigh a DMARC failure low where a trusted forwarder vouches', () => {
    const report = read(
      results('spf=fail; dkim=pass; dmarc=fail header.from=a.example;compauth=pass reason=130'),
    );
    assert.equal(weighs(report.observations)['dmarc-fail-forwarded'], 'low');
    assert.ok(!codes(report).includes('dmarc-fail'));
  });

  it('weigh one broken signature of several less than all of them', () => {
    const all = read(results('dkim=fail header.d=a.example; dkim=fail header.d=b.example'));
    const one = read(results('dkim=fail header.d=a.example; dkim=pass header.d=b.example'));
    assert.equal(weighs(all.observations)['dkim-fail'], 'medium');
    assert.deepEqual(weighs(one.observations), { 'dkim-fail-one': 'low' });
  });

  it('say when composite authentication was bypassed', () => {
    assert.ok(
      codes(read(results('spf=none;compauth=none reason=451'))).includes('compauth-bypassed'),
    );
  });

  it('hold no text of the message in their sentences', () => {
    const marked = failing.replaceAll('.example', '.zzmark.example');
    const report = read(results(marked), [
      forefront,
      'CIP:203.0.113.9;H:zzmark;PTR:b.zzmark.example;SFV:SPM;CAT:PHSH;DIR:INB;',
    ]);
    assert.ok(report.observations.length > 5);
    for (const { sentence } of [...report.observations, ...report.fields]) {
      assert.doesNotMatch(sentence, /zzmark/);
    }
  });
});

describe('observations about the filter', () => {
  it('say that spam was delivered to the inbox all the same', () => {
    const delivered = (dest: string): readonly [string, string] => [
      'X-Microsoft-Antispam-Mailbox-Delivery',
      `dest:${dest};`,
    ];
    assert.ok(
      codes(read([forefront, 'SFV:SPM;'], delivered('I'))).includes('spam-delivered-to-inbox'),
    );
    assert.ok(
      !codes(read([forefront, 'SFV:SPM;'], delivered('J'))).includes('spam-delivered-to-inbox'),
    );
    assert.ok(
      !codes(read([forefront, 'SFV:NSPM;SCL:1'], delivered('I'))).includes(
        'spam-delivered-to-inbox',
      ),
    );
    assert.ok(
      codes(read(['X-MS-Exchange-Organization-SCL', '5'], delivered('I'))).includes(
        'spam-delivered-to-inbox',
      ),
    );
  });

  for (const [report, code, weight] of [
    ['CAT:HPHISH;', 'judged-dangerous', 'high'],
    ['CAT:SPM;', 'judged-unwanted', 'medium'],
    ['CAT:BULK;', 'judged-unwanted', 'low'],
    ['SFTY:9.19;', 'imitates-domain', 'high'],
    ['SFTY:9.20;', 'imitates-person', 'high'],
    ['SFTY:9.25;', 'first-contact', 'low'],
    ['SFV:SKA;', 'filtering-skipped', 'low'],
    ['IPV:CAL;', 'filtering-skipped', 'low'],
    ['SFV:SKQ;', 'released-from-quarantine', 'low'],
  ] as const) {
    it(`see ${report}`, () => {
      assert.equal(weighs(read([forefront, report]).observations)[code], weight);
    });
  }

  it('see a bulk sender from BCL 7 on', () => {
    assert.ok(codes(read(['X-Microsoft-Antispam', 'BCL:7;'])).includes('bulk-sender'));
    assert.ok(!codes(read(['X-Microsoft-Antispam', 'BCL:6;'])).includes('bulk-sender'));
  });
});

describe('observations about the sending server', () => {
  const seen = (helo: string, ptr: string, more = 'CIP:203.0.113.9;DIR:INB;'): readonly string[] =>
    codes(read([forefront, `H:${helo};PTR:${ptr};${more}`]));

  it('find nothing where HELO and reverse DNS are of one domain', () => {
    assert.deepEqual(seen('mail.contoso.com', 'out-7.mx.contoso.com'), []);
    assert.deepEqual(seen('MAIL.contoso.com', 'mail.contoso.com'), []);
  });

  it('see that HELO names another domain than reverse DNS', () => {
    assert.deepEqual(seen('mail.contoso.com', 'host9.fabrikam.net'), ['helo-differs-from-ptr']);
    assert.deepEqual(seen('a.contoso.co.uk', 'a.fabrikam.co.uk'), ['helo-differs-from-ptr']);
  });

  it('see an address without a name', () => {
    assert.deepEqual(seen('mail.contoso.com', 'InfoDomainNonexistent'), ['no-ptr']);
    assert.deepEqual(seen('mail.contoso.com', ''), ['no-ptr']);
  });

  it('see a HELO that is no name, an address, or somebody else’s address', () => {
    assert.deepEqual(seen('User', 'a.contoso.com'), ['helo-is-no-name']);
    assert.deepEqual(seen('[203.0.113.9]', 'a.contoso.com'), ['helo-is-address']);
    assert.deepEqual(seen('[127.0.0.1]', 'a.contoso.com'), ['helo-names-other-address']);
    assert.deepEqual(seen('[IPv6:2a00:0:0::9]', 'a.contoso.com', 'CIP:2a00::9;DIR:INB;'), [
      'helo-is-address',
    ]);
  });

  it('say nothing of mail inside Exchange or from a private address', () => {
    assert.deepEqual(seen('X', '', 'CIP:255.255.255.255;DIR:INT;'), []);
    assert.deepEqual(seen('X', '', 'CIP:10.0.0.4;DIR:INB;'), []);
    assert.deepEqual(seen('X', '', 'CIP:203.0.113.9;DIR:OUT;'), []);
  });

  it('take HELO and address from the line of the edge where there is no report', () => {
    const { values } = read(...ownReceived, edgeReceived);
    assert.deepEqual([values.helo, values.connectingIp], ['mail.sender.example', '203.0.113.9']);
    assert.equal(values.ptr, undefined);
  });
});

describe('observations about the way', () => {
  const line = (time: string): readonly [string, string] => [
    'Received',
    `from a by b.outlook.com with SMTP; ${time}`,
  ];

  it('see a long delay, and times that don’t follow each other', () => {
    assert.ok(
      codes(
        read(line('Mon, 5 Oct 2026 10:00:01 +0000'), line('Mon, 5 Oct 2026 09:00:00 +0000')),
      ).includes('long-delay'),
    );
    assert.ok(
      codes(
        read(line('Mon, 5 Oct 2026 09:00:00 +0000'), line('Mon, 5 Oct 2026 09:06:00 +0000')),
      ).includes('clocks-differ'),
    );
    assert.deepEqual(
      codes(read(line('Mon, 5 Oct 2026 09:00:00 +0000'), line('Mon, 5 Oct 2026 09:00:30 +0000'))),
      [],
    );
  });

  it('see a Date that is far from the arrival, comments or not', () => {
    const arrival = line('Mon, 5 Oct 2026 09:00:00 +0000');
    assert.ok(
      codes(read(arrival, ['Date', 'Tue, 25 Feb 2033 07:15:52 +0000 (UTC)'])).includes(
        'date-far-from-arrival',
      ),
    );
    assert.deepEqual(
      codes(read(arrival, ['Date', '(x) Mon, 5 Oct 2026 11:00:00 +0200 (CEST)'])),
      [],
    );
  });
});
