import assert from 'node:assert/strict';
import { messageActions } from '../../../src/adapters/graph/message-actions.js';
import { AppError, ServiceError } from '../../../src/lib/errors.js';
import type { MessageActions } from '../../../src/zap/ports.js';
import { FakeQuarantine, refused, startGraph, tenant } from './graph-server.js';
import type { GraphServer } from './graph-server.js';
import { first, second } from './hunting-fixture.js';
import { answerMailboxes } from './mailboxes-fixture.js';
import type { Folder, Item, Mailbox } from './mailboxes-fixture.js';
import type { Scripted } from '../lib-http/scripted-server.js';

const internetMessageId = '<m1@bad.example>';
const message = { networkMessageId: first, internetMessageId };
const ida = 'ida@contoso.example';
const per = 'per@contoso.example';
const order = { alertId: 'ALERT1' };
const remediate = 'security/collaboration/analyzedEmails/remediate';

function boxOf(address: string, ...folders: Folder[]): Mailbox {
  const items = folders.map((folder, i): Item => ({
    id: `i${i}`,
    folder,
    internetMessageId,
    networkMessageId: first,
  }));
  return { names: [address], items };
}

describe('MessageActions', () => {
  let graph: GraphServer;
  let actions: MessageActions;
  let quarantine: FakeQuarantine;
  let mailboxes: Mailbox[];
  let onRemediate: () => Scripted;

  beforeEach(async () => {
    graph = await startGraph();
    quarantine = new FakeQuarantine();
    mailboxes = [];
    onRemediate = () => refused(403, 'LicenseRequired');
    graph.onRequest = (asked) =>
      asked.path === remediate
        ? onRemediate()
        : (answerMailboxes(mailboxes, asked) ?? refused(403, 'Denied'));
    actions = messageActions(() => graph.client, {
      clock: graph.clock,
      quarantine,
      logsOf: () => graph.client,
    });
  });
  afterEach(() => graph.server.close());

  const placesOf = (box: Mailbox | undefined): Folder[] =>
    box?.items.map(({ folder }) => folder) ?? [];

  describe('removeEverywhere', () => {
    it('orders a soft delete for exactly these recipients where the tenant has that', async () => {
      onRemediate = () => ({ status: 202, headers: { location: 'https://x.example' } });
      const changes = await actions.removeEverywhere(tenant, message, [ida, per, ida], {
        alertId: 'ALERT1',
        approverUpn: 'ada@home.example',
      });
      assert.deepEqual(changes, {
        how: 'accepted',
        byRecipient: new Map([
          [ida, 'done'],
          [per, 'done'],
        ]),
      });
      assert.deepEqual(graph.asked[0]?.body, {
        displayName: 'Inbox Warden ALERT1',
        description: 'Removed from a card of Inbox Warden.',
        severity: 'medium',
        action: 'softDelete',
        remediateSendersCopy: false,
        approverUpn: 'ada@home.example',
        analyzedEmails: [
          { networkMessageId: first, recipientEmailAddress: ida },
          { networkMessageId: first, recipientEmailAddress: per },
        ],
      });
      assert.equal(graph.asked.length, 1);
    });

    it('else moves every copy to where it can be got back from', async () => {
      mailboxes = [boxOf(ida, 'inbox', 'projects'), boxOf(per)];
      const changes = await actions.removeEverywhere(tenant, message, [ida, per], order);
      assert.equal(changes.how, 'per-mailbox');
      assert.deepEqual([...changes.byRecipient.values()], ['done', 'not-found']);
      const removed = 'recoverableitemsdeletions';
      assert.deepEqual(placesOf(mailboxes[0]), [removed, removed]);
    });

    it('is done when it was done before', async () => {
      mailboxes = [boxOf(ida, 'inbox')];
      await actions.removeEverywhere(tenant, message, [ida], order);
      const again = await actions.removeEverywhere(tenant, message, [ida], order);
      assert.equal(again.byRecipient.get(ida), 'done');
    });

    it('never touches another message that bears the same InternetMessageId', async () => {
      const box = boxOf(ida, 'inbox', 'inbox');
      box.items[1] = { ...(box.items[1] ?? assert.fail()), networkMessageId: second };
      mailboxes = [box];
      await actions.removeEverywhere(tenant, message, [ida], order);
      assert.deepEqual(placesOf(box), ['recoverableitemsdeletions', 'inbox']);
    });

    it('counts a mailbox that failed as failed, and goes on with the others', async () => {
      mailboxes = [
        { ...boxOf(ida, 'inbox'), moveRefusal: refused(403, 'ErrorAccessDenied') },
        boxOf(per, 'inbox'),
        { ...boxOf('c@contoso.example'), refusal: refused(500, 'x') },
      ];
      const changes = await actions.removeEverywhere(
        tenant,
        message,
        [ida, per, 'c@contoso.example'],
        order,
      );
      assert.deepEqual([...changes.byRecipient.values()], ['failed', 'done', 'failed']);
    });

    it('sends a move once, whatever becomes of its answer', async () => {
      mailboxes = [{ ...boxOf(ida, 'inbox'), moveRefusal: refused(504, 'Timeout') }];
      const changes = await actions.removeEverywhere(tenant, message, [ida], order);
      assert.equal(changes.byRecipient.get(ida), 'failed');
      assert.equal(graph.asked.filter(({ path }) => path.endsWith('/move')).length, 1);
    });

    it('rejects when the order was not taken but may be later', async () => {
      onRemediate = () => refused(429, 'TooMany', { 'retry-after': '900' });
      await assert.rejects(actions.removeEverywhere(tenant, message, [ida], order), ServiceError);
    });

    it('leaves the outcome open when the answer to the order was lost', async () => {
      for (const answer of [{ silence: 'reset' as const }, refused(500, 'x'), { status: 200 }]) {
        onRemediate = () => answer;
        const changes = await actions.removeEverywhere(tenant, message, [ida], order);
        assert.deepEqual([changes.how, changes.byRecipient.get(ida)], ['accepted', 'failed']);
      }
    });

    it('changes nothing for a message that no log can name', async () => {
      await assert.rejects(
        actions.removeEverywhere(tenant, { networkMessageId: first }, [ida], order),
        AppError,
      );
      assert.ok(graph.asked.every(({ path }) => path.startsWith('security/')));
    });
  });

  describe('putBack', () => {
    it('moves each copy to where it was wanted', async () => {
      mailboxes = [
        boxOf(ida, 'recoverableitemsdeletions'),
        boxOf(per, 'recoverableitemsdeletions'),
        boxOf('c@contoso.example'),
      ];
      const changes = await actions.putBack(tenant, message, [
        { address: ida, to: 'inbox' },
        { address: per, to: 'junk' },
        { address: 'c@contoso.example', to: 'inbox' },
      ]);
      assert.deepEqual([...changes.byRecipient.values()], ['done', 'done', 'not-found']);
      assert.deepEqual(mailboxes.map(placesOf), [['inbox'], ['junkemail'], []]);
    });

    it('is done where the copy is back already', async () => {
      mailboxes = [boxOf(ida, 'inbox')];
      const changes = await actions.putBack(tenant, message, [{ address: ida, to: 'inbox' }]);
      assert.equal(changes.byRecipient.get(ida), 'done');
    });
  });

  describe('release', () => {
    it('moves copies out of junk and deleted items, and leaves others where they are', async () => {
      mailboxes = [
        boxOf(ida, 'junkemail'),
        boxOf(per, 'deleteditems'),
        boxOf('c@contoso.example', 'projects'),
      ];
      const changes = await actions.release(tenant, message, [ida, per, 'c@contoso.example']);
      assert.deepEqual([...changes.byRecipient.values()], ['done', 'done', 'done']);
      assert.deepEqual(mailboxes.map(placesOf), [['inbox'], ['inbox'], ['projects']]);
      assert.deepEqual(quarantine.asked, []);
    });

    it('releases a quarantined copy to its recipient alone', async () => {
      mailboxes = [boxOf(ida), boxOf(per)];
      quarantine.held = [
        {
          identity: 'q1',
          recipients: [ida, 'd@contoso.example'],
          internetMessageId,
          released: false,
        },
        {
          identity: 'q2',
          recipients: [ida],
          internetMessageId,
          released: false,
        },
      ];
      const header = 'X-MS-Exchange-Organization-Network-Message-Id:';
      quarantine.headersOf.set('q2', `A: b\r\n${header}\r\n ${second}\r\n`);
      quarantine.headersOf.set('q1', `A: b\r\n${header} ${first}\r\n`);
      const changes = await actions.release(tenant, message, [ida, per]);
      assert.deepEqual([...changes.byRecipient.values()], ['done', 'not-found']);
      assert.deepEqual(quarantine.released, [`q1 to ${ida}`]);
    });

    it('releases no other message that bears the same InternetMessageId', async () => {
      mailboxes = [boxOf(ida)];
      const one = { recipients: [ida], internetMessageId, released: false };
      quarantine.held = [{ identity: 'q1', ...one }];
      quarantine.headersOf.set('q1', `X-MS-Office365-Filtering-Correlation-Id: ${second}\r\n`);
      const other = await actions.release(tenant, message, [ida]);
      assert.equal(other.byRecipient.get(ida), 'not-found');
      quarantine.headersOf.clear();
      quarantine.held.push({ identity: 'q2', ...one });
      const ambiguous = await actions.release(tenant, message, [ida]);
      assert.equal(ambiguous.byRecipient.get(ida), 'not-found');
      assert.deepEqual(quarantine.released, []);
    });

    it('has failed for those whose quarantine could not be asked', async () => {
      mailboxes = [boxOf(ida), boxOf(per, 'junkemail')];
      quarantine.down = true;
      const changes = await actions.release(tenant, message, [ida, per]);
      assert.deepEqual([...changes.byRecipient.values()], ['failed', 'done']);
    });
  });
});
