import assert from 'node:assert/strict';
import { messageFinder } from '../../../src/adapters/graph/message-finder.js';
import { AppError, ContractError } from '../../../src/lib/errors.js';
import type { MessageFinder } from '../../../src/zap/ports.js';
import { causeOf, FakeQuarantine, listed, refused, startGraph, tenant } from './graph-server.js';
import type { GraphServer } from './graph-server.js';
import { first, hunting, mail, second } from './hunting-fixture.js';
import type { HuntingTables } from './hunting-fixture.js';
import { answerMailboxes } from './mailboxes-fixture.js';
import type { Folder, Item, Mailbox } from './mailboxes-fixture.js';

const imid = "<a'b+1@bad.example>";
const message = { networkMessageId: first, internetMessageId: imid };
const ida = 'ida@contoso.example';
const per = 'per@contoso.example';

function item(folder: Folder, more: Partial<Item> = {}): Item {
  return { id: `i-${folder}`, folder, internetMessageId: imid, networkMessageId: first, ...more };
}

function boxOf(address: string, ...items: Item[]): Mailbox {
  return { names: [address], items };
}

describe('MessageFinder', () => {
  let graph: GraphServer;
  let finder: MessageFinder;
  let quarantine: FakeQuarantine;
  let mailboxes: Mailbox[];
  let tables: HuntingTables | undefined;

  beforeEach(async () => {
    graph = await startGraph();
    quarantine = new FakeQuarantine();
    mailboxes = [];
    tables = undefined;
    graph.onRequest = (asked) => {
      if (asked.path === 'security/runHuntingQuery') {
        return tables === undefined ? refused(403, 'Denied') : hunting(tables)(asked);
      }
      return answerMailboxes(mailboxes, asked) ?? refused(403, 'Denied');
    };
    finder = messageFinder(() => graph.client, { causeOf, clock: graph.clock, quarantine });
  });
  afterEach(() => graph.server.close());

  const hold = (recipient: string, more: object = {}): void => {
    quarantine.held.push({
      identity: `${first}\\1`,
      recipients: [recipient],
      internetMessageId: imid,
      released: false,
      ...more,
    });
  };
  const locate = async (...recipients: string[]): Promise<unknown[]> => {
    const states = await finder.locate(tenant, message, recipients);
    return recipients.map((address) => {
      const state = states.get(address);
      if (state?.kind === 'found') return state.location;
      return state?.kind === 'failed' ? state.cause.code : state?.kind;
    });
  };

  describe('locate', () => {
    for (const [folder, place] of [
      ['inbox', 'inbox'],
      ['junkemail', 'junk'],
      ['deleteditems', 'deleted-items'],
      ['projects', 'elsewhere'],
      ['recoverableitemsdeletions', 'removed'],
    ] as const) {
      it(`finds a copy in ${folder}`, async () => {
        mailboxes = [boxOf(ida, item(folder, { isRead: true }))];
        assert.deepEqual(await locate(ida), [place]);
      });
    }

    it('gives the immutable id and the state of reading', async () => {
      mailboxes = [boxOf(ida, item('junkemail', { isRead: true }))];
      const states = await finder.locate(tenant, message, ['Ida@contoso.example']);
      assert.deepEqual(states.get('Ida@contoso.example'), {
        kind: 'found',
        location: 'junk',
        itemId: 'i-junkemail',
        isRead: true,
      });
      assert.ok(graph.asked.every(({ headers }) => headers['Prefer'] === 'IdType="ImmutableId"'));
    });

    it('asks by the id as the sender wrote it, encoded', async () => {
      mailboxes = [boxOf(ida)];
      await locate(ida);
      assert.equal(
        graph.asked[0]?.query.get('$filter'),
        "internetMessageId eq '<a''b+1@bad.example>'",
      );
    });

    it('does not take a message with a forged InternetMessageId for the one asked for', async () => {
      mailboxes = [boxOf(ida, item('inbox', { networkMessageId: second }))];
      assert.deepEqual(await locate(ida), ['not-found']);
      mailboxes = [boxOf(ida, item('inbox', { networkMessageId: second }), item('junkemail'))];
      assert.deepEqual(await locate(ida), ['junk']);
    });

    it('looks into quarantine for those whose mailbox has no copy', async () => {
      mailboxes = [boxOf(ida), boxOf(per)];
      hold(ida);
      hold(per, { released: true });
      assert.deepEqual(await locate(ida, per), ['quarantine', 'not-found']);
      assert.deepEqual(quarantine.asked, [imid]);
    });

    it('says not-found only when quarantine could be asked', async () => {
      mailboxes = [boxOf(ida)];
      quarantine.down = true;
      assert.deepEqual(await locate(ida), ['role-missing']);
      tables = { EmailEvents: [mail({})] };
      assert.deepEqual(await locate(ida), ['quarantine']);
      tables = { EmailEvents: [mail({ LatestDeliveryLocation: 'Inbox/folder' })] };
      assert.deepEqual(await locate(ida), ['not-found']);
    });

    it('falls back on the logs where mailboxes are forbidden, and else on the failure', async () => {
      mailboxes = [ida, per].map((address) => ({
        ...boxOf(address),
        refusal: refused(403, 'ErrorAccessDenied'),
      }));
      tables = {
        EmailEvents: [
          mail({ LatestDeliveryLocation: 'Junk folder' }),
          mail({ Timestamp: '2026-11-18T00:00:00Z', LatestDeliveryLocation: 'Inbox/folder' }),
        ],
      };
      assert.deepEqual(await locate(ida, per), ['junk', 'permission-missing']);
    });

    it('fails one recipient alone when one mailbox fails', async () => {
      mailboxes = [boxOf(ida, item('inbox')), { ...boxOf(per), refusal: refused(500, 'x') }];
      assert.deepEqual(await locate(ida, per), ['inbox', 'service-failed']);
    });

    it('finds the mailbox of an address that is no UPN', async () => {
      const answer = graph.onRequest;
      graph.onRequest = (asked) => {
        if (asked.path !== 'users') return answer(asked);
        const primary = asked.query.get('$filter') === `mail eq '${ida}'`;
        const other = asked.query.get('$filter') === `proxyAddresses/any(p:p eq 'smtp:${per}')`;
        return primary ? listed({ id: first }) : other ? listed({ id: second }) : listed();
      };
      mailboxes = [boxOf(first, item('inbox')), boxOf(second, item('junkemail'))];
      assert.deepEqual(await locate(ida, per, 'list@contoso.example'), [
        'inbox',
        'junk',
        'not-found',
      ]);
    });

    it('learns the InternetMessageId from the logs', async () => {
      tables = { EmailEvents: [mail({ InternetMessageId: imid })] };
      mailboxes = [boxOf(ida, item('inbox'))];
      const states = await finder.locate(tenant, { networkMessageId: first }, [ida]);
      assert.equal(states.get(ida)?.kind, 'found');
    });

    it('answers for everybody when no log knows the message', async () => {
      const states = await finder.locate(tenant, { networkMessageId: first }, [ida]);
      assert.equal(states.get(ida)?.kind, 'failed');
      tables = { EmailEvents: [] };
      const others = await finder.locate(tenant, { networkMessageId: first }, [ida]);
      assert.equal(others.get(ida)?.kind, 'failed');
      await assert.rejects(finder.locate(tenant, {}, [ida]), TypeError);
    });

    it('sends no name that would leave its place in the path', async () => {
      assert.deepEqual(await locate('..', 'a/b@c', 'a?b@c'), Array(3).fill('unexpected-answer'));
      assert.ok(graph.asked.every(({ path }) => path.startsWith('security/')));
    });
  });

  describe('content', () => {
    it('gives the MIME of the first copy that can be read, removed ones too', async () => {
      mailboxes = [boxOf(ida), boxOf(per, item('recoverableitemsdeletions'))];
      const answer = graph.onRequest;
      graph.onRequest = (asked) =>
        asked.path.endsWith('/$value') ? { body: 'Subject: x\r\n\r\n' } : answer(asked);
      const content = await finder.content(tenant, message, [ida, per]);
      assert.ok(content?.kind === 'mime');
      assert.equal(Buffer.from(content.mime).toString(), 'Subject: x\r\n\r\n');
    });

    it('gives the headers from quarantine where no mailbox has a copy', async () => {
      mailboxes = [boxOf(ida)];
      hold(ida);
      assert.deepEqual(await finder.content(tenant, message, [ida]), {
        kind: 'headers',
        headers: `X-Of: ${first}\\1\r\n`,
        from: 'quarantine',
      });
    });

    it('tells "nowhere" from "could not be asked"', async () => {
      mailboxes = [boxOf(ida)];
      assert.equal(await finder.content(tenant, message, [ida]), undefined);
      mailboxes = [{ ...boxOf(ida), refusal: refused(403, 'ErrorAccessDenied') }];
      assert.equal(await finder.content(tenant, message, [ida]), undefined);
      quarantine.down = true;
      await assert.rejects(finder.content(tenant, message, [ida]), AppError);
    });

    it('rejects a mail that is too large to take', async () => {
      mailboxes = [boxOf(ida, item('inbox'))];
      quarantine.down = true;
      const answer = graph.onRequest;
      graph.onRequest = (asked) =>
        asked.path.endsWith('/$value') ? { body: Buffer.alloc(31 * 1024 * 1024) } : answer(asked);
      await assert.rejects(finder.content(tenant, message, [ida]), ContractError);
    });
  });
});
