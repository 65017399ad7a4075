import assert from 'node:assert/strict';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import type { Simulator } from '../../../src/simulator/server.js';
import { rows, rules, start, textOf } from '../simulator/raw-client.js';
import { codeOf, graphAs, query, values } from './mail-client.js';
import type { Send } from './mail-client.js';

const PATH = '/security/collaboration/analyzedEmails';
const NEXT_YEAR = { startTime: '2020-01-01', endTime: '2099-01-01' };

describe('simulated analyzed e-mails', () => {
  let simulator: Simulator;
  let send: Send;
  beforeEach(async () => {
    simulator = await start();
    send = await graphAs(simulator, DEMO.contoso);
  });
  afterEach(() => simulator.close());

  const rowOf = async (id: string, recipient: string) => {
    const $filter = `networkMessageId eq '${id}' and recipientEmailAddress eq '${recipient}'`;
    const [row, ...others] = values(await send('GET', query(PATH, { ...NEXT_YEAR, $filter })));
    assert.ok(row);
    assert.equal(others.length, 0);
    return row;
  };

  it('tell delivery, click and ZAP of one recipient, with their times', async () => {
    const row = await rowOf(DEMO.mail.clicked, 'ida@contoso.example');
    const events = rows(row['timelineEvents']);
    assert.deepEqual(
      events.map((event) => [event['eventType'], event['eventSource'], event['eventResult']]),
      [
        ['originalDelivery', 'system', 'inbox_folder'],
        ['userUrlClick', 'user', 'ClickAllowed'],
        ['zap', 'system', 'Moved to quarantine'],
      ],
    );
    const times = events.map((event) => Date.parse(textOf(event['eventDateTime'])));
    assert.equal(((times[2] ?? 0) - (times[0] ?? 0)) / 60_000, 47);
    assert.deepEqual(row['threatTypes'], ['phish']);
    const { location } = row['latestDelivery'] as { location: string };
    assert.equal(location, 'quarantine');
  });

  it('tell of a ZAP that failed', async () => {
    const row = await rowOf(DEMO.mail.failedZap, 'yara@contoso.example');
    const zap = rows(row['timelineEvents']).find((event) => event['eventType'] === 'zap');
    assert.equal(zap?.['eventResult'], 'Error');
    assert.equal((row['latestDelivery'] as { location: string }).location, 'inbox_folder');
  });

  it('name the envelope sender and the From header as their page does', async () => {
    const row = await rowOf(DEMO.mail.clicked, 'ida@contoso.example');
    const sender = row['senderDetail'] as Record<string, unknown>;
    assert.equal(sender['fromAddress'], row['returnPath']);
    assert.equal(sender['mailFromAddress'], 'servicedesk@account-verify.example');
  });

  it('come in pages, with a count, newest first', async () => {
    const path = query(PATH, { ...NEXT_YEAR, $top: '5', $count: 'true' });
    const first = await send('GET', path);
    assert.equal(first.json['@odata.count'], 17);
    const second = await send('GET', textOf(first.json['@odata.nextLink']));
    const times = [...values(first), ...values(second)].map((row) => textOf(row['loggedDateTime']));
    assert.equal(times.length, 10);
    assert.deepEqual(times, times.toSorted().toReversed());
  });

  it('take a date as its midnight', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const found = values(
      await send('GET', query(PATH, { startTime: '2020-01-01', endTime: today })),
    );
    assert.ok(found.every((row) => textOf(row['loggedDateTime']) < today));
  });

  it('are refused without Plan 2 and without the role', async () => {
    for (const tenantId of [DEMO.fabrikam, DEMO.adatum]) {
      const answer = await (await graphAs(simulator, tenantId))('GET', PATH);
      assert.deepEqual([answer.status, codeOf(answer)], [403, 'LicenseRequired']);
    }
    const order = await send('POST', `${PATH}/remediate`, { body: {} });
    assert.deepEqual([order.status, codeOf(order)], [403, 'Authorization_RequestDenied']);
    assert.deepEqual(rules(simulator), []);
  });

  it('refuse what they do not know', async () => {
    const bad: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
      [{ $filter: "subject eq 'x'" }, 'unsupported-filter'],
      [{ $filter: "networkMessageId eq 'a' or networkMessageId eq 'b'" }, 'unsupported-filter'],
      [{ startTime: 'yesterday' }, 'bad-time'],
      [{ startTime: '2026-02-02', endTime: '2026-02-01' }, 'bad-time'],
      [{ $select: 'subject' }, 'unknown-query-option'],
    ];
    for (const [options] of bad)
      assert.equal((await send('GET', query(PATH, options))).status, 400);
    assert.deepEqual(
      rules(simulator),
      bad.map(([, rule]) => rule),
    );
  });
});
