import assert from 'node:assert/strict';
import { mallory, blake } from '../../support/desk.js';
import { contoso } from '../../support/sample-findings.js';
import { serviceError } from '../zap-detect/fake-sources.js';
import { quarantined, recipient, recordOf } from '../zap-show/fixture.js';
import { fabrikam, otherChannel, personalChat } from './commands-desk.js';
import {
  ida,
  idaForward,
  idaId,
  idaUser,
  MailboxBench,
  sectionOf,
  sendingFinding,
} from './mailbox-bench.js';
import { wordsOf } from './zap-bench.js';

const idaMail = recordOf({
  tenantId: contoso.id,
  recipients: [recipient({ address: ida, objectId: idaId }), quarantined],
});

describe('mailbox', () => {
  let bench: MailboxBench;
  beforeEach(async () => {
    bench = new MailboxBench();
    await bench.desk.ready;
  });

  const now = async (about = ida): Promise<string> =>
    sectionOf(await bench.ask(about), 'now').join('\n');
  const lines = async (about = ida): Promise<readonly string[]> =>
    sectionOf(await bench.ask(about), 'line');
  const rest = async (about = ida): Promise<string> =>
    sectionOf(await bench.ask(about), 'rest').join('\n');

  describe('what it is asked', () => {
    for (const [text, expected] of [
      ['', /Say "mailbox", then one e-mail address/],
      ['contoso.example', /not one e-mail address.*"who"/],
      ['203.0.113.9', /not one e-mail address/],
      ['a@x.example, b@x.example', /not one e-mail address/],
      ['https://evil.example/a@b.example', /not one e-mail address/],
      ['*@contoso.example ${x}', /not one e-mail address/],
      [`${'a'.repeat(400)}@contoso.example`, /not one e-mail address/],
    ] as const) {
      it(`asks back for ${JSON.stringify(text.slice(0, 40))}`, async () => {
        const card = await bench.ask(text);
        assert.equal(card?.data['title'], 'Which mailbox?');
        assert.match(wordsOf(card), expected);
        assert.deepEqual(bench.asked, []);
      });
    }

    for (const text of [
      'IDA@Contoso.Example',
      'ida[@]contoso[.]example',
      ' ida@contoso.example ',
    ]) {
      it(`takes ${JSON.stringify(text)}`, async () => {
        await bench.allRead();
        const card = await bench.ask(text);
        assert.match(String(card?.data['title']), /^ida@contoso\[\.\]example: nothing stored$/);
      });
    }

    it('is answered in the security channel, and elsewhere to approvers and readers only', async () => {
      await bench.allRead();
      for (const place of [otherChannel, personalChat]) {
        const card = await bench.say(`mailbox ${ida}`, mallory, place);
        assert.equal(card?.data['title'], 'Not here');
        assert.equal((await bench.say(`mailbox ${ida}`, blake, place))?.template, 'mailbox');
      }
      assert.equal((await bench.say(`mailbox ${ida}`, mallory))?.template, 'mailbox');
      assert.equal(bench.asked.length, 3);
    });

    it('says that nothing was looked for when no tenant is watched', async () => {
      bench.tenants = [];
      assert.equal((await bench.ask(ida))?.data['title'], 'Not looked for');
    });
  });

  describe('when nothing is stored', () => {
    it('says that it did not forward only with a complete reading and an account', async () => {
      await bench.allRead();
      assert.match(await now(), /^Forward: It did not forward outside when Contoso was last read/);
    });

    it('claims nothing of a tenant that was never read', async () => {
      await bench.allRead();
      await bench.healthIs({ lastReadAt: undefined });
      assert.match(await now(), /Forward: None is stored, and Contoso was never read completely/);
      assert.match(await rest(), /Forwards: never read completely/);
    });

    for (const state of ['degraded', 'suspended'] as const) {
      it(`claims nothing of now when the tenant is ${state}`, async () => {
        await bench.allRead();
        await bench.healthIs({
          state,
          lastReadAt: '2026-01-01T00:00:00.000Z',
          ...(state === 'suspended' ? { cause: { code: 'consent-withdrawn' as const } } : {}),
        });
        const said = await now();
        assert.match(said, /last read completely 1 Jan 2026, 00:00 UTC, and not since/);
        assert.match(said, state === 'suspended' ? /Consent .* withdrawn/ : /Some mailboxes could/);
        assert.doesNotMatch(said, /did not forward/);
      });
    }

    it('says no more than of the primary address when the directory can not be asked', async () => {
      await bench.allRead();
      bench.users = serviceError(403);
      const said = await now();
      assert.match(said, /No mailbox with this primary address forwarded outside when Contoso/);
      assert.match(said, /Whether it is another address of a mailbox is not known/);
      assert.match(said, /Sign-in: Not known now: .*permission/i);
    });

    it('says that no account has the address', async () => {
      await bench.allRead();
      bench.users = [];
      assert.match(await now(), /Forward: No account has this address now\. No mailbox with this/);
    });

    it('says so of a domain that no watched tenant owns, and searches all the same', async () => {
      await bench.allRead();
      await bench.records.write(
        {
          ...idaMail,
          tenantId: fabrikam.id,
          recipients: [recipient({ address: 'x@other.example' })],
        },
        undefined,
      );
      assert.match(await now('x@other.example'), /No watched tenant that has been read owns/);
      assert.match(
        await rest('x@other.example'),
        /Everything that is stored of 3 tenants was searched/,
      );
      assert.match((await lines('x@other.example'))[0] ?? '', /Zapped mail: Fabrikam\. Message/);
      assert.deepEqual(bench.asked, []);
      assert.match(await rest('nobody@other.example'), /Forwards: 1 of 3 tenants read completely/);
    });

    it('never says a word that means clean', async () => {
      await bench.allRead();
      for (const change of [{}, { lastReadAt: undefined }, { state: 'degraded' as const }]) {
        await bench.healthIs(change);
        assert.doesNotMatch(wordsOf(await bench.ask(ida)), /clean|safe|no threat/i);
      }
    });
  });

  describe('what holds now', () => {
    it('names a forward that nobody has decided about, with its alert', async () => {
      await bench.allRead();
      await bench.desk.settle([idaForward()]);
      const said = await now();
      const id = (await bench.desk.alert(idaId)).id;
      assert.match(said, /It forwards outside to drop@evil\[\.\]example, without a copy/);
      assert.match(said, /nobody has decided/);
      assert.match(said, new RegExp(`Waiting: A forward to drop.* waits for a decision\\. ${id}`));
      assert.doesNotMatch(said, /did not forward/);
    });

    it('says who approved it and until when', async () => {
      await bench.allRead();
      const alert = await raisedOnCard();
      await bench.desk.press('alert.approve', alert);
      assert.match(
        await now(),
        /approved by Avery until 5 Apr 2026, .*Reason: "Agreed with the owner"/,
      );
      assert.doesNotMatch(await now(), /Waiting/);
    });

    it('reads whether sign-in is allowed, and says what was ordered from here', async () => {
      await bench.allRead();
      const alert = await raisedOnCard();
      assert.match(await now(), /Sign-in: Allowed \(read /);
      await bench.desk.measure('measure.order', alert, 'block-sign-in');
      await bench.desk.deliverAll();
      bench.users = [{ ...idaUser, accountEnabled: false }];
      assert.match(
        await now(),
        /Sign-in: Blocked \(read .*It was blocked from here, ordered by Avery/,
      );
      assert.match(
        (await lines()).join('\n'),
        /Account: Sign-in was blocked\. Verified by reading/,
      );
    });

    it('says what Microsoft answers about sending, and why it gives no answer', async () => {
      await bench.allRead();
      assert.match(await now(), /Sending: Microsoft does not block it from sending \(read/);
      bench.blocked = [
        { address: 'i.berg@contoso.example', reason: 'OutboundSpamLast24Hours=9 ${x}' },
      ];
      assert.match(await now(), /Microsoft blocks it from sending .*OutboundSpamLast24Hours=9/);
      bench.blocked = serviceError(503);
      await bench.desk.settle([sendingFinding()], { kind: 'spam', complete: false });
      assert.match(
        await now(),
        /Sending: Not known now: .*Microsoft blocked it from sending when its/,
      );
      bench.blockedPresence = { kind: 'absent', why: 'no-role' };
      assert.match(
        await now(),
        /Sending: Not known now\. It can't be read: the reader app has no role/,
      );
      bench.live = undefined;
      assert.match(await now(), /Sign-in: Not known now\. It is not read from here/);
    });

    async function raisedOnCard() {
      bench.desk.target.set(idaId, 'evil.example');
      await bench.desk.settle([idaForward()], { complete: false });
      await bench.desk.deliverAll();
      return bench.desk.alert(idaId);
    }

    it('says that sign-in was allowed again from here', async () => {
      await bench.allRead();
      const alert = await raisedOnCard();
      await bench.desk.measure('measure.order', alert, 'block-sign-in');
      await bench.desk.deliverAll();
      await bench.desk.measure('measure.undo', await bench.desk.alert(idaId), 'block-sign-in');
      await bench.desk.deliverAll();
      assert.match(await now(), /Sign-in: Allowed \(read .*It was allowed again from here/);
    });
  });

  describe('who it is', () => {
    it('takes in what is stored under its other addresses', async () => {
      await bench.allRead();
      await bench.desk.settle([idaForward()]);
      const card = await bench.ask('i.berg@contoso.example');
      assert.match(wordsOf(card), /Also known as ida@contoso\[\.\]example/);
      assert.match(sectionOf(card, 'now').join('\n'), /It forwards outside/);
    });

    it('learns other addresses from what is stored when the directory can not be asked', async () => {
      await bench.allRead();
      bench.users = serviceError(503);
      await bench.records.write(
        recordOf({
          ...{ tenantId: contoso.id, key: 'old' },
          recipients: [recipient({ address: 'i.berg@contoso.example', objectId: idaId })],
        }),
        undefined,
      );
      await bench.desk.settle([idaForward()]);
      const card = await bench.ask('i.berg@contoso.example');
      assert.match(sectionOf(card, 'now').join('\n'), /It forwards outside to drop/);
      assert.equal(sectionOf(card, 'line').length, 2);
    });

    it('goes no further: whoever had one of the other addresses before is somebody else', async () => {
      await bench.allRead();
      bench.users = serviceError(503);
      const stranger = recipient({
        address: 'i.berg@contoso.example',
        objectId: 'ffffffff-0000-4000-8000-000000000001',
      });
      const strangers = recipient({ address: 'bo@contoso.example', objectId: stranger.objectId });
      const own = [ida, 'i.berg@contoso.example'].map((address) =>
        recipient({ address, objectId: idaId }),
      );
      await bench.records.write(
        recordOf({ tenantId: contoso.id, key: 'a', recipients: own }),
        undefined,
      );
      await bench.records.write(
        recordOf({ tenantId: contoso.id, key: 'b', recipients: [strangers] }),
        undefined,
      );
      assert.doesNotMatch(wordsOf(await bench.ask(ida)), /bo@contoso/);
    });

    it('says when more than one account has had the address', async () => {
      await bench.allRead();
      const other = recipient({ address: ida, objectId: 'ffffffff-0000-4000-8000-000000000001' });
      await bench.records.write(recordOf({ tenantId: contoso.id, recipients: [other] }), undefined);
      assert.match(wordsOf(await bench.ask(ida)), /2 accounts have had this address/);
    });

    it('says nothing of a neighbour', async () => {
      await bench.allRead();
      await bench.desk.settle([idaForward()]);
      await bench.records.write(idaMail, undefined);
      bench.users = [];
      const card = await bench.ask('bob@contoso.example');
      assert.match(String(card?.data['title']), /nothing stored/);
    });
  });

  it('says since when something is recorded, per tenant', async () => {
    await bench.allRead();
    assert.match(await rest(), /^Contoso: no decision or alert is recorded yet/);
    await bench.desk.settle([idaForward()]);
    assert.match(
      await rest('bob@contoso.example'),
      /^Contoso: alerts and decisions are recorded since 5 Jan 2026/,
    );
  });

  it('lets an error that is no answer of the tenant through', async () => {
    await bench.allRead();
    bench.users = new TypeError('a bug');
    await assert.rejects(() => bench.ask(ida), TypeError);
  });

  it('shows what attackers wrote without any live text', async () => {
    await bench.allRead();
    const hostile = '[x](https://evil.example/y) <at>all</at> ${alertId} {{DATE(x)}} \u202egpj';
    await bench.records.write(
      { ...idaMail, subject: hostile, senderAddress: `"${hostile}"@evil.example` },
      undefined,
    );
    await bench.desk.settle([
      idaForward({
        destinations: [
          { label: hostile, vector: 'mailbox-smtp', placement: 'external', dormant: false },
        ],
      }),
    ]);
    bench.tenants = [{ id: contoso.id, name: hostile }];
    await bench.services.registry.refresh();
    bench.blocked = [{ address: ida, reason: hostile }];
    const words = wordsOf(await bench.ask(ida));
    assert.match(words, /hxxps/);
    assert.doesNotMatch(words, /https:|<at>|\$\{|\{\{|\u202e/);
  });
});
