import assert from 'node:assert/strict';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { contosoWith, extraMailbox } from '../support/crowded-scenario.js';
import { alertIdOn } from '../support/kill-run.js';
import { inChannel, scan, shownTexts } from '../support/scans.js';
import { cardText, changes, forwardOnCard, say, startWorld, type World } from '../support/world.js';

type Place = 'channel' | 'personal';

/** Says something and gives what the bot answers: the text of its next message there. */
async function ask(world: World, text: string, as: string, where: Place): Promise<string> {
  const place = where === 'channel' ? inChannel : ({ place: 'personal', as } as const);
  const answers = (): readonly { id: string; card?: unknown; text: string }[] =>
    world.channel.messages(place).filter(({ author }) => author.kind === 'bot');
  const before = new Set(answers().map(({ id }) => id));
  const said = where === 'channel' ? inChannel : ({ place: 'personal' } as const);
  await world.channel.say({ ...said, as, text });
  const answer = await world.until(
    `an answer to '${text.slice(0, 50)}'`,
    () => answers().find(({ id }) => !before.has(id)),
    40_000,
  );
  return [answer.text, ...shownTexts(answer.card)].join('\n');
}

describe('chat commands', function () {
  this.timeout(120_000);
  let world: World;
  let id: string;

  before(async () => {
    world = await startWorld({
      scenario: contosoWith([{ ExternalDirectoryObjectId: DEMO.mailboxOwner }]),
    });
    const { message } = await forwardOnCard(world, { mailbox: 'ida@contoso.example' });
    id = alertIdOn(world, message.id);
    await world.until('the scan is over', () => world.cards(/^Scan finished/)[0]);
  });
  after(async () => {
    assert.deepEqual(world.simulator.violations(), []);
    await world.stop();
  });

  const readers: readonly (readonly [string, () => string, RegExp])[] = [
    ['help', () => 'help', /What you can say/],
    ['status', () => 'status', /2 of 2 tenants were read completely/],
    ['alerts', () => 'alerts', /1 alert waits/],
    ['approvals', () => 'approvals', /No approvals/],
    ['show', () => `show ${id}`, /ida@contoso\[\.\]example/],
    ['scan of a tenant', () => 'scan forwards Contoso', /Running|1 external forward found/],
  ];

  for (const [name, text, expected] of readers) {
    it(`answers ${name} in the security channel, to an analyst and a guest as well`, async () => {
      for (const as of [DEMO.approver, DEMO.analyst, DEMO.guest]) {
        assert.match(await ask(world, text(), as, 'channel'), expected);
      }
    });

    it(`answers ${name} in personal chat only to those who may read`, async () => {
      assert.match(await ask(world, text(), DEMO.approver, 'personal'), expected);
      for (const as of [DEMO.analyst, DEMO.guest]) {
        const answer = await ask(world, text(), as, 'personal');
        if (name === 'help') assert.match(answer, expected);
        else assert.match(answer, /Not here/);
      }
    });
  }

  it('shows an alert in personal chat without buttons', async () => {
    await ask(world, `show ${id.toLowerCase()}`, DEMO.secondApprover, 'personal');
    const chat = world.channel.messages({ place: 'personal', as: DEMO.secondApprover });
    const card = JSON.stringify(chat.at(-1)?.card);
    assert.match(card, /ida@contoso/);
    assert.doesNotMatch(card, /alert\.remove|"nonce":"[\w-]{22}"/);
  });

  it('lets only approvers revoke and choose the channel', async () => {
    for (const as of [DEMO.analyst, DEMO.guest]) {
      for (const where of ['channel', 'personal'] as const) {
        assert.match(await ask(world, `revoke ${id}`, as, where), /Only an approver/);
        assert.match(await ask(world, 'use this channel', as, where), /Only an approver/);
      }
    }
    assert.match(await ask(world, 'use this channel', DEMO.approver, 'personal'), /Not here/);
  });

  it('answers what it does not understand briefly, and does nothing', async () => {
    const before = world.simulator.ledger.of('cmdlet').length;
    const odd: readonly (readonly [string, RegExp])[] = [
      ['', /What you can say|did not understand/],
      ['delete everything', /did not understand/],
      ['HELP', /What you can say/],
      ['/help', /What you can say/],
      ['show', /Which alert/],
      ['show me the money', /Which alert/],
      ['show 00000-00000', /no alert with this id/],
      ['revoke', /Which approval/],
      ['revoke 00000-00000', /no alert with this id/],
      [`revoke ${id}`, /Nothing to revoke/],
      ['scan forwards Nobody Ltd', /No watched tenant/],
      ['scan forwards *@contoso.example', /Say the command, then the name/],
      ["scan forwards ' or 1 eq 1@x", /Say the command, then the name/],
      ['scan forwards someone@unknown.example', /No tenant that has been read owns/],
      ['x'.repeat(3000), /did not understand/],
      ['**show** <at>all</at> ${1+1} {{DATE()}}', /did not understand/],
    ];
    for (const [text, expected] of odd) {
      assert.match(await ask(world, text, DEMO.approver, 'personal'), expected, text);
    }
    assert.equal(world.simulator.ledger.of('cmdlet').length, before);
  });
});

