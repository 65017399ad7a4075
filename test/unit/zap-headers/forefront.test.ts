import assert from 'node:assert/strict';
import { forefrontWords } from '../../../src/zap/analysis/headers/forefront-words.js';
import { semicolonPairs } from '../../../src/zap/analysis/headers/semicolon-pairs.js';
import { codes, field, read } from './sample-headers.js';

const name = 'X-Forefront-Antispam-Report';
const report =
  'CIP:203.0.113.9;CTRY:NL;LANG:en;SCL:5;SRV:BULK;IPV:NLI;SFV:SPM;H:mail.a.example;PTR:host.a.example;CAT:SPOOF;SFS:(13230040)(376014);DIR:INB;';

describe('X-Forefront-Antispam-Report', () => {
  it('fills the columns and explains every field', () => {
    const { values, fields } = read([name, report]);
    assert.deepEqual(
      [values.connectingIp, values.country, values.scl, values.srv, values.ipv, values.sfv],
      ['203.0.113.9', 'NL', 5, 'BULK', 'NLI', 'SPM'],
    );
    assert.deepEqual(
      [values.helo, values.ptr, values.cat, values.direction],
      ['mail.a.example', 'host.a.example', 'SPOOF', 'INB'],
    );
    assert.ok(fields.every(({ understood }) => understood));
    assert.deepEqual(
      fields.filter(({ sentence }) => sentence === '').map(({ key }) => key),
      ['SFS'],
    );
  });

  it('is read the same with spaces after the semicolons, without the last one, and with runs of them', () => {
    const plain = read([name, report]);
    for (const form of [
      report.replaceAll(';', '; '),
      report.replaceAll(';', ' ;\r\n\t'),
      report.slice(0, -1),
      `;;${report.replaceAll(';', ';;;')}`,
      report.replace('CIP:', 'cip : '),
    ]) {
      assert.deepEqual(read([name, form]), plain);
    }
  });

  it('takes (null) and nothing as no value', () => {
    const { values, fields } = read([
      name,
      'CIP:203.0.113.9;CTRY:;LANG:(null);SRV:;PTR:(NULL);H:;CAT:;SFTY:;',
    ]);
    assert.deepEqual(
      [values.country, values.srv, values.ptr, values.helo, values.cat],
      [undefined, undefined, undefined, undefined, undefined],
    );
    assert.ok(fields.every(({ understood }) => understood));
    assert.match(field(fields, 'CTRY')?.sentence ?? '', /no value/);
  });

  it('keeps all of an IPv6 address', () => {
    const { values, fields } = read([name, 'CIP:2001:db8:a::9;CTRY:DE;']);
    assert.equal(values.connectingIp, '2001:db8:a::9');
    assert.equal(field(fields, 'CIP')?.understood, true);
  });

  it('takes 255.255.255.255 for an internal submission, never for an address', () => {
    const inside = read(
      ['Authentication-Results', 'spf=pass (sender IP is 198.51.100.4) smtp.mailfrom=a.example'],
      [name, 'CIP:255.255.255.255;CTRY:;H:X.eurprd01.prod.outlook.com;PTR:;DIR:INT;'],
    );
    assert.equal(inside.values.connectingIp, undefined);
    assert.match(field(inside.fields, 'CIP')?.sentence ?? '', /inside Exchange/);
    assert.ok(!codes(inside).includes('no-ptr'));
  });

  it('does not take text for an address or a country', () => {
    const { values, fields } = read([name, 'CIP:1.2.3.4.evil;CTRY:<b>;SCL:99x;LANG:!!']);
    assert.equal(values.connectingIp, undefined);
    assert.equal(values.scl, undefined);
    assert.deepEqual(
      fields.map(({ key, understood }) => [key, understood]),
      [
        ['CIP', false],
        ['CTRY', false],
        ['SCL', false],
        ['LANG', false],
      ],
    );
  });

  it("leaves the sender's own tenant's stamp, -Untrusted, out of the values", () => {
    const { values, fields, otherHops } = read([`${name}-Untrusted`, report]);
    assert.deepEqual(fields, []);
    assert.deepEqual(
      [values.sfv, values.scl, values.connectingIp],
      [undefined, undefined, undefined],
    );
    assert.equal(field(otherHops, 'SFV', `${name}-Untrusted`)?.value, 'SPM');
  });

  it('of several counts the last, and keeps the others apart', () => {
    const { values, otherHops } = read([name, 'SFV:NSPM;SCL:1;'], [name, 'SFV:SPM;SCL:6;']);
    assert.deepEqual([values.sfv, values.scl], ['SPM', 6]);
    assert.equal(field(otherHops, 'SFV', name)?.value, 'NSPM');
  });

  it('keeps a key and a value that nobody knows', () => {
    const { fields } = read([name, 'NEW:thing;CAT:XYZ;noColon;__proto__:x;constructor:y']);
    assert.deepEqual(
      fields.map(({ key, value, understood }) => [key, value, understood]),
      [
        ['NEW', 'thing', false],
        ['CAT', 'XYZ', false],
        ['noColon', '', false],
        ['__proto__', 'x', false],
        ['constructor', 'y', false],
      ],
    );
    assert.equal(
      field(read([name, 'CAT:constructor;SFV:__proto__']).fields, 'SFV')?.understood,
      false,
    );
  });

  it('is not moved by pairs that a sender smuggles in with its HELO', () => {
    const { values } = read([
      name,
      'CIP:203.0.113.9;CTRY:NL;SCL:9;SFV:SPM;H:x;SCL:-1;SFV:SKN;CIP:198.51.100.1;CAT:NONE;DIR:INT;PTR:;CAT:PHSH;DIR:INB;',
    ]);
    assert.deepEqual(
      [values.scl, values.sfv, values.connectingIp, values.cat, values.direction, values.helo],
      [9, 'SPM', '203.0.113.9', 'PHSH', 'INB', 'x'],
    );
  });

  it('stops at 200 pairs', () => {
    assert.equal(semicolonPairs('A:b;'.repeat(9000)).length, 200);
  });

  const documented: Readonly<Record<string, string>> = {
    CAT: 'NONE AMP BIMP BULK DIMP FTBP GIMP HPHSH HPHISH HSPM INTOS MALW OSPM PHSH SAP SPM SPOOF UIMP',
    DIR: 'INB OUT INT',
    IPV: 'CAL NLI',
    SFTY: '9.19 9.20 9.25',
    SFV: 'BLK NSPM SFE SKA SKB SKI SKN SKQ SKS SPM DMS',
    SRV: 'BULK',
    SCL: '-1 0 1 2 3 4 5 6 7 8 9',
  };
  for (const [key, values] of Object.entries(documented)) {
    it(`explains every documented value of ${key}`, () => {
      for (const value of values.split(' ')) {
        assert.ok(forefrontWords.get(key.toLowerCase())?.explain(value), `${key}:${value}`);
      }
      assert.equal(forefrontWords.get(key.toLowerCase())?.explain('no such value'), undefined);
    });
  }

  it('says of every verdict that it is the one at delivery', () => {
    const verdicts = [
      ...'NSPM SPM SKA SKB SKN SKS SFE BLK DMS'.split(' ').map((value) => `SFV:${value}`),
      ...'NONE SPM PHSH HPHSH MALW SPOOF BULK'.split(' ').map((value) => `CAT:${value}`),
      ...['-1', '0', '1', '5', '6', '9'].map((value) => `SCL:${value}`),
    ];
    for (const verdict of verdicts) {
      const [explained] = read([name, verdict]).fields;
      assert.match(explained?.sentence ?? '', /^At delivery/, verdict);
    }
  });
});
