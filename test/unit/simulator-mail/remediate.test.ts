import assert from 'node:assert/strict';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import { rules } from '../simulator/raw-client.js';
import { codeOf, copyIn, graphAs, startAt, withMail } from './mail-client.js';

const PATH = '/security/collaboration/analyzedEmails/remediate';
const YARA = 'yara@contoso.example';

function order(emails: readonly (readonly [string, string])[], more: object = {}) {
  return {
    displayName: 'Remove',
    description: 'Alert 1',
    severity: 'medium',
    action: 'softDelete',
    remediateSendersCopy: false,
    analyzedEmails: emails.map(([networkMessageId, recipientEmailAddress]) => ({
      networkMessageId,
      recipientEmailAddress,
    })),
    ...more,
  };
}

describe('simulated remediation', () => {
  let world: Awaited<ReturnType<typeof startAt>>;
  beforeEach(async () => {
    world = await startAt('2026-11-21T12:00:00Z');
  });
  afterEach(() => world.simulator.close());

  const post = async (body: object) => {
    const send = await graphAs(world.simulator, DEMO.contoso, DEMO.actor);
    return send('POST', PATH, { body });
  };
  const copy = (id: string, recipient: string) =>
    copyIn(world.simulator, DEMO.contoso, id, recipient);

  it('is accepted first and has its effect later', async () => {
    const answer = await post(order([[DEMO.mail.failedZap, YARA]]));
    assert.equal(answer.status, 202);
    assert.match(
      answer.headers.get('location') ?? '',
      /^https:\/\/security\.microsoft\.com\/action/,
    );
    assert.equal(copy(DEMO.mail.failedZap, YARA).place, 'inbox');
    world.pass(1);
    const removed = copy(DEMO.mail.failedZap, YARA);
    assert.equal(removed.place, 'recoverableitemsdeletions');
    assert.equal(removed.postDelivery.at(-1)?.actionType, 'Manual remediation');
    const changes = world.simulator.ledger.of('change').map(({ what }) => what);
    assert.deepEqual(changes, ['remediation-accepted', 'mail-remediated']);
  });

  it('goes both ways, and leaves quarantine and unknown mail alone', async () => {
    await post(order([[DEMO.mail.failedZap, YARA]]));
    world.pass(1);
    await post(order([[DEMO.mail.failedZap, YARA]], { action: 'moveToInbox' }));
    const quarantined = [DEMO.mail.clicked, 'ida@contoso.example'] as const;
    await post(order([quarantined, [DEMO.mail.clicked, 'nobody@contoso.example']]));
    world.pass(1);
    assert.equal(copy(DEMO.mail.failedZap, YARA).place, 'inbox');
    assert.equal(copy(...quarantined).place, 'quarantine');
  });

  it('may silently do nothing, or only part, when a fault says so', async () => {
    const both = order([
      [DEMO.mail.failedZap, YARA],
      [DEMO.mail.campaign[2], 'ida@contoso.example'],
    ]);
    const places = () => [
      copy(DEMO.mail.failedZap, YARA).place,
      copy(DEMO.mail.campaign[2], 'ida@contoso.example').place,
    ];
    const { faults } = world.simulator;
    faults.add({ fault: 'remediation-ignored', times: 1 });
    assert.equal((await post(both)).status, 202);
    world.pass(60);
    assert.deepEqual(places(), ['inbox', 'inbox']);
    faults.add({ fault: 'remediation-partial', times: 1 });
    assert.equal((await post(both)).status, 202);
    world.pass(1);
    assert.deepEqual(places(), ['recoverableitemsdeletions', 'inbox']);
    assert.deepEqual(rules(world.simulator), []);
  });

  it('refuses the shape of beta, actions that are not supported, and empty orders', async () => {
    const bad = [
      order([], { analyzedEmails: [{ id: 'x' }] }),
      order([[DEMO.mail.clicked, YARA]], { action: 'moveToQuarantine' }),
      order([]),
      { ...order([[DEMO.mail.clicked, YARA]]), note: 'x' },
      order([['not a guid', YARA]]),
    ];
    for (const body of bad) {
      const answer = await post(body);
      assert.deepEqual([answer.status, codeOf(answer)], [400, 'BadRequest']);
    }
    assert.equal(rules(world.simulator).length, bad.length);
  });
});

describe('a tenant that remediates slowly', () => {
  it('does it when its time has come', async () => {
    const scenario = withMail(DEMO.contoso, { remediationSeconds: 300 });
    const { simulator, pass } = await startAt('2026-11-21T12:00:00Z', scenario);
    try {
      const send = await graphAs(simulator, DEMO.contoso, DEMO.actor);
      await send('POST', PATH, { body: order([[DEMO.mail.failedZap, YARA]]) });
      const place = () => copyIn(simulator, DEMO.contoso, DEMO.mail.failedZap, YARA).place;
      pass(299);
      assert.equal(place(), 'inbox');
      pass(1);
      assert.equal(place(), 'recoverableitemsdeletions');
    } finally {
      await simulator.close();
    }
  });
});
