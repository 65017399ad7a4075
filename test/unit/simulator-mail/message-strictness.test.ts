import assert from 'node:assert/strict';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import type { Simulator } from '../../../src/simulator/server.js';
import { call, GRAPH, rules, start, textOf, token } from '../simulator/raw-client.js';
import { codeOf, COMMON, graphAs, query, values, zapFilter } from './mail-client.js';
import type { Send } from './mail-client.js';

const MESSAGES = '/users/priya@contoso.example/mailFolders/junkemail/messages';

describe('the strictness of simulated mailboxes', () => {
  let simulator: Simulator;
  let send: Send;
  beforeEach(async () => {
    simulator = await start();
    send = await graphAs(simulator, DEMO.contoso);
  });
  afterEach(() => simulator.close());

  it('refuses an order by what is not filtered by first', async () => {
    const property = zapFilter(COMMON).split(' and ').slice(1).join(' and ');
    const $orderby = 'receivedDateTime desc';
    const orders = [
      { $filter: property, $orderby },
      { $filter: `${property} and receivedDateTime ge 2020-01-01T00:00:00Z`, $orderby },
      { $filter: "internetMessageId eq '<a@b.example>'", $orderby },
    ];
    for (const options of orders) {
      const answer = await send('GET', query(MESSAGES, options));
      assert.equal(answer.status, 400);
      assert.equal(codeOf(answer), 'InefficientFilter');
    }
    assert.deepEqual(
      rules(simulator),
      orders.map(() => 'inefficient-filter'),
    );
    assert.equal(values(await send('GET', query(MESSAGES, { $filter: property }))).length, 1);
    assert.equal(values(await send('GET', query(MESSAGES, { $orderby }))).length, 1);
  });

  it('refuses what it does not know and records it', async () => {
    const bad: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
      [{ $filter: "subject eq 'x'" }, 'unsupported-filter'],
      [{ $filter: "internetMessageId eq 'it's'" }, 'unsupported-filter'],
      [{ $filter: 'receivedDateTime ge yesterday' }, 'unsupported-filter'],
      [{ $orderby: 'subject' }, 'unsupported-order'],
      [{ $expand: 'attachments' }, 'unsupported-expand'],
      [{ $select: 'Subject' }, 'unknown-property'],
      [{ $search: 'x' }, 'unknown-query-option'],
      [{ $top: '1001' }, 'page-too-large'],
      [{ $top: '0' }, 'page-too-large'],
    ];
    for (const [options] of bad) {
      assert.equal(
        (await send('GET', query(MESSAGES, options))).status,
        400,
        JSON.stringify(options),
      );
    }
    assert.deepEqual(
      rules(simulator),
      bad.map(([, rule]) => rule),
    );
  });

  it('notices a preference that nobody knows, and a page token of another list', async () => {
    await send('GET', MESSAGES, { headers: { Prefer: 'IdType=ImmutableId' } });
    const answer = await send('GET', `${MESSAGES}?$skiptoken=abc`);
    assert.equal(answer.status, 400);
    assert.deepEqual(rules(simulator), ['unknown-preference', 'next-link']);
  });

  it('says which users have no mailbox here', async () => {
    const adatum = await graphAs(simulator, DEMO.adatum);
    const onPremises = await adatum('GET', `/users/${DEMO.onPremises}/messages`);
    assert.deepEqual([onPremises.status, codeOf(onPremises)], [404, 'MailboxNotEnabledForRESTAPI']);
    const nobody = await send('GET', '/users/nobody@contoso.example/messages');
    assert.deepEqual([nobody.status, codeOf(nobody)], [404, 'ErrorInvalidUser']);
    assert.deepEqual(rules(simulator), []);
  });

  it('lets a reader read and an actor write', async () => {
    const [message] = values(await send('GET', MESSAGES));
    const path = `/users/priya@contoso.example/messages/${textOf(message?.['id'])}`;
    assert.equal((await send('DELETE', path)).status, 403);
    const bot = await token(simulator, DEMO.homeTenantId, DEMO.bot, GRAPH);
    const headers = { Authorization: `Bearer ${bot}` };
    assert.equal(
      (await call(`${simulator.url}/graph/v1.0/users/x/messages`, { headers })).status,
      401,
    );
    const actor = await graphAs(simulator, DEMO.contoso, DEMO.actor);
    assert.equal((await actor('GET', path)).status, 200);
    assert.equal((await actor('DELETE', path)).status, 204);
  });

  it('answers hostile filters at once', async () => {
    const filters = ["'".repeat(3000), '('.repeat(3000), `${' and '.repeat(1000)}x`];
    for (const $filter of filters) {
      assert.equal((await send('GET', query(MESSAGES, { $filter }))).status, 400);
    }
  });
});
