import assert from 'node:assert/strict';
import { rules } from '../simulator/raw-client.js';
import { mailWorld } from '../simulator-hunting/mail-world.js';
import type { MailWorld, MailWorldOptions } from '../simulator-hunting/mail-world.js';
import { hoursAgo, message, zappedCopy } from '../simulator-hunting/sample-mail.js';
import {
  BULK,
  JUNKED,
  MALWARE,
  numbered,
  only,
  PHISH,
  QUARANTINED,
  reportRows,
  SPAM,
  statusOf,
} from './report-world.js';
import type { Row } from './report-world.js';

const DETAIL = 'Get-MailDetailATPReport';
const HOSTILE = '=cmd|calc ‮[x](http://evil.example) ${7*7} \u0000<at>all</at> \ud83d\ude00';

const WEEK = [
  numbered(400, { filtered: SPAM }, [JUNKED]),
  numbered(60, { filtered: MALWARE, files: [] }, [QUARANTINED]),
  numbered(50, { direction: 'Outbound', senderAddress: 'ida@contoso.example', filtered: SPAM }, [
    { recipient: 'out@far.example', deliveredTo: 'inbox' },
  ]),
  numbered(40, { filtered: PHISH, orgLevelPolicy: 'Phishing simulation' }),
  numbered(30, { direction: 'Intra-org', senderAddress: 'ida@contoso.example', filtered: PHISH }, [
    QUARANTINED,
  ]),
  numbered(20, { filtered: BULK, bcl: 8 }, [JUNKED, { recipient: 'jonas@contoso.example' }]),
  numbered(10, { filtered: SPAM, edgeBlocked: true }, [
    { rejected: 'edge', deliveredTo: 'purged' },
  ]),
  numbered(5),
];

