import assert from 'node:assert/strict';
import { rules } from '../simulator/raw-client.js';
import { mailWorld } from '../simulator-hunting/mail-world.js';
import type { MailWorld, MailWorldOptions } from '../simulator-hunting/mail-world.js';
import { hoursAgo } from '../simulator-hunting/sample-mail.js';
import { JUNKED, numbered, only, PHISH, reportRows, statusOf } from './report-world.js';

const SPOOF = 'Get-SpoofMailReport';
const INSIGHT = 'Get-SpoofIntelligenceInsight';
const FAILED = { spf: 'fail', dkim: 'none', dmarc: 'fail', compauth: 'fail', reason: '601' };
const DIRECTOR = {
  senderAddress: 'Director@Contoso.example',
  forged: 'own-domain',
  authentication: FAILED,
} as const;
const JONAS = { recipient: 'jonas@contoso.example' };

const FORGED = [
  numbered(900, { ...DIRECTOR }),
  numbered(33, { ...DIRECTOR, ptr: 'InfoDomainNonexistent' }),
  numbered(9, { ...DIRECTOR, edgeBlocked: true }, [{ rejected: 'edge', deliveredTo: 'purged' }]),
  numbered(8, { ...DIRECTOR, filtered: PHISH }, [JUNKED, JONAS]),
  numbered(7, { ...DIRECTOR, filtered: PHISH }, [JUNKED]),
  numbered(6, { forged: 'other-domain', senderAddress: 'news@bank.example' }),
  numbered(5, { direction: 'Outbound', ...DIRECTOR }),
  numbered(4),
];

