import assert from 'node:assert/strict';
import { parseAuthenticationResults } from '../../../src/zap/analysis/headers/authentication-results.js';
import { failing, field, passing, read } from './sample-headers.js';

const short = (text: string): string[] =>
  parseAuthenticationResults(text).results.map(({ method, value }) => `${method}=${value}`);

describe('an Authentication-Results header', () => {
  it("is read in Microsoft's form, which names nobody and starts with the first result", () => {
    const { stampedBy, results } = parseAuthenticationResults(passing);
    assert.equal(stampedBy, '');
    assert.deepEqual(
      results.map(({ method, value }) => [method, value]),
      [
        ['spf', 'pass'],
        ['dkim', 'pass'],
        ['dmarc', 'pass'],
        ['compauth', 'pass'],
      ],
    );
    assert.deepEqual(results[0], {
      method: 'spf',
      value: 'pass',
      comment: 'sender IP is 203.0.113.9',
      properties: [{ name: 'smtp.mailfrom', value: 'sender.example' }],
    });
    assert.deepEqual(results[3]?.properties, [{ name: 'reason', value: '100' }]);
  });

  it('is read with the name of the server that stamped it', () => {
    const google =
      'mx.google.com; dkim=pass header.i=@a.example header.s=s1 header.b=abc; spf=pass smtp.mailfrom=x@a.example';
    assert.equal(parseAuthenticationResults(google).stampedBy, 'mx.google.com');
    assert.deepEqual(short(google), ['dkim=pass', 'spf=pass']);
  });

  it('is read with the instance of an ARC set', () => {
    const arc = 'i=1; mx.microsoft.com 1; spf=pass smtp.mailfrom=a.example; arc=none (0)';
    assert.equal(parseAuthenticationResults(arc).stampedBy, 'mx.microsoft.com');
    assert.deepEqual(short(arc), ['spf=pass', 'arc=none']);
    assert.deepEqual(short('i=2; spf=none'), ['spf=none']);
  });

  it('keeps every DKIM result apart', () => {
    assert.deepEqual(
      short(
        'spf=none; dkim=fail (body hash did not verify) header.d=a.example; dkim=pass (signature was verified) header.d=b.example;dkim=timeout header.d=c.example;dmarc=none',
      ),
      ['spf=none', 'dkim=fail', 'dkim=pass', 'dkim=timeout', 'dmarc=none'],
    );
  });

  it('gives DMARC also where compauth is missing', () => {
    assert.deepEqual(
      short(
        'spf=pass smtp.mailfrom=a.example; dkim=none;dmarc=fail action=none header.from=a.example;',
      ),
      ['spf=pass', 'dkim=none', 'dmarc=fail'],
    );
  });

  it('takes comments for what they are, whatever stands in them', () => {
    const [spf, dkim, ...rest] = parseAuthenticationResults(
      'spf=fail (x; dkim=pass header.d=bank.example; dmarc=pass (inner; compauth=pass)) smtp.mailfrom=a.example; dkim=none (message not signed) header.d=none',
    ).results;
    assert.equal(spf?.value, 'fail');
    assert.deepEqual(spf.properties, [{ name: 'smtp.mailfrom', value: 'a.example' }]);
    assert.equal(dkim?.value, 'none');
    assert.deepEqual(rest, []);
  });

  it('loses nothing behind a parenthesis or a quotation mark without a partner', () => {
    assert.deepEqual(
      short('spf=none smtp.helo=evil( ; dkim=none; dmarc=fail; compauth=fail reason=001'),
      ['spf=none', 'dkim=none', 'dmarc=fail', 'compauth=fail'],
    );
    assert.deepEqual(short('spf=none smtp.helo="evil; dkim=none; dmarc=fail'), [
      'spf=none',
      'dkim=none',
      'dmarc=fail',
    ]);
    assert.deepEqual(short('spf=none smtp.helo=e)v"il; dmarc=fail'), ['spf=none', 'dmarc=fail']);
  });

  it('reads a quoted reason that holds a semicolon', () => {
    const [dkim] = parseAuthenticationResults(
      'dkim=fail reason="bad; really" header.d=a.example',
    ).results;
    assert.deepEqual(dkim?.properties, [
      { name: 'reason', value: 'bad; really' },
      { name: 'header.d', value: 'a.example' },
    ]);
  });

  it('starts a new result where the semicolon is missing', () => {
    assert.deepEqual(
      short('spf=pass smtp.mailfrom=a.example dkim=fail header.d=a.example dmarc=fail'),
      ['spf=pass', 'dkim=fail', 'dmarc=fail'],
    );
  });

  it('stops at 200 results', () => {
    assert.equal(short('dkim=pass;'.repeat(5000)).length, 200);
  });
});

describe('the explained results', () => {
  it('have a sentence for every result, property and action', () => {
    const { fields } = read(['Authentication-Results', failing]);
    assert.deepEqual(
      fields.map(({ key, understood }) => [key, understood]),
      [
        'spf',
        'smtp.mailfrom',
        'dkim',
        'header.d',
        'dmarc',
        'action',
        'header.from',
        'compauth',
        'reason',
      ].map((key) => [key, true]),
    );
    assert.ok(fields.every(({ sentence }) => sentence !== ''));
    assert.match(field(fields, 'action')?.sentence ?? '', /rejection/);
    assert.equal(field(fields, 'spf')?.value, 'fail (sender IP is 203.0.113.9)');
  });

  it('say why a signature is not valid', () => {
    const { fields } = read([
      'Authentication-Results',
      'spf=none; dkim=fail (signature timestamp exipred) header.d=a.example',
    ]);
    assert.match(field(fields, 'dkim')?.sentence ?? '', /expired/);
  });

  it('know the name in HELO that stands for an empty MAIL FROM', () => {
    const { fields } = read([
      'Authentication-Results',
      'spf=none smtp.helo=host.example; dkim=none',
    ]);
    assert.match(field(fields, 'smtp.helo')?.sentence ?? '', /MAIL FROM was empty/);
  });

  for (const value of ['timeout', 'ignore', 'test', 'permerror', 'temperror', 'neutral']) {
    it(`know dkim=${value}`, () => {
      const { fields } = read(['Authentication-Results', `spf=none; dkim=${value}`]);
      assert.equal(field(fields, 'dkim')?.understood, true);
    });
  }

  for (const value of ['permerror', 'temperror', 'bestguesspass', 'none']) {
    it(`know dmarc=${value}`, () => {
      const { fields } = read(['Authentication-Results', `spf=none; dkim=none; dmarc=${value}`]);
      assert.equal(field(fields, 'dmarc')?.understood, true);
    });
  }

  it('keep a value and a method that nobody knows, and say so', () => {
    const { fields } = read(['Authentication-Results', 'spf=maybe; newcheck=good x.y=z']);
    assert.deepEqual(
      fields.map(({ key, value, understood, sentence }) => [key, value, understood, sentence]),
      [
        ['spf', 'maybe', false, ''],
        ['newcheck', 'good', false, ''],
        ['x.y', 'z', false, ''],
      ],
    );
  });

  it('are the same for a header that is encoded as a whole', () => {
    const word = `=?utf-8?B?${Buffer.from(passing).toString('base64')}?=`;
    assert.deepEqual(
      read(['Authentication-Results', word]),
      read(['Authentication-Results', passing]),
    );
    const half = passing.length / 2;
    const words = [passing.slice(0, half), passing.slice(half)]
      .map((part) => `=?utf-8?B?${Buffer.from(part).toString('base64')}?=`)
      .join('\r\n ');
    assert.equal(read(['Authentication-Results', words]).values.compauthReason, '100');
  });
});
