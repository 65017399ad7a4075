import assert from 'node:assert/strict';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { cardText, changes, forwardOnCard, startWorld, type World } from '../support/world.js';
import {
  accountOf,
  assertLawful,
  blocksOf,
  copyIn,
  mailCalled,
  tenantChanges,
} from '../support/zap-judge.js';
import {
  cardOf,
  cardSays,
  deliverMail,
  mailCards,
  press,
  pressWith,
  scanZap,
  scenarioWithMail,
  targetOf,
  tellMail,
} from '../support/zap-world.js';

const ida = 'ida@contoso.example';
const jonas = 'jonas@contoso.example';
const admin = 'chen@contoso.example';
const newsletter = 'news@partner-news.example';
const sender = 'servicedesk@account-verify.example';

describe('the measures of a card about mail', function () {
  this.timeout(240_000);
  let world: World;

  before(async () => {
    world = await startWorld({ scenario: scenarioWithMail({ [DEMO.contoso]: {} }) });
    await clicked(
      ['Revoke', ida],
      ['Block sign-in of', ida],
      ['Admin', admin],
      ['Block from', ida],
    );
    await clicked(['Acknowledge', ida], ['Harmless', ida, jonas], ['Newsletter 1', ida]);
  });
  after(() => world.stop());
  afterEach(() => {
    assertLawful(world);
  });

  /** Phish that the first person clicked, of each subject, and a look; few enough for a card each. */
  async function clicked(...mails: readonly (readonly [string, ...string[]])[]): Promise<void> {
    for (const [subject, ...recipients] of mails) {
      const senderAddress = subject.startsWith('Newsletter') ? newsletter : sender;
      const words = { subject, recipients, senderAddress };
      await tellMail(world, 'phish-arrives-read-clicked-zapped', words);
    }
    await scanZap(world);
  }

  it('revokes the sessions of who clicked, and says that it was verified', async () => {
    const card = await cardOf(world, 'Revoke');
    await press(world, card.id, 'Revoke sign-in sessions');
    await cardSays(
      world,
      card.id,
      /Sign-in sessions revoked: ida@contoso\[\.\]example\. Ordered by Avery Approver/,
    );
    assert.equal(tenantChanges(world, /^sessions-revoked$/).length, 1);
    assert.equal(accountOf(world, ida).accountEnabled, true);
  });

  it('blocks the sign-in of who clicked once, and undoes it', async () => {
    const card = await cardOf(world, 'Block sign-in of');
    await Promise.all([
      press(world, card.id, 'Block sign-in'),
      press(world, card.id, 'Block sign-in', { as: DEMO.secondApprover }),
    ]);
    await cardSays(world, card.id, /Sign-in blocked: ida@contoso\[\.\]example\./);
    assert.equal(accountOf(world, ida).accountEnabled, false);
    assert.equal(tenantChanges(world, /^account-disabled$/).length, 1);
    await press(world, card.id, 'Yes, undo this');
    await cardSays(world, card.id, /Sign-in allowed again: ida@contoso\[\.\]example\./);
    assert.equal(accountOf(world, ida).accountEnabled, true);
    assert.equal(tenantChanges(world, /^account-enabled$/).length, 1);
  });

  it('contains the account from the card of a forward as well', async () => {
    const { message, mailbox } = await forwardOnCard(world, { mailbox: 'yara@contoso.example' });
    const before = changes(world).length;
    await press(world, message.id, 'Yes, block sign-in');
    await cardSays(world, message.id, /Sign-in blocked: yara@contoso\[\.\]example\./);
    assert.equal(accountOf(world, mailbox).accountEnabled, false);
    assert.equal(changes(world).length, before, 'the forward stays until somebody removes it');
    await press(world, message.id, 'Yes, allow sign-in again');
    await cardSays(world, message.id, /Sign-in allowed again/);
    assert.equal(accountOf(world, mailbox).accountEnabled, true);
  });

  it('says why the account of an administrator can not be contained', async () => {
    assert.equal(accountOf(world, admin).id, DEMO.contosoAdministrator);
    const card = await cardOf(world, 'Admin');
    await press(world, card.id, 'Block sign-in');
    await cardSays(world, card.id, /Sign-in not blocked: .* has an administrator role/);
    assert.equal(accountOf(world, admin).accountEnabled, true);
  });

  it('blocks the sender with an end, and lifts the block', async () => {
    const card = await cardOf(world, 'Block from');
    await pressWith(world, card.id, 'block-sender', targetOf(world, card.id, 'block-sender', 0));
    await cardSays(
      world,
      card.id,
      /Sender blocked: servicedesk@account-verify\[\.\]example\..*until \d{4}-/,
    );
    const [ordered] = changes(world).filter(
      ({ cmdlet }) => cmdlet === 'New-TenantAllowBlockListItems',
    );
    assert.deepEqual(ordered?.parameters['Entries'], [sender]);
    const end = Date.parse(String(ordered.parameters['ExpirationDate']));
    assert.ok(Math.abs(end - Date.now() - 90 * 86_400_000) < 3_600_000);
    assert.deepEqual(blocksOf(world), [sender]);
    await press(world, card.id, 'Yes, undo this');
    await cardSays(world, card.id, /Block of the sender lifted/);
    assert.deepEqual(blocksOf(world), []);
  });

  it('acknowledges what was dealt with, and changes nothing', async () => {
    const card = await cardOf(world, 'Acknowledge');
    const before = tenantChanges(world).length;
    await press(world, card.id, 'Acknowledge: dealt with', { inputs: { in_reason: 'Called Ida' } });
    await cardSays(world, card.id, 'Dealt with', 'Acknowledged by Avery Approver', 'Called Ida');
    assert.equal(tenantChanges(world).length, before);
  });

  it('gives a message back that is not malicious: from quarantine to the inbox', async () => {
    const card = await cardOf(world, 'Harmless');
    const { networkMessageId } = mailCalled(world, 'Harmless');
    await press(world, card.id, 'Not malicious', {
      inputs: { in_reason: 'A real letter', in_scope: 'this', in_expires: '30' },
    });
    await cardSays(world, card.id, 'Judged not malicious', 'A real letter');
    assert.equal(copyIn(world, networkMessageId, ida).place, 'quarantine');
    await press(world, card.id, 'Yes, give it back');
    await cardSays(world, card.id, /Message put back: to ida@contoso\[\.\]example and 1 more\./);
    for (const address of [ida, jonas]) {
      const copy = copyIn(world, networkMessageId, address);
      assert.deepEqual([copy.place, copy.quarantine?.releaseStatus], ['inbox', 'Released']);
    }
  });

  it('is silent about the next message of a sender that was approved, and not about one that forges it', async () => {
    const card = await cardOf(world, 'Newsletter 1');
    await press(world, card.id, 'Not malicious', {
      inputs: { in_reason: 'We read it', in_scope: 'sender', in_expires: '90' },
    });
    await cardSays(world, card.id, 'Judged not malicious');
    const proven = { compauth: 'pass', reason: '100', dmarc: 'pass', dkim: 'pass', spf: 'pass' };
    const forged = { compauth: 'fail', reason: '001', dmarc: 'fail', dkim: 'none', spf: 'fail' };
    const clickedBy = ida;
    deliverMail(world, {
      subject: 'Newsletter 2',
      senderAddress: newsletter,
      authentication: proven,
      clickedBy,
    });
    deliverMail(world, {
      subject: 'Newsletter 3',
      senderAddress: newsletter,
      authentication: forged,
      clickedBy,
    });
    await scanZap(world);
    await cardOf(world, 'Newsletter 3');
    // What the same look would have posted beside it has been posted by then.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    assert.equal(mailCards(world, 'Newsletter 2').length, 0);
    assert.equal(mailCards(world, 'Newsletter 3').length, 1);
  });

  it('is taken back with the approval: what is revoked waits again', async () => {
    const card = await cardOf(world, 'Newsletter 1');
    await press(world, card.id, 'Yes, revoke the approval');
    await cardSays(
      world,
      card.id,
      'Clicked before ZAP took it away',
      'The approval was taken back.',
    );
    assert.match(cardText(world, card.id), /"alert\.approve"/);
  });
});
