import assert from 'node:assert/strict';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { alertIdOn } from '../support/kill-run.js';
import { say, startWorld, type World } from '../support/world.js';
import { alertRowOf, assertLawful, copyIn, tenantChanges } from '../support/zap-judge.js';
import {
  cardOf,
  cardSays,
  demoMail,
  mailCards,
  scanZap,
  scenarioWithMail,
  tellMail,
  textOf,
} from '../support/zap-world.js';

const ida = 'ida@contoso.example';
const jonas = 'jonas@contoso.example';

/** What Microsoft's own reports leave out: a training, and a mailbox that collects what people report. */
const leftOut = [
  {
    kind: 'phish',
    minutesAgo: 170,
    subject: 'Security training',
    orgLevelPolicy: 'Phishing simulation',
    recipients: [{ address: ida, clicks: [{ minutesAgo: 150 }], zap: { minutesAgo: 140 } }],
  },
  {
    kind: 'phish',
    minutesAgo: 165,
    subject: 'Reported by somebody',
    orgLevelPolicy: 'SecOps Mailbox',
    recipients: [
      {
        address: 'accounts@contoso.example',
        readMinutesAgo: 160,
        zap: { minutesAgo: 140, result: 'Error' },
      },
    ],
  },
];

describe('what ZAP took away', function () {
  this.timeout(240_000);
  let world: World;
  let leftBehind = '';

  before(async () => {
    world = await startWorld({
      scenario: scenarioWithMail({
        [DEMO.contoso]: { messages: leftOut },
        [DEMO.fabrikam]: demoMail(DEMO.fabrikam),
        [DEMO.adatum]: demoMail(DEMO.adatum),
      }),
    });
  });
  after(async () => {
    await world.stop();
  });
  afterEach(() => {
    assertLawful(world);
    assert.deepEqual(tenantChanges(world), [], 'looking changes nothing');
  });

  it('leaves out phishing simulations and SecOps mailboxes', async () => {
    const report = textOf(await scanZap(world));
    assert.match(report, /ZAP: no message seen in 3 days\n/);
    assert.deepEqual(mailCards(world, ''), []);
  });

  it('comes as one card that says who clicked, how long it lay there, and who saw it', async () => {
    await tellMail(world, 'phish-arrives-read-clicked-zapped', {
      recipients: [ida, jonas, 'marta@contoso.example'],
      subject: 'Clicked and taken',
    });
    const report = textOf(await scanZap(world));
    assert.match(report, /ZAP: 1 message in 3 days/);
    assert.match(report, /1 message, 3 recipients: 3 taken away\./);
    const text = textOf(await cardOf(world, 'Clicked and taken'));
    for (const said of [
      /^Zero-hour auto purge \(ZAP\)\nClicked before ZAP took it away\n••• High severity/,
      /3 recipients: 1 clicked and reached the page, 2 /,
      /Customer\nContoso/,
      /From\nIT Service Desk <servicedesk@account-verify\[\.\]example>/,
      /Judged as\nphishing/,
      /Exposure\n47 min \(the longest\)/,
      /ida@contoso\[\.\]example\nexposed 47 min\nclicked, page reached; now in quarantine/,
      /jonas@contoso\[\.\]example\nexposed 47 min\nnot known: in quarantine/,
      /login\[\.\]microsoftonline\[\.\]account-verify\[\.\]example/,
      /Seen by: Advanced hunting\. Whether a message was opened can't be seen, only whether a link was clicked\./,
    ]) {
      assert.match(text, said);
    }
    assert.equal(mailCards(world, 'Clicked and taken').length, 1);
  });

  it('is only counted when it is spam that nobody opened', async () => {
    await tellMail(world, 'spam-zapped-unread', { subject: 'Quiet spam', recipients: 2 });
    const report = await scanZap(world);
    assert.match(textOf(report), /ZAP: 2 messages in 3 days/);
    assert.match(textOf(report), /2 messages, 5 recipients: 5 taken away\./);
    assert.match(JSON.stringify(report.card), /"[^"]*[Ss]pam[^"]*",[^{}]*2/);
    assert.deepEqual(mailCards(world, 'Quiet spam'), []);
  });

  it('is called still in the mailbox when ZAP failed', async () => {
    const told = await tellMail(world, 'mail-arrives', {
      subject: 'Left behind',
      recipients: [ida, jonas],
      minutesAgo: 90,
    });
    leftBehind = told.networkMessageId;
    await tellMail(world, 'zap-fails', { recipients: [ida], minutesAgo: 30 });
    await tellMail(world, 'zap-takes-mail', { recipients: [jonas], minutesAgo: 30 });
    await scanZap(world);
    const text = textOf(await cardOf(world, 'Left behind'));
    assert.match(text, /Still in the mailbox: ZAP failed\n••• High severity/);
    assert.match(text, /ida@contoso\[\.\]example\nnot taken away: ZAP failed\n.*; now in Inbox/);
    assert.match(text, /jonas@contoso\[\.\]example\nexposed 1 h\nnot known: in quarantine/);
  });

  it('stays one card when it is looked at again, and nothing is written or posted', async () => {
    const card = await cardOf(world, 'Clicked and taken');
    const id = alertIdOn(world, card.id);
    const before = await alertRowOf(world, id);
    const posts = (): number => world.cards().filter(({ rootId, id }) => rootId === id).length;
    const shown = posts();
    // Each look asks hunting several times, and a tenant answers 45 times a minute.
    await scanZap(world);
    assert.equal(posts(), shown);
    assert.equal(mailCards(world, 'Clicked and taken').length, 1);
    assert.equal(world.channel.message(card.id).history.length, card.history.length);
    assert.deepEqual(await alertRowOf(world, id), before);
  });

  it('changes its card, and posts no other, when somebody clicks later', async () => {
    const card = await cardOf(world, 'Left behind');
    // Asked for again after a slow answer, this has happened already.
    if (copyIn(world, leftBehind, ida).clicks.length === 0) {
      assert.doesNotMatch(textOf(card), /clicked and reached/);
      await tellMail(world, 'user-clicks-link', { mailbox: ida, networkMessageId: leftBehind });
    }
    assert.equal(copyIn(world, leftBehind, ida).clicks.length, 1);
    await scanZap(world);
    const said = await cardSays(world, card.id, /2 recipients: 1 clicked and reached the page, 1 /);
    assert.match(
      said,
      /ida@contoso\[\.\]example\nnot taken away: ZAP failed\nclicked, page reached; now/,
    );
    assert.equal(mailCards(world, 'Left behind').length, 1);
  });

  it('comes from the ZAP report and the mailboxes in a tenant with Plan 1, and says what that hides', async () => {
    const report = textOf(await scanZap(world, 'fabrikam 3'));
    assert.match(report, /ZAP: 4 messages in 3 days/);
    assert.match(report, /Advanced hunting: the tenant has no licence for it\./);
    const text = textOf(await cardOf(world, 'Your password expires today'));
    assert.match(text, /Read, then taken away by ZAP\n•• Medium severity/);
    assert.match(text, /anna@fabrikam\[\.\]example\nexposed 1 h 20 min\nmarked read \(state now\)/);
    assert.match(
      text,
      /Seen by: ZAP report, Junk Email and Deleted Items\. Clicks on links are not/,
    );
  });

  it('ties the address of a person to a user name that is another one', async () => {
    const text = textOf(await cardOf(world, 'Your password expires today'));
    assert.match(text, /nils\[\.\]quist@fabrikam\[\.\]example\nexposed 1 h 20 min\nunread/);
    assert.match(text, /2 recipients: 1 read, 1 unread\./);
    assert.doesNotMatch(text, /\nnils@fabrikam/);
  });

  it('is found in the mailboxes of a tenant without licence, which is never called clean for an empty report', async () => {
    const report = textOf(await scanZap(world, 'adatum 3'));
    assert.match(report, /ZAP: [1-9]\d* messages? in 3 days/);
    assert.match(report, /Mail that ZAP took to quarantine can't be seen/);
    const card = await cardOf(world, 'Adatum');
    assert.match(textOf(card), /amir@adatum\[\.\]example\nexposed at most /);
    assert.match(textOf(card), /Seen by: Junk Email and Deleted Items\./);
  });

  it('stays one card in ten looks at once, also where every mailbox is read', async () => {
    const card = await cardOf(world, 'Adatum');
    const before = world.cards().filter(({ id, rootId }) => id === rootId).length;
    for (let round = 0; round < 10; round++) await say(world, 'scan zap adatum 3');
    await world.until(
      'ten more reports',
      () =>
        world
          .cards(/^ZAP: \d messages? in 3 days/)
          .filter(({ card: report }) => textOf({ card: report }).includes('Adatum')).length >= 11,
      60_000,
    );
    assert.equal(mailCards(world, 'Adatum').length, 1);
    assert.equal(world.cards().filter(({ id, rootId }) => id === rootId).length, before);
    assert.equal(world.channel.message(card.id).history.length, card.history.length);
  });

  it('is never called clean where a mailbox could not be read', async () => {
    const fault = { fault: 'html-with-200', tenantId: DEMO.adatum, service: 'graph' };
    await world.tell('faults', fault);
    const report = textOf(await scanZap(world, 'adatum 1'));
    assert.match(report, /not everything was read/);
    assert.match(report, /Read completely: 0 of 1 customer\./);
    await fetch(`${world.simulator.url}/control/faults`, { method: 'DELETE' });
  });
});
