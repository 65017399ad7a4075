import assert from 'node:assert/strict';
import { codes, field, read } from './sample-headers.js';

const id = 'A1B2C3D4-0000-4111-8222-0123456789AB';
const delivery = 'X-Microsoft-Antispam-Mailbox-Delivery';
const zap = ['X-Microsoft-Antispam-ZAP-Message-Info', 'c3ludGhldGlj'] as const;

describe('X-Microsoft-Antispam', () => {
  for (const [value, sentence] of [
    ['0', /not known as a bulk sender/],
    ['3', /few complaints/],
    ['5', /mixed/],
    ['9', /many complaints/],
  ] as const) {
    it(`gives BCL ${value} as a number and in words`, () => {
      const { values, fields } = read([
        'X-Microsoft-Antispam',
        `BCL:${value};ARA:13230040|376014;`,
      ]);
      assert.equal(values.bcl, Number(value));
      assert.match(field(fields, 'BCL')?.sentence ?? '', sentence);
      assert.deepEqual(
        [field(fields, 'ARA')?.understood, field(fields, 'ARA')?.sentence],
        [true, ''],
      );
    });
  }

  it("of the sender's tenant is not ours", () => {
    const { values, otherHops } = read(['X-Microsoft-Antispam-Untrusted', 'BCL:9;']);
    assert.equal(values.bcl, undefined);
    assert.equal(field(otherHops, 'BCL')?.value, '9');
  });

  it('with a level that is none gives no value', () => {
    for (const bad of ['', 'x', '10', '-1', '5.5', '1e1', '0x1']) {
      const { values, fields } = read(['X-Microsoft-Antispam', `BCL:${bad};`]);
      assert.equal(field(fields, 'BCL')?.understood, bad === '');
      assert.ok(values.bcl === undefined || bad === '10' || bad === '-1');
    }
  });
});

describe('SCL and PCL', () => {
  it('come from the organization headers', () => {
    const { values } = read(
      ['X-MS-Exchange-Organization-SCL', '5'],
      ['X-MS-Exchange-Organization-PCL', '2'],
      ['X-Forefront-Antispam-Report', 'SCL:1;'],
    );
    assert.deepEqual([values.scl, values.pcl], [5, 2]);
  });

  it('fall back to the Forefront report and to X-Microsoft-Antispam', () => {
    const { values } = read(
      ['X-Forefront-Antispam-Report', 'SCL:-1;'],
      ['X-Microsoft-Antispam', 'BCL:0;PCL:4;'],
    );
    assert.deepEqual([values.scl, values.pcl], [-1, 4]);
  });

  it('of 1 on a zapped message never reads as harmless', () => {
    const report = read(
      ['X-MS-Exchange-Organization-SCL', '1'],
      ['X-Forefront-Antispam-Report', 'SCL:1;SFV:NSPM;CAT:NONE;'],
      zap,
    );
    for (const { sentence } of report.fields) {
      assert.doesNotMatch(sentence, /low risk|harmless|safe\b|clean/i);
    }
    assert.match(
      field(report.fields, '', 'X-MS-Exchange-Organization-SCL')?.sentence ?? '',
      /^At delivery/,
    );
    assert.ok(
      report.observations.some(
        ({ code, sentence }) => code === 'zapped' && sentence.includes('older'),
      ),
    );
    assert.ok(!report.observations.some(({ weight }) => weight === 'good'));
  });
});

describe('the ZAP header', () => {
  it('counts by its presence alone; its value is shown nowhere', () => {
    const report = read(zap);
    assert.equal(report.zapped, true);
    assert.equal(read(['x-microsoft-antispam-zap-message-info', '']).zapped, true);
    assert.equal(read(['Subject', 'X-Microsoft-Antispam-ZAP-Message-Info: yes']).zapped, false);
    assert.ok(!JSON.stringify(report).includes(zap[1]));
  });
});

describe('the mailbox delivery header', () => {
  it('says where the message was delivered first', () => {
    for (const [dest, folder, code] of [
      ['I', /Inbox/, 'delivered-to-inbox'],
      ['J', /Junk/, 'delivered-to-junk'],
      ['C', /rule/, 'delivered-by-rule'],
    ] as const) {
      const report = read([
        delivery,
        `ucf:0;jmr:0;auth:1;dest:${dest};OFR:SpamFilterAuthJ;ENG:(5062000305)(90000117);RF:JunkEmail;`,
      ]);
      assert.equal(report.values.deliveredTo, dest);
      assert.match(field(report.fields, 'dest')?.sentence ?? '', folder);
      assert.ok(codes(report).includes(code));
      assert.ok(report.fields.every(({ understood }) => understood));
    }
  });

  it('keeps a reason that nobody knows', () => {
    const { fields } = read([delivery, 'dest:X;OFR:Moon;new:1']);
    assert.deepEqual(
      fields.map(({ understood }) => understood),
      [false, false, false],
    );
  });
});

describe('the ids', () => {
  it('are one, whichever header holds it, in lower case', () => {
    for (const name of [
      'X-MS-Exchange-Organization-Network-Message-Id',
      'X-MS-Office365-Filtering-Correlation-Id',
      'x-ms-exchange-crosstenant-network-message-id',
    ]) {
      assert.equal(read([name, ` ${id}\r\n`]).values.networkMessageId, id.toLowerCase());
    }
  });

  it('prefer the organization header, and skip what is no GUID', () => {
    const other = id.replace('A1', 'B2');
    const correlation = ['X-MS-Office365-Filtering-Correlation-Id', other] as const;
    const organization = 'X-MS-Exchange-Organization-Network-Message-Id';
    assert.equal(read(correlation, [organization, id]).values.networkMessageId, id.toLowerCase());
    const broken = read(correlation, [organization, `${id}' or 1`]);
    assert.equal(broken.values.networkMessageId, other.toLowerCase());
    assert.equal(field(broken.fields, '', organization)?.understood, false);
  });

  it('hold the Message-ID as the sender wrote it', () => {
    assert.equal(
      read(['Message-ID', '\r\n <a.b@c.example>']).values.internetMessageId,
      '<a.b@c.example>',
    );
  });
});

describe('single values', () => {
  it('of Sender ID and of Exchange are explained', () => {
    const { fields } = read(
      ['X-SID-PRA', 'A@B.EXAMPLE'],
      ['X-SID-Result', 'FAIL'],
      ['X-MS-Exchange-Organization-AuthAs', 'Anonymous'],
      ['X-MS-Exchange-CrossTenant-FromEntityHeader', 'Internet'],
      ['X-MS-Exchange-Organization-MessageDirectionality', 'Incoming'],
      ['X-Originating-IP', '[192.0.2.4]'],
      ['X-CustomSpam', 'Image links to remote sites'],
    );
    assert.equal(fields.length, 7);
    assert.ok(fields.every(({ understood, sentence }) => understood && sentence !== ''));
  });

  it('are not repeated for headers that explain nothing', () => {
    assert.deepEqual(read(['X-MS-PublicTrafficType', 'Email'], ['Subject', 'x']).fields, []);
  });
});
