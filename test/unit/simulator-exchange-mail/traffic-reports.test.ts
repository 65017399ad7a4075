import assert from 'node:assert/strict';
import { rules } from '../simulator/raw-client.js';
import { mailWorld } from '../simulator-hunting/mail-world.js';
import type { MailWorld, MailWorldOptions } from '../simulator-hunting/mail-world.js';
import { hoursAgo } from '../simulator-hunting/sample-mail.js';
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

const TRAFFIC = 'Get-MailTrafficATPReport';
const SUMMARY = 'Get-MailTrafficSummaryReport';
const FLOW = 'Get-MailFlowStatusReport';
const IDA = 'ida@contoso.example';
const JONAS = { recipient: 'jonas@contoso.example' };
/** The tests ask on 21 November at noon, UTC. */
const WEEK = [
  numbered(38, { filtered: MALWARE }, [QUARANTINED]),
  numbered(37, {}, [{}, JONAS]),
  numbered(36.5, { direction: 'Outbound', senderAddress: IDA }, [{ recipient: 'a@far.example' }]),
  numbered(8, { filtered: SPAM }, [JUNKED, { ...JUNKED, ...JONAS }]),
  numbered(7.5, { filtered: BULK }, [JUNKED]),
  numbered(7, { filtered: PHISH }, [{ ...QUARANTINED, ...JONAS }]),
  numbered(6, { filtered: SPAM, edgeBlocked: true }, [
    { rejected: 'edge', deliveredTo: 'purged' },
    { rejected: 'edge', deliveredTo: 'purged', ...JONAS },
  ]),
  numbered(5, { direction: 'Intra-org', senderAddress: IDA, filtered: SPAM }, [
    { ...JUNKED, ...JONAS },
  ]),
];

