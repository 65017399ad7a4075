import assert from 'node:assert/strict';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import { call, rows, strings, textOf } from '../simulator/raw-client.js';
import { copyIn, startAt, tell, tenantOf } from './mail-client.js';

const IDA = 'ida@contoso.example';
const JONAS = 'jonas@contoso.example';

describe('stories of simulated mail', () => {
  let world: Awaited<ReturnType<typeof startAt>>;
  beforeEach(async () => {
    world = await startAt('2026-11-21T12:00:00Z');
  });
  afterEach(() => world.simulator.close());

  const refused = async (story: string, input: object) => {
    const url = `${world.simulator.url}/control/story/${story}`;
    return (await call(url, { method: 'POST', body: JSON.stringify(input) })).status;
  };

  it('tell the whole way of a phish that was read, clicked and zapped', async () => {
    const told = await tell(world.simulator, 'phish-arrives-read-clicked-zapped', {
      recipients: [IDA, JONAS],
    });
    assert.equal(told['tenantId'], DEMO.contoso);
    assert.deepEqual(strings(told['recipients']), [IDA, JONAS]);
    assert.match(textOf(told['internetMessageId']), /^<.+>$/);
    const id = textOf(told['networkMessageId']);
    const [ida, jonas] = [IDA, JONAS].map((name) =>
      copyIn(world.simulator, DEMO.contoso, id, name),
    );
    const message = tenantOf(world.simulator, DEMO.contoso).mail.message(id);
    assert.deepEqual(
      [message?.receivedAt, ida?.clicks[0]?.at, ida?.postDelivery[0]?.at],
      ['2026-11-21T11:05:00.000Z', '2026-11-21T11:14:00.000Z', '2026-11-21T11:52:00.000Z'],
    );
    assert.deepEqual([ida?.isRead, jonas?.isRead], [true, false]);
    assert.deepEqual([ida?.place, jonas?.place], ['quarantine', 'quarantine']);
    const change = world.simulator.ledger.of('change').at(-1);
    assert.deepEqual([change?.what, change?.tenantId], [told['story'], DEMO.contoso]);
  });

  it('tell it step by step, each about the newest message', async () => {
    const arrived = await tell(world.simulator, 'mail-arrives', { recipients: 3 });
    const id = textOf(arrived['networkMessageId']);
    const read = await tell(world.simulator, 'user-reads-mail');
    const clicked = await tell(world.simulator, 'user-clicks-link', { click: 'clicked-through' });
    for (const told of [read, clicked]) {
      assert.deepEqual([told['networkMessageId'], strings(told['recipients'])], [id, [IDA]]);
    }
    const failed = await tell(world.simulator, 'zap-fails', { mailbox: JONAS });
    assert.deepEqual(strings(failed['recipients']), [JONAS]);
    const zapped = await tell(world.simulator, 'zap-takes-mail');
    assert.deepEqual(strings(zapped['recipients']), [IDA, 'marta@contoso.example']);
    const ida = copyIn(world.simulator, DEMO.contoso, id, IDA);
    assert.deepEqual([ida.isRead, ida.place], [true, 'quarantine']);
    assert.deepEqual(
      [ida.clicks[0]?.actionType, ida.clicks[0]?.isClickedThrough],
      ['ClickBlocked', true],
    );
    assert.equal(copyIn(world.simulator, DEMO.contoso, id, JONAS).place, 'inbox');
  });

  it('take unread spam to Junk and leave read spam alone', async () => {
    const told = await tell(world.simulator, 'spam-zapped-unread', { tenantId: DEMO.fabrikam });
    const [recipient = ''] = strings(told['recipients']);
    const id = textOf(told['networkMessageId']);
    assert.equal(copyIn(world.simulator, DEMO.fabrikam, id, recipient).place, 'junkemail');
    await tell(world.simulator, 'mail-arrives', { kind: 'spam', mailbox: IDA });
    await tell(world.simulator, 'user-reads-mail');
    const input = { kind: 'spam', mailbox: IDA, tenantId: DEMO.contoso };
    assert.equal(await refused('zap-takes-mail', input), 400);
  });

  it('say what they are told to say', async () => {
    const words = {
      subject: '[x](y) \u202Etxt',
      senderName: '<b>',
      senderAddress: 'a@b.example',
      clusterId: '42',
    };
    const told = await tell(world.simulator, 'mail-arrives', {
      ...words,
      mailbox: 'nils@fabrikam.example',
    });
    const message = tenantOf(world.simulator, DEMO.fabrikam).mail.message(
      textOf(told['networkMessageId']),
    );
    assert.ok(message);
    const { subject, senderName, senderAddress, clusterId, mailFrom, replyTo } = message;
    assert.deepEqual({ subject, senderName, senderAddress, clusterId }, words);
    assert.deepEqual([mailFrom, replyTo], ['a@b.example', undefined]);
    assert.equal(message.copies[0]?.recipient, 'nils.quist@fabrikam.example');
    assert.equal(message.copies[0].upn, 'nils@fabrikam.example');
  });

  it('are refused where nothing fits', async () => {
    // What is unread at Contoso is in quarantine or harmless.
    assert.equal(await refused('user-reads-mail', { tenantId: DEMO.contoso }), 400);
    assert.equal(await refused('mail-arrives', { mailbox: 'nobody@x.example' }), 400);
    assert.equal(await refused('mail-arrives', { tenantId: DEMO.contoso, recipients: 400 }), 400);
    assert.equal(await refused('mail-arrives', { networkMessageId: DEMO.mail.clicked }), 400);
    assert.equal(await refused('zap-takes-mail', { tenantId: DEMO.tailspin }), 400);
    assert.equal(await refused('mail-arrives', { kind: 'ham' }), 400);
  });

  it('show in the state of the tenant', async () => {
    await tell(world.simulator, 'phish-arrives-read-clicked-zapped', { mailbox: IDA });
    const tenant = tenantOf(world.simulator, DEMO.contoso);
    tenant.accounts.setEnabled('e0020001-0000-4000-8000-000000000001', false);
    const state = (await call(`${world.simulator.url}/control/state`)).json;
    const contoso = rows(state['tenants']).find((row) => row['tenantId'] === DEMO.contoso);
    const mail = contoso?.['mail'] as Record<string, unknown>;
    assert.equal(mail['messageCount'], 13);
    const newest = rows(mail['messages']).find(
      (row) => row['receivedAt'] === '2026-11-21T11:05:00.000Z',
    );
    const [copy] = rows(newest?.['copies']);
    assert.deepEqual(copy, {
      recipient: IDA,
      place: 'quarantine',
      isRead: true,
      clicks: 1,
      quarantine: 'NotReleased',
      postDelivery: [
        {
          at: '2026-11-21T11:52:00.000Z',
          actionType: 'Phish ZAP',
          result: 'Success',
          to: 'quarantine',
        },
      ],
    });
    const [account] = rows(contoso?.['accounts']);
    assert.deepEqual([account?.['userPrincipalName'], account?.['accountEnabled']], [IDA, false]);
  });
});
