import assert from 'node:assert/strict';
import type { MailRecord } from '../../../src/simulator/mail/mail-record.js';
import { rows, rules } from '../simulator/raw-client.js';
import { mailWorld } from '../simulator-hunting/mail-world.js';
import type { MailWorld, MailWorldOptions } from '../simulator-hunting/mail-world.js';
import { copy, hoursAgo, message } from '../simulator-hunting/sample-mail.js';

const DETAIL = 'Get-DetailZapReport';

function zapped(number: number, zappedHoursAgo: number): MailRecord {
  const event = {
    at: hoursAgo(zappedHoursAgo),
    actionType: number % 2 === 0 ? 'Phish ZAP' : 'Spam ZAP',
    result: number === 3 ? 'Error' : 'Success',
    from: 'inbox',
    to: number % 2 === 0 ? 'quarantine' : 'junkemail',
  } as const;
  return message({
    networkMessageId: `11111111-1111-4111-8111-00000000000${number}`,
    subject: `subject ${number}`,
    receivedAt: hoursAgo(zappedHoursAgo + 1),
    copies: [copy({ immutableId: `copy ${number}`, postDelivery: [event] })],
  });
}

describe('simulated ZAP report', () => {
  let world: MailWorld;
  const begin = async (options: MailWorldOptions = {}) => {
    world = await mailWorld([zapped(4, 200), zapped(3, 50), zapped(2, 30), zapped(1, 10)], options);
  };
  const ask = async (parameters: Readonly<Record<string, unknown>> = {}, name = DETAIL) =>
    world.reader({ name, parameters });
  const subjects = async (parameters: Readonly<Record<string, unknown>>) =>
    rows((await ask(parameters)).json['value']).map((row) => row['Subject']);
  afterEach(() => world.simulator.close());

  it('tells each ZAP of the last three days, newest first, without any message id', async () => {
    await begin();
    const [first, ...more] = rows((await ask()).json['value']);
    assert.equal(more.length, 2);
    const plain = Object.entries(first ?? {}).filter(([name]) => !name.includes('@'));
    assert.deepEqual(Object.fromEntries(plain), {
      Subject: 'subject 1',
      ReceivedTime: hoursAgo(11),
      Sender: 'desk@sender.example',
      Recipient: 'ida@contoso.example',
      ZapTime: hoursAgo(10),
      OriginalThreat: 'No threat',
      OriginalLocation: 'Inbox',
      UpdatedThreat: 'Spam',
      UpdatedDeliveryLocation: 'Junk folder',
      DeliveryStatus: 'Success',
      DetectionTechnology: 'Fingerprint matching',
    });
    const failed = more.find((row) => row['Subject'] === 'subject 3');
    assert.equal(failed?.['DeliveryStatus'], 'Error');
    assert.equal(failed['UpdatedDeliveryLocation'], 'Inbox');
  });

  it('takes dates up to ten days back, both or none', async () => {
    await begin();
    const range = (hoursBack: number) => ({ StartDate: hoursAgo(hoursBack), EndDate: hoursAgo(0) });
    assert.equal((await subjects(range(240))).length, 4);
    assert.deepEqual(await subjects({ StartDate: hoursAgo(40), EndDate: hoursAgo(20) }), [
      'subject 2',
    ]);
    const bad = [
      range(11 * 24),
      { StartDate: hoursAgo(20) },
      { StartDate: hoursAgo(1), EndDate: hoursAgo(2) },
      { StartDate: 'last week', EndDate: 'now' },
      { PageSize: 5001 },
      { PageSize: 0 },
      { Page: 1001 },
    ];
    for (const parameters of bad) {
      assert.equal((await ask(parameters)).status, 400, JSON.stringify(parameters));
    }
  });

  it('gives pages by Page and PageSize', async () => {
    await begin();
    assert.deepEqual(await subjects({ PageSize: 2, Page: 1 }), ['subject 1', 'subject 2']);
    assert.deepEqual(await subjects({ PageSize: 2, Page: 2 }), ['subject 3']);
    assert.deepEqual(await subjects({ PageSize: 2, Page: 3 }), []);
  });

  it('puts spaces into the names when told so', async () => {
    await begin({ quirks: { zapReportKeys: 'spaced' } });
    const [first] = rows((await ask()).json['value']);
    assert.equal(first?.['ZAP Time'], hoursAgo(10));
    assert.equal(first['Updated Delivery Location'], 'Junk folder');
    assert.ok(!('ZapTime' in first));
  });

  it('is empty without Defender for Office 365, or an error where told so', async () => {
    await begin({ defender: 'none' });
    assert.deepEqual((await ask()).json['value'], []);
    await world.simulator.close();
    await begin({ defender: 'none', quirks: { zapReportUnlicensed: 'error' } });
    assert.equal((await ask()).status, 400);
    await world.simulator.close();
    await begin({ defender: 'P1' });
    assert.equal((await subjects({})).length, 3);
  });

  it('counts by day and kind', async () => {
    await begin();
    const answer = await ask({}, 'Get-AggregateZapReport');
    const counted = rows(answer.json['value']).map((row) => [
      row['Date'],
      row['EventType'],
      row['ZapActionCount'],
    ]);
    assert.deepEqual(counted, [
      ['2026-11-21T00:00:00Z', 'Spam', 1],
      ['2026-11-20T00:00:00Z', 'Phish', 1],
      ['2026-11-19T00:00:00Z', 'Spam', 1],
    ]);
    assert.deepEqual(rules(world.simulator), []);
  });
});