describe('simulated counts of mail', () => {
  let world: MailWorld;
  const begin = async (options: MailWorldOptions = {}) => {
    world = await mailWorld(WEEK, options);
  };
  afterEach(() => world.simulator.close());

  it('counts recipients by day, event and direction, good mail too, and no edge blocks', async () => {
    await begin();
    const found = await reportRows(world, TRAFFIC, { SummarizeBy: 'Action,Domain' });
    const shown = only(found, 'Date', 'EventType', 'Direction', 'VerdictSource', 'MessageCount');
    assert.deepEqual(shown, [
      ['2026-11-21T00:00:00Z', 'General filter', 'IntraOrg', 'Spam', 1],
      ['2026-11-21T00:00:00Z', 'Spoof intra-org', 'Inbound', 'Phish', 1],
      ['2026-11-21T00:00:00Z', 'Bulk', 'Inbound', 'Spam', 1],
      ['2026-11-21T00:00:00Z', 'General filter', 'Inbound', 'Spam', 2],
      ['2026-11-19T00:00:00Z', 'Message passed', 'Outbound', '', 1],
      ['2026-11-19T00:00:00Z', 'Message passed', 'Inbound', '', 2],
      ['2026-11-19T00:00:00Z', 'File detonation', 'Inbound', 'Malware', 1],
    ]);
    assert.ok(found.every((row) => row['Action'] === '' && row['Domain'] === ''));
    assert.deepEqual(rules(world.simulator), []);
  });

  it('aggregates by hour or over the whole stretch, filters, and ends where it is told', async () => {
    await begin();
    const range = { StartDate: hoursAgo(24), EndDate: hoursAgo(0) };
    const hours = await reportRows(world, TRAFFIC, { ...range, AggregateBy: 'hour' });
    assert.deepEqual(
      [...new Set(hours.map((row) => row['Date']))],
      ['2026-11-21T07:00:00Z', '2026-11-21T05:00:00Z', '2026-11-21T04:00:00Z'],
    );
    const all = { ...range, AggregateBy: 'Summary', Direction: 'Inbound', SummarizeBy: 'Domain' };
    assert.deepEqual(
      only(await reportRows(world, TRAFFIC, all), 'Date', 'Action', 'MessageCount'),
      [
        [hoursAgo(24), 'Quarantine', 1],
        [hoursAgo(24), 'MoveToJmf', 1],
        [hoursAgo(24), 'MoveToJmf', 2],
      ],
    );
    const count = async (parameters: Row) => (await reportRows(world, TRAFFIC, parameters)).length;
    assert.equal(await count({ Action: 'Quarantine' }), 2);
    assert.equal(await count({ EventType: ['Message passed'] }), 2);
    assert.equal(await count({ NumberOfRows: 3 }), 3);
    assert.equal(await count({ PageSize: 4, Page: 2 }), 3);
    const bad = [
      { AggregateBy: 'Week' },
      { SummarizeBy: 'Sender' },
      { NumberOfRows: 10_001 },
      { Action: 'Shred' },
      { StartDate: hoursAgo(91 * 24), EndDate: hoursAgo(0) },
    ];
    for (const parameters of bad) {
      assert.equal(await statusOf(world, TRAFFIC, parameters), 400, JSON.stringify(parameters));
    }
    assert.equal(await statusOf(world, TRAFFIC, { PivotBy: 'Action' }), 400);
    assert.deepEqual(rules(world.simulator), ['unknown-parameter']);
  });

  it('names the top by category, as text, and has no category for senders of spam', async () => {
    await begin();
    const top = async (Category: string, more: Row = {}) =>
      only(await reportRows(world, SUMMARY, { Category, ...more }), 'C1', 'C2', 'C3');
    assert.deepEqual(await top('TopSpamRecipient'), [
      [IDA, '2', ''],
      ['jonas@contoso.example', '1', ''],
    ]);
    assert.deepEqual(await top('topphishrecipient'), [['jonas@contoso.example', '1', '']]);
    assert.deepEqual(await top('TopPhishAtpRecipient'), []);
    assert.deepEqual(await top('TopMalwareAtpRecipient'), [[IDA, '1', '']]);
    assert.deepEqual(await top('TopMalware'), [['URL', '1', '']]);
    assert.deepEqual(await top('TopMailSender'), [
      ['desk@sender.example', '7', ''],
      [IDA, '1', ''],
    ]);
    assert.deepEqual(await top('TopIntraOrgSpamRecipient'), [['jonas@contoso.example', '1', '']]);
    assert.deepEqual(await top('TopIntraOrgSender'), [[IDA, '1', '']]);
    assert.deepEqual(await top('InboundTransportRuleHits'), []);
    assert.deepEqual(await top('TopMailRecipient', { PageSize: 1, Page: 2 }), [
      ['jonas@contoso.example', '3', ''],
    ]);
    for (const parameters of [{}, { Category: 'TopSpamSender' }]) {
      assert.equal(await statusOf(world, SUMMARY, parameters), 400, JSON.stringify(parameters));
    }
    assert.deepEqual(rules(world.simulator), []);
  });

  it('has edge blocks and each recipient under one threat in the mail flow status', async () => {
    await begin();
    const found = await reportRows(world, FLOW);
    assert.deepEqual(only(found, 'Date', 'Direction', 'EventType', 'MessageCount'), [
      ['2026-11-21T00:00:00Z', 'IntraOrg', 'SpamDetections', 1],
      ['2026-11-21T00:00:00Z', 'Inbound', 'EdgeBlockSpam', 2],
      ['2026-11-21T00:00:00Z', 'Inbound', 'EmailPhish', 1],
      ['2026-11-21T00:00:00Z', 'Inbound', 'SpamDetections', 3],
      ['2026-11-19T00:00:00Z', 'Outbound', 'GoodMail', 1],
      ['2026-11-19T00:00:00Z', 'Inbound', 'GoodMail', 2],
      ['2026-11-19T00:00:00Z', 'Inbound', 'EmailMalware', 1],
    ]);
    const some = { Direction: 'Inbound,Outbound', EventType: 'GoodMail,EdgeBlockSpam' };
    assert.equal((await reportRows(world, FLOW, some)).length, 3);
    assert.equal(await statusOf(world, FLOW, { EventType: 'Spam' }), 400);
    assert.equal(await statusOf(world, FLOW, { Page: 1 }), 400);
    assert.deepEqual(rules(world.simulator), ['unknown-parameter']);
  });

  it("has other names where Microsoft's pages have them", async () => {
    await begin({ quirks: { zapReportKeys: 'spaced' } });
    const [flow] = await reportRows(world, FLOW);
    assert.deepEqual(Object.keys(flow ?? {}), ['Date', 'Direction', 'Event Type', 'Count']);
    const [traffic] = await reportRows(world, TRAFFIC);
    assert.equal(traffic?.['Message Count'], 1);
    assert.equal(traffic['Verdict Source'], 'Spam');
    const [summary] = await reportRows(world, SUMMARY, { Category: 'TopMailSender' });
    assert.deepEqual(Object.keys(summary ?? {}), ['C1', 'C2', 'C3']);
  });
});
