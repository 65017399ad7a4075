import assert from 'node:assert/strict';
import type { MailRecord } from '../../../src/simulator/mail/mail-record.js';
import { rows, rules } from '../simulator/raw-client.js';
import { mailWorld } from '../simulator-hunting/mail-world.js';
import type { MailWorld } from '../simulator-hunting/mail-world.js';
import { copy, hoursAgo, message } from '../simulator-hunting/sample-mail.js';

function traced(number: number, given: Partial<MailRecord> = {}): MailRecord {
  return message({
    networkMessageId: `11111111-1111-4111-8111-${String(number).padStart(12, '0')}`,
    internetMessageId: `<${number}@sender.example>`,
    subject: `Subject ${number}`,
    receivedAt: hoursAgo(number),
    copies: [copy({ immutableId: `copy ${number}` })],
    ...given,
  });
}

describe('simulated Get-MessageTraceV2', () => {
  let world: MailWorld;
  beforeEach(async () => {
    const names = ['cy', 'bo', 'al'].map((name) => `${name}@contoso.example`);
    const many = names.map((recipient, index) =>
      copy({
        recipient,
        immutableId: recipient,
        deliveredTo: index === 0 ? 'quarantine' : index === 1 ? 'junkemail' : 'inbox',
      }),
    );
    world = await mailWorld([
      traced(100, { senderIp: '203.0.113.77' }),
      traced(47, { senderAddress: 'other@second.example' }),
      traced(1, { copies: many }),
    ]);
  });
  afterEach(() => world.simulator.close());

  const ask = (parameters: Readonly<Record<string, unknown>> = {}) =>
    world.reader({ name: 'Get-MessageTraceV2', parameters });
  const found = async (parameters: Readonly<Record<string, unknown>> = {}) => {
    const answer = await ask(parameters);
    assert.equal(answer.status, 200, answer.text);
    return rows(answer.json['value']);
  };
  const week = { StartDate: hoursAgo(168), EndDate: hoursAgo(0) };

  it('shows 48 hours, newest first and then by recipient, with the place of delivery', async () => {
    const shown = (await found()).map((row) => [row['RecipientAddress'], row['Status']]);
    assert.deepEqual(shown, [
      ['al@contoso.example', 'Delivered'],
      ['bo@contoso.example', 'FilteredAsSpam'],
      ['cy@contoso.example', 'Quarantined'],
      ['ida@contoso.example', 'Delivered'],
    ]);
    const [first] = await found();
    assert.equal(first?.['MessageTraceId'], '11111111-1111-4111-8111-000000000001');
    assert.equal(first['Received'], '2026-11-21T11:00:00Z');
    assert.equal(typeof first['Size'], 'number');
  });

  it('finds by each parameter, lists as any of them', async () => {
    const count = async (parameters: Readonly<Record<string, unknown>>) =>
      (await found({ ...week, ...parameters })).length;
    assert.equal(await count({}), 5);
    assert.equal(await count({ SenderAddress: ['OTHER@second.example', 'x@y.example'] }), 1);
    assert.equal(await count({ RecipientAddress: 'bo@contoso.example,cy@contoso.example' }), 2);
    assert.equal(await count({ MessageId: '<100@sender.example>' }), 1);
    assert.equal(await count({ MessageTraceId: '11111111-1111-4111-8111-000000000001' }), 3);
    assert.equal(await count({ FromIP: '203.0.113.77' }), 1);
    assert.equal(await count({ Status: ['Quarantined', 'FilteredAsSpam'] }), 2);
    assert.equal(await count({ Subject: 'subject 1' }), 4);
    assert.equal(await count({ Subject: '1', SubjectFilterType: 'EndsWith' }), 3);
    assert.equal(await count({ Subject: "') or 1 eq 1 or (subject eq '" }), 0);
  });

  it('has no pages: the rest begins behind the last recipient at the last time', async () => {
    const answer = await ask({ ...week, ResultSize: 2 });
    assert.deepEqual(Object.keys(answer.json).includes('@odata.nextLink'), false);
    assert.equal(rows(answer.json['@adminapi.warnings']).length, 1);
    const last = rows(answer.json['value']).at(-1);
    const rest = await found({
      ...week,
      EndDate: last?.['Received'],
      StartingRecipientAddress: last?.['RecipientAddress'],
    });
    assert.deepEqual(
      rest.map((row) => row['RecipientAddress']),
      ['cy@contoso.example', 'ida@contoso.example', 'ida@contoso.example'],
    );
  });

  it('refuses windows, sizes and values outside its limits', async () => {
    const bad = [
      { StartDate: hoursAgo(11 * 24), EndDate: hoursAgo(0) },
      { StartDate: hoursAgo(91 * 24), EndDate: hoursAgo(90 * 24) },
      { StartDate: hoursAgo(1) },
      { ResultSize: 5001 },
      { ResultSize: 'Unlimited' },
      { Status: 'Lost' },
      { Subject: 'a', SubjectFilterType: 'Like' },
      { StartingRecipientAddress: 'a@b.example' },
    ];
    for (const parameters of bad) {
      assert.equal((await ask(parameters)).status, 400, JSON.stringify(parameters));
    }
    assert.equal(
      (await ask({ StartDate: hoursAgo(89 * 24), EndDate: hoursAgo(80 * 24) })).status,
      200,
    );
  });

  it('takes 100 requests in five minutes, and blames who comes back too early', async () => {
    for (let number = 0; number < 100; number += 1) assert.equal((await ask()).status, 200);
    const refused = await ask();
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get('retry-after'), '300');
    assert.deepEqual(rules(world.simulator), []);
    world.wait(200);
    assert.equal((await ask()).status, 429);
    assert.deepEqual(rules(world.simulator), ['early-retry']);
    world.wait(101);
    assert.equal((await ask()).status, 200);
  });
});