describe('simulated Get-MailDetailATPReport', () => {
  let world: MailWorld;
  const begin = async (messages = WEEK, options: MailWorldOptions = {}) => {
    world = await mailWorld(messages, options);
  };
  const subjects = async (parameters: Row = {}) =>
    (await reportRows(world, DETAIL, parameters)).map((row) => row['Subject']);
  afterEach(() => world.simulator.close());

  it('has a row for each recipient of mail with a verdict, newest first, and none of edge blocks, simulations and clean mail', async () => {
    await begin();
    const found = await reportRows(world, DETAIL);
    assert.deepEqual(
      only(
        found,
        'Subject',
        'RecipientAddress',
        'Direction',
        'VerdictSource',
        'EventType',
        'Action',
      ),
      [
        ['subject 20', 'ida@contoso.example', 'Inbound', 'Spam', 'Bulk', 'MoveToJmf'],
        ['subject 20', 'jonas@contoso.example', 'Inbound', 'Spam', 'Bulk', 'NoAction'],
        ['subject 30', 'ida@contoso.example', 'IntraOrg', 'Phish', 'Spoof intra-org', 'Quarantine'],
        ['subject 50', 'out@far.example', 'Outbound', 'Spam', 'General filter', 'NoAction'],
        [
          'subject 60',
          'ida@contoso.example',
          'Inbound',
          'Malware',
          'File detonation',
          'Quarantine',
        ],
        ['subject 400', 'ida@contoso.example', 'Inbound', 'Spam', 'General filter', 'MoveToJmf'],
      ],
    );
    assert.deepEqual(found[0], {
      Organization: 'contoso.onmicrosoft.com',
      Date: hoursAgo(20),
      MessageId: '<20@sender.example>',
      MessageTraceId: '11111111-1111-4111-8111-000000000020',
      Domain: 'contoso.example',
      Subject: 'subject 20',
      MessageSize: 4096,
      Direction: 'Inbound',
      SenderAddress: 'desk@sender.example',
      RecipientAddress: 'ida@contoso.example',
      EventType: 'Bulk',
      BulkComplaintLevel: 8,
      VerdictSource: 'Spam',
      VerdictType: 'Spam',
      Action: 'MoveToJmf',
      FileName: '',
      MalwareName: '',
    });
    assert.equal(found[4]?.['MalwareName'], 'URL');
    assert.deepEqual(rules(world.simulator), []);
  });

  it('goes back ten days, and thirty with Defender for Office 365', async () => {
    const range = (days: number) => ({ StartDate: hoursAgo(days * 24), EndDate: hoursAgo(0) });
    await begin(WEEK, { defender: 'none' });
    assert.equal((await subjects(range(10))).length, 5);
    assert.equal((await subjects()).length, 5);
    assert.equal(await statusOf(world, DETAIL, range(11)), 400);
    await world.simulator.close();
    await begin(WEEK, { defender: 'P1' });
    assert.equal((await subjects(range(30))).length, 6);
    assert.equal(await statusOf(world, DETAIL, range(31)), 400);
  });

  it('is filtered by what the page names, and by nothing else', async () => {
    await begin();
    assert.deepEqual(await subjects({ Direction: 'Outbound,IntraOrg' }), [
      'subject 30',
      'subject 50',
    ]);
    assert.deepEqual(await subjects({ EventType: ['bulk', 'File detonation'] }), [
      ...['subject 20', 'subject 20', 'subject 60'],
    ]);
    assert.deepEqual(await subjects({ SenderAddress: 'IDA@contoso.example' }), [
      ...['subject 30', 'subject 50'],
    ]);
    assert.deepEqual(await subjects({ RecipientAddress: ['jonas@contoso.example'] }), [
      'subject 20',
    ]);
    assert.deepEqual(await subjects({ MessageId: '<60@sender.example>' }), ['subject 60']);
    assert.deepEqual(await subjects({ MessageTraceId: '11111111-1111-4111-8111-000000000030' }), [
      'subject 30',
    ]);
    assert.deepEqual(await subjects({ MalwareName: 'URL' }), ['subject 60']);
    assert.equal((await subjects({ Domain: 'All' })).length, 6);
    assert.deepEqual(await subjects({ Domain: 'contoso.onmicrosoft.com' }), []);
    assert.deepEqual(rules(world.simulator), []);
    const bad = [
      { Direction: 'Intra-org' },
      { EventType: 'Anything' },
      { Domain: 'other.example' },
      { MalwareName: 'Word' },
      { StartDate: hoursAgo(2) },
      { StartDate: hoursAgo(1), EndDate: hoursAgo(2) },
      { StartDate: 'yesterday', EndDate: 'today' },
      { Page: 0 },
      { Page: 1001 },
      { PageSize: 5001 },
    ];
    for (const parameters of bad) {
      assert.equal(await statusOf(world, DETAIL, parameters), 400, JSON.stringify(parameters));
    }
    assert.deepEqual(rules(world.simulator), []);
    for (const name of ['Action', 'VerdictType', 'ProbeTag']) {
      assert.equal(await statusOf(world, DETAIL, { [name]: 'Spam' }), 400);
    }
    assert.deepEqual(rules(world.simulator), Array(3).fill('unknown-parameter'));
  });

  it('ends after 10,000 rows without a word, and only a filter brings the rest', async () => {
    const recipients = Array.from({ length: 10_050 }, (_, index) => ({
      ...JUNKED,
      recipient: `user${index}@contoso.example`,
      immutableId: `copy ${index}`,
    }));
    await begin([
      numbered(6, { filtered: SPAM }, recipients),
      numbered(5, { filtered: BULK }, [JUNKED]),
    ]);
    const page = (Page: number) => ({ Page, PageSize: 5000 });
    assert.equal((await reportRows(world, DETAIL, page(1))).length, 5000);
    assert.equal((await reportRows(world, DETAIL, page(2))).length, 5000);
    assert.equal((await reportRows(world, DETAIL, page(3))).length, 0);
    const last = await world.reader({ name: DETAIL, parameters: page(2) });
    assert.equal(last.json['@adminapi.warnings'], undefined);
    assert.equal((await reportRows(world, DETAIL, { ...page(2), EventType: 'Bulk' })).length, 0);
    const rest = { RecipientAddress: 'user10049@contoso.example' };
    assert.equal((await reportRows(world, DETAIL, rest)).length, 1);
  }).timeout(20_000);

  it('tells what ZAP found and where it put the mail, or not, as the quirk says', async () => {
    const zapped = [message({ copies: [zappedCopy()] })];
    const actions = async () => only(await reportRows(world, DETAIL), 'VerdictSource', 'Action');
    await begin(zapped);
    assert.deepEqual(await actions(), [['Phish', 'Quarantine']]);
    await world.simulator.close();
    await begin(zapped, { quirks: { zapInReports: 'delivery' } });
    assert.deepEqual(await actions(), []);
    await world.simulator.close();
    await begin(zapped, { quirks: { zapInReports: 'gone' } });
    assert.deepEqual(await actions(), []);
    const traffic = await reportRows(world, 'Get-MailTrafficATPReport');
    assert.deepEqual(traffic, []);
  });

  it('has mail only after a while when told so', async () => {
    await begin(WEEK, { quirks: { reportLagMinutes: 20 * 60 + 20 } });
    assert.equal((await subjects()).includes('subject 20'), false);
    world.wait(25 * 60);
    assert.equal((await subjects()).includes('subject 20'), true);
  });

  it("writes the names as Microsoft's page does when told so, and text as it came", async () => {
    await begin([numbered(3, { subject: HOSTILE, filtered: SPAM }, [JUNKED])], {
      quirks: { zapReportKeys: 'spaced' },
    });
    const [row] = await reportRows(world, DETAIL);
    assert.deepEqual(Object.keys(row ?? {}), [
      ...['Date', 'Message ID', 'Message Trace ID', 'Domain', 'Subject', 'Message Size'],
      ...['Direction', 'Sender Address', 'Recipient Address', 'Event Type'],
      ...['Bulk complaint level', 'Verdict Type', 'Action', 'File Name', 'Malware Name'],
    ]);
    assert.equal(row?.['Subject'], HOSTILE);
    assert.equal(row['Verdict Type'], 'Spam');
  });
});