describe('simulated reports of forged senders', () => {
  let world: MailWorld;
  const begin = async (options: MailWorldOptions = {}) => {
    world = await mailWorld(FORGED, options);
  };
  afterEach(() => world.simulator.close());

  it('counts forged messages, not recipients, by day and by who sent as whom', async () => {
    await begin();
    const found = await reportRows(world, SPOOF);
    assert.deepEqual(only(found, 'Date', 'SpoofedSender', 'SpoofType', 'Action', 'MessageCount'), [
      ['2026-11-21T00:00:00Z', 'bank.example', 'External', 'GoodMail', 1],
      ['2026-11-21T00:00:00Z', 'director@contoso.example', 'Internal', 'CaughtAsSpam', 2],
      ['2026-11-20T00:00:00Z', 'director@contoso.example', 'Internal', 'GoodMail', 1],
      ['2026-10-15T00:00:00Z', 'director@contoso.example', 'Internal', 'GoodMail', 1],
    ]);
    assert.deepEqual(found[1], {
      Date: '2026-11-21T00:00:00Z',
      EventType: 'SpoofMail',
      Direction: 'Inbound',
      Domain: 'contoso.example',
      Action: 'CaughtAsSpam',
      SpoofedSender: 'director@contoso.example',
      TrueSender: 'mailer.example',
      SenderIp: '',
      SendingInfrastructure: 'mailer.example',
      MessageCount: 2,
      SpoofType: 'Internal',
      Source: 'Spoof intelligence',
      CompAuthResult: 'fail',
      CompAuthReason: '601',
      SpfAuthStatus: 'fail',
      DkimAuthStatus: 'none',
      DmarcAuthStatus: 'fail',
    });
    const withoutPtr = only(found.slice(2, 3), 'TrueSender', 'SenderIp', 'SendingInfrastructure');
    assert.deepEqual(withoutPtr, [['', '203.0.113.9', '203.0.113.9']]);
    assert.deepEqual(rules(world.simulator), []);
  });

  it('takes 90 days, pages and the few words of its filters', async () => {
    await begin();
    const count = async (parameters: Readonly<Record<string, unknown>>) =>
      (await reportRows(world, SPOOF, parameters)).length;
    const range = { StartDate: hoursAgo(24), EndDate: hoursAgo(0) };
    assert.equal(await count({ ...range, Direction: 'Inbound', EventType: 'SpoofMail' }), 2);
    assert.equal(await count({ Action: 'CaughtAsSpam' }), 1);
    assert.equal(await count({ PageSize: 3, Page: 2 }), 1);
    const bad = [
      { Direction: 'Outbound' },
      { EventType: 'Spoof' },
      { Action: 'Quarantine' },
      { EndDate: hoursAgo(0) },
      { StartDate: hoursAgo(91 * 24), EndDate: hoursAgo(0) },
      { PageSize: 5001 },
    ];
    for (const parameters of bad) {
      assert.equal(await statusOf(world, SPOOF, parameters), 400, JSON.stringify(parameters));
    }
    assert.deepEqual(rules(world.simulator), []);
  });

  it("has other names where Microsoft's page has them", async () => {
    await begin({ quirks: { zapReportKeys: 'spaced' } });
    const [row] = await reportRows(world, SPOOF);
    assert.deepEqual(Object.keys(row ?? {}), [
      ...['Date', 'Event Type', 'Direction', 'Domain', 'Action', 'Spoofed User', 'True Sender'],
      ...['Sender IP', 'Sending Infrastructure', 'Count', 'Spoof Type', 'Source', 'Result'],
      ...['Result Code', 'SPF', 'DKIM', 'DMARC'],
    ]);
  });

  it('names the pairs of the last thirty days, and whether they get in', async () => {
    await begin();
    const found = await reportRows(world, INSIGHT);
    assert.deepEqual(found, [
      {
        SpoofedUser: 'bank.example',
        SendingInfrastructure: 'mailer.example',
        MessageCount: 1,
        LastSeen: hoursAgo(6),
        SpoofType: 'External',
        Action: 'Allow',
      },
      {
        SpoofedUser: 'director@contoso.example',
        SendingInfrastructure: 'mailer.example',
        MessageCount: 2,
        LastSeen: hoursAgo(7),
        SpoofType: 'Internal',
        Action: 'Block',
      },
      {
        SpoofedUser: 'director@contoso.example',
        SendingInfrastructure: '203.0.113.9',
        MessageCount: 1,
        LastSeen: hoursAgo(33),
        SpoofType: 'Internal',
        Action: 'Allow',
      },
    ]);
    assert.equal((await reportRows(world, INSIGHT, { Identity: 'anything' })).length, 3);
    assert.deepEqual(rules(world.simulator), []);
    await reportRows(world, INSIGHT, { Identity: '' });
    assert.deepEqual(rules(world.simulator), ['empty-identity']);
  });
});

describe('simulated Get-MailFilterListReport', () => {
  it('lists what the reports may be asked for', async () => {
    const world = await mailWorld([]);
    const values = async (parameters: Readonly<Record<string, unknown>>) =>
      only(await reportRows(world, 'Get-MailFilterListReport', parameters), 'Value').flat();
    const events = await values({ SelectionTarget: 'EventTypes' });
    for (const word of ['Message passed', 'General filter', 'Spoof intra-org', 'Bulk']) {
      assert.ok(events.includes(word), word);
    }
    assert.ok((await values({ SelectionTarget: 'Actions' })).includes('Quarantine'));
    const domains = await values({ SelectionTarget: 'Domain', Domain: 'contoso.example' });
    assert.deepEqual(domains, ['contoso.example']);
    assert.deepEqual(await values({ SelectionTarget: 'TransportRule' }), []);
    const all = await reportRows(world, 'Get-MailFilterListReport');
    const targets = new Set(only(all, 'SelectionTarget').flat());
    assert.deepEqual(targets, new Set(['Actions', 'Domain', 'EventTypes']));
    const bad = { SelectionTarget: 'Senders' };
    assert.equal(await statusOf(world, 'Get-MailFilterListReport', bad), 400);
    assert.deepEqual(rules(world.simulator), []);
    await world.simulator.close();
  });
});
