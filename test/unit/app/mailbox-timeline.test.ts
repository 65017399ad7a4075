import assert from 'node:assert/strict';
import { alertIdOf } from '../../../src/alerts/alert.js';
import { zapFindingOf } from '../../../src/zap/detect.js';
import { mallory } from '../../support/desk.js';
import { contoso } from '../../support/sample-findings.js';
import { quarantined, recipient, recordOf } from '../zap-show/fixture.js';
import {
  ida,
  idaForward,
  idaId,
  internal,
  sendingFinding,
  MailboxBench,
  receiver,
  sectionOf,
  sender,
  spamDay,
} from './mailbox-bench.js';

const idaMail = recordOf({
  tenantId: contoso.id,
  recipients: [recipient({ address: ida, objectId: idaId }), quarantined],
});

describe('what happened to a mailbox', () => {
  let bench: MailboxBench;
  beforeEach(async () => {
    bench = new MailboxBench();
    await bench.desk.ready;
  });

  const lines = async (): Promise<readonly string[]> => sectionOf(await bench.ask(ida), 'line');
  const rest = async (): Promise<string> => sectionOf(await bench.ask(ida), 'rest').join('\n');

  it('tells the life of a forward in time order, with people and alert ids', async () => {
    await bench.allRead();
    await bench.desk.settle([idaForward()]);
    await bench.desk.deliverAll();
    const { id } = await bench.desk.alert(idaId);
    await bench.desk.clock.advance(60_000);
    await bench.desk.press('alert.approve', await bench.desk.alert(idaId));
    await bench.desk.clock.advance(60_000);
    await bench.desk.settle([]);
    assert.deepEqual(
      (await lines()).map((line) => line.replace(/^[\d:]+ UTC /, '')),
      [
        `Forward: The forward disappeared without Inbox Warden. A complete read of the mailbox no longer shows it. ${id}`,
        `Decision: The forward was approved. It holds until 5 Apr 2026, 08:01 UTC. Reason: "Agreed with the owner". by Avery, ${id}`,
        `Forward: An external forward was found to drop@evil[.]example, without a copy in the mailbox. ${id}`,
      ],
    );
  });

  it('tells of presses that were refused, and by whom', async () => {
    await bench.allRead();
    await bench.desk.settle([idaForward()]);
    await bench.desk.deliverAll();
    await bench.desk.press('alert.approve', await bench.desk.alert(idaId), { actor: mallory });
    const [first] = await lines();
    assert.match(
      first ?? '',
      /Refused: A press of "Approve" was refused\. You are not an approver/,
    );
    assert.match(first ?? '', new RegExp(`by ${mallory.objectId}`));
  });

  it('tells of zapped mail: how long it was exposed, what is known of reading, and where it went', async () => {
    await bench.allRead();
    await bench.records.write(idaMail, undefined);
    const [line] = await lines();
    assert.match(
      line ?? '',
      /^09:01 UTC Zapped mail: Message "Your invoice is overdue" from pay@evil\[\.\]example: phishing; taken away, exposed 47 min; clicked, page reached; last seen in Junk Email\.$/,
    );
  });

  const idaMailFinding = zapFindingOf({ id: contoso.id }, idaMail);

  it('names the alert of a zapped message once, and leaves out what was done to others', async () => {
    await bench.allRead();
    await bench.records.write(idaMail, undefined);
    await bench.desk.settle([idaMailFinding], { kind: 'zap', complete: false });
    await bench.desk.deliverAll();
    const id = alertIdOf(idaMailFinding);
    const said = await lines();
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', new RegExp(` ${id}$`));
    const alert = await bench.desk.store.alert(contoso.id, id);
    assert.ok(alert);
    await bench.desk.measure('measure.order', alert.row, 'block-sign-in');
    await bench.desk.deliverAll();
    assert.deepEqual(bench.desk.accounts.changes('block').length, 1);
    assert.deepEqual(await lines(), said);
  });

  it('tells what was decided about a message that it got', async () => {
    await bench.allRead();
    await bench.records.write(idaMail, undefined);
    await bench.desk.settle([idaMailFinding], { kind: 'zap', complete: false });
    await bench.desk.deliverAll();
    const alert = await bench.desk.store.alert(contoso.id, alertIdOf(idaMailFinding));
    assert.ok(alert);
    await bench.desk.press('alert.acknowledge', alert.row, {
      inputs: { reason: 'Talked to Ida' },
    });
    assert.match(
      (await lines()).join('\n'),
      /Decision: The message was acknowledged as dealt with: "Your invoice is overdue"\. Reason: "Talked to Ida"\. by Avery/,
    );
  });

  it('still tells of a message of which only the alert is left', async () => {
    await bench.allRead();
    await bench.desk.settle([idaMailFinding], { kind: 'zap', complete: false });
    assert.match((await lines())[0] ?? '', /Zapped mail: Message "Your invoice is overdue"/);
  });

  it('says of how many messages it can not be told whether it got them', async () => {
    await bench.allRead();
    await bench.records.write(
      { ...idaMail, recipients: [quarantined], recipientsLeftOut: 3 },
      undefined,
    );
    assert.match(await rest(), /1 zapped message went to more people than are listed/);
    assert.deepEqual(await lines(), []);
  });

  it('tells of unwanted mail that it got and sent, and that was sent in its name, by day', async () => {
    await bench.allRead();
    await bench.spamDays.write(
      spamDay('2026-01-04', {
        readAt: '2026-01-05T02:00:00.000Z',
        receivers: { listed: [receiver(ida, 3)], leftOut: 0, bounded: false },
        internal: { listed: [internal(ida, 25)], leftOut: 0, bounded: false },
        senders: { listed: [sender(ida, 2)], leftOut: 0, bounded: false },
      }),
    );
    const card = await bench.ask(ida);
    assert.deepEqual(sectionOf(card, 'day'), ['4 Jan 2026']);
    assert.deepEqual(sectionOf(card, 'line'), [
      'Sent: Mail from outside used its address ida@contoso[.]example: 2 unwanted messages: 2 spoofing; 2 junked.',
      'Received: It got 3 unwanted messages of 40 messages from outside: 3 phishing; 3 quarantined.',
      'Sent: It sent 25 unwanted messages of 27 to about 25 recipients: 25 spam; 25 delivered.',
    ]);
  });

  it('tells of alerts about its own sending: what was sent, the likely cause, and what it turned out to be', async () => {
    await bench.allRead();
    await bench.desk.settle([sendingFinding()], { kind: 'spam', complete: false });
    await bench.desk.deliverAll();
    const card = await bench.ask(ida);
    assert.match(
      sectionOf(card, 'line').join('\n'),
      /Sender alert: Unusual sending was found: 240 messages to about 230 recipients, 180 unwanted; likely cause: a compromised account; Microsoft keeps it from sending\./,
    );
    assert.match(
      sectionOf(card, 'now').join('\n'),
      /Waiting: An alert about its sending: 240 messages .* waits for a decision/,
    );
  });

  it('takes a day that never came to its end for a gap, but not today', async () => {
    await bench.allRead();
    await bench.spamDays.write(spamDay('2026-01-05', { over: false }));
    assert.doesNotMatch(await rest(), /not read to the end/);
    await bench.spamDays.write(spamDay('2026-01-06', { over: false }));
    assert.match(await rest(), /1 day was not read to the end/);
  });

  it('says that not being listed is not "none", and only where the list left somebody out', async () => {
    await bench.allRead();
    assert.doesNotMatch(await rest(), /not "none"/);
    await bench.spamDays.write(
      spamDay('2026-01-05', {
        receivers: { listed: [receiver('bo@contoso.example', 3)], leftOut: 9, bounded: false },
      }),
    );
    await bench.spamDays.write(spamDay('2026-01-06', { complete: false }));
    const said = await rest();
    assert.match(said, /3 days stored \(2026-01-04 to 2026-01-06\)/);
    assert.match(said, /1 day was not read to the end/);
    assert.match(said, /not among the receivers listed on 2 days, which is not "none"/);
    assert.match(said, /not among the senders listed on 1 day,/);
  });
});
