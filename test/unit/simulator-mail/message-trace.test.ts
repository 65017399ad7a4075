import assert from 'node:assert/strict';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import { rules, textOf } from '../simulator/raw-client.js';
import { codeOf, graphAs, query, startAt, tell, values } from './mail-client.js';
import type { Send } from './mail-client.js';

const PATH = '/admin/exchange/tracing/messageTraces';
const NOW = '2026-11-21T12:00:00Z';
const LAST_DAYS =
  'receivedDateTime ge 2026-11-15T00:00:00Z and receivedDateTime le 2026-11-21T12:00:00Z';

describe('simulated message trace', () => {
  let world: Awaited<ReturnType<typeof startAt>>;
  let send: Send;
  beforeEach(async () => {
    world = await startAt(NOW);
    send = await graphAs(world.simulator, DEMO.contoso);
  });
  afterEach(() => world.simulator.close());

  const trace = async ($filter: string) => values(await send('GET', query(PATH, { $filter })));

  it('has one row per message and recipient, as it was delivered', async () => {
    const found = await trace(`id eq '${DEMO.mail.clicked}' and ${LAST_DAYS}`);
    assert.equal(found.length, 3);
    const ida = found.find((row) => row['recipientAddress'] === 'ida@contoso.example');
    const { size, messageId, ...row } = ida ?? {};
    assert.deepEqual(row, {
      id: DEMO.mail.clicked,
      senderAddress: 'servicedesk@account-verify.example',
      recipientAddress: 'ida@contoso.example',
      receivedDateTime: '2026-11-21T11:05:00Z',
      subject: 'Your password expires today',
      fromIP: '203.0.113.45',
      toIP: '',
      status: 'delivered',
    });
    assert.equal(typeof size, 'number');
    assert.match(textOf(messageId), /^<.+@account-verify\.example>$/);
  });

  it('looks at 48 hours when no dates are given', async () => {
    await tell(world.simulator, 'mail-arrives', {
      mailbox: 'ida@contoso.example',
      minutesAgo: 49 * 60,
      senderIp: '192.0.2.1',
    });
    assert.equal((await trace("fromIP eq '192.0.2.1'")).length, 0);
    assert.equal((await trace(`fromIP eq '192.0.2.1' and ${LAST_DAYS}`)).length, 1);
  });

  it('refuses dates that are too far apart, too old, alone or to come', async () => {
    const bad = [
      'receivedDateTime ge 2026-11-15T00:00:00Z',
      'receivedDateTime ge 2026-11-11T11:59:59Z and receivedDateTime le 2026-11-21T12:00:00Z',
      'receivedDateTime ge 2026-08-23T11:59:59Z and receivedDateTime le 2026-08-24T00:00:00Z',
      'receivedDateTime ge 2026-11-21T00:00:00Z and receivedDateTime le 2026-11-21T12:00:01Z',
      'receivedDateTime ge 2026-11-21T00:00:00Z and receivedDateTime le 2026-11-20T00:00:00Z',
    ];
    for (const $filter of bad) {
      assert.equal((await send('GET', query(PATH, { $filter }))).status, 400, $filter);
    }
    assert.deepEqual(
      rules(world.simulator),
      bad.map(() => 'trace-dates'),
    );
  });

  it('keeps the first value of a property and says nothing of the others', async () => {
    const either =
      "recipientAddress eq 'marta@contoso.example' or recipientAddress eq 'jonas@contoso.example'";
    const found = await trace(either);
    assert.ok(found.length > 0);
    assert.ok(found.every((row) => row['recipientAddress'] === 'marta@contoso.example'));
    assert.deepEqual(rules(world.simulator), []);
  });

  it('searches in subjects and refuses properties that it does not have', async () => {
    assert.equal((await trace("contains(subject, 'SHARED with you')")).length, 3);
    assert.equal((await trace("endsWith(subject,'(1 of 3)')")).length, 1);
    for (const $filter of ["domain eq 'x'", "contains(senderAddress,'x')", "fromIP ne '1'"]) {
      assert.equal((await send('GET', query(PATH, { $filter }))).status, 400);
    }
    assert.deepEqual(rules(world.simulator), Array(3).fill('unsupported-filter'));
  });

  it('pages up to 5,000', async () => {
    const first = await send('GET', `${PATH}?$top=10`);
    const second = await send('GET', textOf(first.json['@odata.nextLink']));
    assert.deepEqual([values(first).length, values(second).length], [10, 7]);
    assert.equal((await send('GET', `${PATH}?$top=5001`)).status, 400);
  });

  it('tells what became of one recipient’s copy on its way', async () => {
    const details = (recipient: string) =>
      `${PATH}/${DEMO.mail.clicked}/getDetailsByRecipient(recipientAddress='${encodeURIComponent(recipient)}')`;
    const events = values(await send('GET', details('ida@contoso.example')));
    assert.deepEqual(
      events.map((event) => event['event']),
      ['Receive', 'Deliver'],
    );
    assert.deepEqual(values(await send('GET', details('nobody@contoso.example'))), []);
    const wrong = await send('GET', `${PATH}/x/getDetailsByRecipient(address='a')`);
    assert.equal(wrong.status, 400);
  });

  it('allows a tenant 100 requests in five minutes, lists and details together', async () => {
    const details = `${PATH}/${DEMO.mail.clicked}/getDetailsByRecipient(recipientAddress='x@y')`;
    for (let count = 0; count < 50; count += 1) {
      assert.equal((await send('GET', `${PATH}?$top=1`)).status, 200);
      assert.equal((await send('GET', details)).status, 200);
    }
    const refused = await send('GET', PATH);
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '300']);
    assert.deepEqual(rules(world.simulator), []);
    world.pass(100);
    assert.equal((await send('GET', PATH)).status, 429);
    assert.deepEqual(rules(world.simulator), ['early-retry']);
    world.pass(200);
    assert.equal((await send('GET', PATH)).status, 200);
  });

  it('answers 401 where its service principal is missing or has not spread', async () => {
    for (const tenantId of [DEMO.fabrikam, DEMO.adatum]) {
      const answer = await (await graphAs(world.simulator, tenantId))('GET', PATH);
      assert.deepEqual([answer.status, codeOf(answer)], [401, 'Unauthorized']);
    }
    assert.deepEqual(rules(world.simulator), []);
  });
});
