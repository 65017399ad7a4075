import assert from 'node:assert/strict';
import {
  headerColumns,
  reportColumnsOf,
} from '../../../src/zap/analysis/headers/report-columns.js';
import { edgeReceived, ownReceived, passing, read } from './sample-headers.js';

/** Each was wrong in the script whose report this one replaces. */
describe('the header columns of the report', () => {
  it('are these, in this order', () => {
    const columns = reportColumnsOf(read());
    assert.equal(
      Object.keys(columns).join(','),
      'SPF,DKIM,DMARC,CompAuth,PCL,BCL,CTRY,SFV,SRV,PTR,CIP,IPV,SCL',
    );
    assert.deepEqual(Object.keys(columns), headerColumns);
    assert.ok(Object.values(columns).every((value) => value === ''));
  });

  it('are filled, BCL among them', () => {
    const columns = reportColumnsOf(
      read(
        ...ownReceived,
        ['Authentication-Results', passing],
        edgeReceived,
        [
          'X-Forefront-Antispam-Report',
          'CIP:203.0.113.9;CTRY:NL;LANG:en;SCL:1;SRV:BULK;IPV:NLI;SFV:NSPM;H:m.a.example;PTR:m.a.example;CAT:NONE;DIR:INB;',
        ],
        ['X-Microsoft-Antispam', 'BCL:7;ARA:1;'],
        ['X-MS-Exchange-Organization-PCL', '2'],
      ),
    );
    assert.deepEqual(columns, {
      SPF: 'pass',
      DKIM: 'pass',
      DMARC: 'pass',
      CompAuth: 'pass reason=100',
      PCL: '2',
      BCL: '7',
      CTRY: 'NL',
      SFV: 'NSPM',
      SRV: 'BULK',
      PTR: 'm.a.example',
      CIP: '203.0.113.9',
      IPV: 'NLI',
      SCL: '1',
    });
  });

  it('have DMARC where the header has no compauth', () => {
    const columns = reportColumnsOf(
      read([
        'Authentication-Results',
        'spf=pass; dkim=none;dmarc=fail action=none header.from=a.example;',
      ]),
    );
    assert.deepEqual(
      [columns.SPF, columns.DKIM, columns.DMARC, columns.CompAuth],
      ['pass', 'none', 'fail', ''],
    );
  });

  it('hold every DKIM result', () => {
    const columns = reportColumnsOf(
      read([
        'Authentication-Results',
        'spf=none; dkim=fail header.d=a.example; dkim=pass header.d=b.example;dmarc=none',
      ]),
    );
    assert.equal(columns.DKIM, 'fail | pass');
  });

  it('hold what our own organisation stamped, not what stands first in the message', () => {
    const columns = reportColumnsOf(
      read(
        ['Authentication-Results', 'mx.other.example; spf=pass; dmarc=pass'],
        ['Authentication-Results', 'spf=fail; dkim=none; dmarc=fail; compauth=fail reason=001'],
      ),
    );
    assert.deepEqual(
      [columns.SPF, columns.DMARC, columns.CompAuth],
      ['fail', 'fail', 'fail reason=001'],
    );
  });

  it('take SCL from the organization header and else from the Forefront report', () => {
    const forefront = ['X-Forefront-Antispam-Report', 'SCL:5;'] as const;
    assert.equal(reportColumnsOf(read(forefront)).SCL, '5');
    assert.equal(
      reportColumnsOf(read(forefront, ['X-MS-Exchange-Organization-SCL', '-1'])).SCL,
      '-1',
    );
    assert.equal(reportColumnsOf(read(forefront, ['X-MS-Exchange-Organization-SCL', ''])).SCL, '5');
  });

  it('leave CIP empty for an internal submission', () => {
    assert.equal(
      reportColumnsOf(read(['X-Forefront-Antispam-Report', 'CIP:255.255.255.255;'])).CIP,
      '',
    );
  });
});