describe('a conversation about one forward', function () {
  this.timeout(90_000);
  let world: World;
  beforeEach(async () => {
    world = await startWorld({
      scenario: contosoWith([{ ExternalDirectoryObjectId: DEMO.mailboxOwner }]),
    });
  });
  afterEach(async () => {
    assert.deepEqual(world.simulator.violations(), []);
    await world.stop();
  });

  it('is approved, listed, revoked, and open again', async () => {
    const { message } = await forwardOnCard(world, { mailbox: 'ida@contoso.example' });
    const id = alertIdOn(world, message.id);
    await world.channel.press({
      ...{ as: DEMO.approver, messageId: message.id, verb: 'alert.approve' },
      inputs: { in_reason: 'Agreed with the customer', in_expires: '90' },
    });
    await world.until('the card says approved', () =>
      /Approved|approved/.test(cardText(world, message.id)),
    );
    const listed = await ask(world, 'approvals', DEMO.analyst, 'channel');
    assert.match(listed, /1 approval holds/);
    assert.match(listed, new RegExp(id));
    assert.match(listed, /Agreed with the customer/);
    assert.match(await ask(world, 'alerts', DEMO.approver, 'personal'), /No alert waits/);
    assert.match(await ask(world, `revoke ${id}`, DEMO.secondApprover, 'personal'), /revoked/);
    await world.until('the card is open again', () =>
      cardText(world, message.id).includes('alert.remove'),
    );
    assert.match(await ask(world, 'approvals', DEMO.approver, 'personal'), /No approvals/);
    assert.match(await ask(world, 'alerts', DEMO.approver, 'personal'), /1 alert waits/);
    assert.deepEqual(changes(world), []);
  });

  it('is not decided by the person whose mailbox it is', async () => {
    const { message } = await forwardOnCard(world, { mailbox: extraMailbox(1) });
    const id = alertIdOn(world, message.id);
    const press = { messageId: message.id, as: DEMO.mailboxOwner };
    const removal = await world.channel.press({ ...press, verb: 'alert.remove' });
    assert.match(removal.toast ?? '', /your own mailbox/);
    const inputs = { in_reason: 'It is mine', in_expires: 'never' };
    const approval = await world.channel.press({ ...press, verb: 'alert.approve', inputs });
    assert.match(approval.toast ?? '', /your own mailbox/);
    // Somebody else approves; the owner can't take it back either.
    await world.channel.press({ ...press, as: DEMO.approver, verb: 'alert.approve', inputs });
    await world.until('the card says approved', () =>
      cardText(world, message.id).includes('alert.revoke'),
    );
    const revoked = await ask(world, `revoke ${id}`, DEMO.mailboxOwner, 'personal');
    assert.match(revoked, /your own mailbox/);
    assert.deepEqual(changes(world), []);
  });

  it('begins with a scan that shows that it runs, and ends with counts and coverage', async () => {
    world.simulator.faults.add({
      fault: 'slow',
      tenantId: DEMO.contoso,
      times: 1,
      milliseconds: 8000,
    });
    const said = say(world, 'scan forwards');
    const running = await world.until('the running scan', () => world.cards(/running/)[0]);
    await said;
    await world.until('some progress', () =>
      cardText(world, running.id).includes('1 of 2 tenants'),
    );
    assert.match(world.channel.message(running.id).summary ?? '', /running/);
    await world.until('the end', () =>
      (world.channel.message(running.id).summary ?? '').includes('Scan finished'),
    );
    assert.match(cardText(world, running.id), /No external forwards\./);
    assert.match(cardText(world, running.id), /2 of 2 tenants read completely/);
  });

  it('can be about one mailbox, found by its address', async () => {
    await scan(world);
    await world.tell('story/attacker-sets-forward', {
      tenantId: DEMO.contoso,
      mailbox: 'ida@contoso.example',
    });
    assert.match(await scan(world, 'ida@contoso.example'), /1 external forward found/);
    await world.until('its card', () => world.cards(/^External forward found/)[0]);
    assert.match(await scan(world, 'jonas@contoso.example'), /does not forward to the outside/);
    const missing = await scan(world, 'nobody@contoso.example');
    assert.match(missing, /could not be found/);
    assert.doesNotMatch(missing, /does not forward/);
  });
});
