import assert from 'node:assert/strict';
import { edgeReceived, failing, field, ownReceived, passing, read } from './sample-headers.js';

const google =
  'mx.google.com; spf=pass smtp.mailfrom=x@a.example; dmarc=pass header.from=a.example';
const foreignLine = [
  'Received',
  'from pc (unknown [198.51.100.7]) by mail.sender.example with ESMTPSA id 1; Mon, 5 Oct 2026 08:00:01 +0000',
] as const;

describe("the organisation's own results", () => {
  it('are the topmost ones of Exchange Online', () => {
    const report = read(...ownReceived, ['Authentication-Results', failing], edgeReceived, [
      'Authentication-Results',
      passing,
    ]);
    assert.equal(report.values.compauth, 'fail');
    assert.equal(field(report.otherHops, 'compauth')?.value, 'pass');
  });

  it('are never those that a sender wrote into the message below the edge', () => {
    const report = read(
      ...ownReceived,
      edgeReceived,
      ['Authentication-Results', passing],
      ['Received', ownReceived[0][1]],
    );
    assert.equal(report.values.spf, undefined);
    assert.equal(report.values.dmarc, undefined);
    assert.equal(field(report.otherHops, 'dmarc')?.value, 'pass');
  });

  it('are not those that the tenant of the sender stamped', () => {
    const report = read(
      ...ownReceived,
      ['Authentication-Results', failing],
      edgeReceived,
      [
        'Received',
        'from A.eurprd01.prod.outlook.com by B.eurprd01.prod.outlook.com with mapi id 1; Mon, 5 Oct 2026 08:00:00 +0000',
      ],
      [
        'authentication-results',
        'dkim=none (message not signed) header.d=none;dmarc=none action=none header.from=a.example;',
      ],
    );
    assert.equal(report.values.dmarc, 'fail');
    assert.equal(report.values.dkim, 'none');
  });

  it('are found below the last line of a message that never left the organisation', () => {
    const report = read(...ownReceived, [
      'Authentication-Results',
      'dkim=none (message not signed) header.d=none;dmarc=none action=none header.from=a.example;',
    ]);
    assert.equal(report.values.dmarc, 'none');
  });

  it('are found in a part without any Received line', () => {
    assert.equal(
      read(['Authentication-Results', google], ['Authentication-Results', passing]).values.spf,
      'pass',
    );
  });

  it('are missing where Exchange Online is not on the way', () => {
    const report = read(
      [
        'Received',
        'from a.example (a.example [203.0.113.9]) by mx.google.com with ESMTPS id 1; Mon, 5 Oct 2026 08:00:05 +0000',
      ],
      ['Authentication-Results', google],
      ['Authentication-Results', passing],
    );
    assert.deepEqual(
      [report.values.spf, report.values.dmarc, report.values.compauth],
      [undefined, undefined, undefined],
    );
    assert.ok(report.observations.some(({ code }) => code === 'delivered-elsewhere'));
  });

  it('are still found when the tenant passed the message on to another server', () => {
    const report = read(
      [
        'Received',
        'from X.outbound.protection.outlook.com (X [198.51.100.1]) by mx.final.example with ESMTPS id 2; Mon, 5 Oct 2026 08:01:00 +0000',
      ],
      ...ownReceived,
      ['Authentication-Results', failing],
      edgeReceived,
      foreignLine,
      ['Authentication-Results', passing],
    );
    assert.equal(report.values.dmarc, 'fail');
  });

  it('don’t take a look-alike of an Exchange Online host for one', () => {
    for (const host of [
      'evilmail.protection.outlook.com.bad.example',
      'mx.notoutlook.com',
      'outlook.com',
    ]) {
      const report = read(
        ['Received', `from a by ${host} with SMTP; Mon, 5 Oct 2026 08:00:05 +0000`],
        ['Authentication-Results', passing],
      );
      assert.equal(report.values.spf, undefined, host);
    }
  });

  it('count the worst of several results for one check, and say that they differ', () => {
    const smuggled = failing.replace(
      'smtp.mailfrom=other.example',
      'smtp.helo=x;spf=pass;dmarc=pass header.from=bank.example;compauth=pass reason=100',
    );
    const report = read(...ownReceived, ['Authentication-Results', smuggled], edgeReceived);
    assert.equal(report.values.spf, 'fail');
    assert.equal(report.values.dmarc, 'fail');
    assert.equal(report.values.compauth, 'fail');
    assert.equal(report.values.compauthReason, '000');
    assert.ok(
      report.observations.some(
        ({ code, weight }) => code === 'results-contradict' && weight === 'medium',
      ),
    );
    assert.ok(!report.observations.some(({ weight }) => weight === 'good'));
  });
});

describe('results of other hops', () => {
  for (const name of [
    'ARC-Authentication-Results',
    'Authentication-Results-Original',
    'X-MS-Exchange-Authentication-Results',
  ]) {
    it(`in ${name} stay apart`, () => {
      const report = read([name, passing], ['Authentication-Results', failing]);
      assert.equal(report.values.dmarc, 'fail');
      assert.equal(field(report.otherHops, 'dmarc', name)?.value, 'pass');
      assert.equal(field(report.fields, 'dmarc', name), undefined);
    });
  }

  it('of another mail system stay apart, with its name', () => {
    const report = read(['Authentication-Results', google]);
    assert.equal(report.values.spf, undefined);
    assert.deepEqual(report.fields, []);
    assert.equal(field(report.otherHops, 'stamped by')?.value, 'mx.google.com');
  });
});
