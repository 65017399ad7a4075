import assert from 'node:assert/strict';
import type { FileAnswer } from '../../../src/adapters/teams/teams-handlers.js';
import { forgetExports } from '../../../src/app/exports/export-store.js';
import { forgetTickets, readTicket } from '../../../src/app/exports/upload-ticket.js';
import { ContractError, ServiceError } from '../../../src/lib/errors.js';
import { avery, blake, mallory } from '../../support/desk.js';
import { contoso } from '../../support/sample-findings.js';
import { personalChat, securityChannel } from './commands-desk.js';
import { ExportBench, uploadUrl } from './export-bench.js';

const declined: Pick<FileAnswer, 'answer'> = { answer: { kind: 'declined' } };

describe('An export', () => {
  let bench: ExportBench;
  beforeEach(async () => {
    bench = new ExportBench();
    await bench.found('ida@contoso.example');
  });

  const lastReply = (): string => String(bench.replies.at(-1)?.card.data['text']);

  describe('when it is offered', () => {
    it('says how many rows and bytes there are, and what they lack', async () => {
      const id = await bench.offered('export alerts');
      const [offered] = bench.delivery.offers;
      assert.equal(offered?.offer.offerId, id);
      assert.match(offered.offer.name, /^inbox-warden-alerts-3-tenants-[\d-]+\.csv$/);
      assert.match(String(offered.offer.description), /^Export of alerts: 1 row of 3 tenants\.$/);
      const row = await bench.row(id);
      assert.equal(row.state, 'offered');
      assert.equal(row.offer?.bytes, offered.offer.sizeInBytes);
      assert.match(bench.said(), /Export of alerts is ready 1 row, about \d+ bytes\./);
      assert.match(bench.said(), /What it lacks: Contoso: This tenant has not been read yet\./);
    });

    it('goes to the asker’s personal chat when it was asked for in the channel', async () => {
      const id = await bench.ask('export audit', blake, securityChannel);
      await bench.work(id);
      assert.deepEqual(
        bench.delivery.opened.map(({ target, objectId }) => [target.conversationId, objectId]),
        [[securityChannel.teamId, blake.objectId]],
      );
      assert.equal(bench.delivery.offers[0]?.chat.conversationId, `a:${blake.objectId}`);
      assert.match(bench.said(), /in our personal chat/);
    });

    it('says kindly what to do when the asker has not the app', async () => {
      bench.delivery.chats.push({ kind: 'closed', code: 'teams.403.BadArgument' });
      const id = await bench.ask('export audit', blake, securityChannel);
      await bench.work(id);
      assert.equal((await bench.row(id)).failure, 'no-chat');
      assert.match(bench.said(), /Add me to your apps, and ask for the file in our personal chat/);
      assert.equal(bench.delivery.offers.length, 0);
    });

    it('is tried again when Teams is busy, and given up after five times', async () => {
      const id = await bench.ask('export audit', blake, securityChannel);
      for (let n = 0; n < 6; n += 1) {
        bench.delivery.chats.push({ kind: 'refused', code: 'teams.429', retryAfterMs: 600_000 });
        await bench.work(id);
        const [again] = n < 5 ? await soon(bench) : [{ kind: 'export-file', exportId: id }];
        assert.deepEqual(again, { kind: 'export-file', exportId: id });
      }
      assert.equal((await bench.row(id)).failure, 'interrupted');
    });

    it('is not made of half the rows: what can’t be read is said', async () => {
      const id = await bench.ask('export forwards');
      await bench.work(
        id,
        failing(bench, new ContractError('odd', { service: 'store', path: 'x' })),
      );
      assert.equal((await bench.row(id)).failure, 'unreadable');
      assert.match(bench.said(), /no file rather than half of one/);
      assert.equal(bench.delivery.offers.length, 0);
    });

    it('waits when storage is away for a moment', async () => {
      const id = await bench.ask('export forwards');
      const answer = { service: 'tables', status: 503 };
      await bench.work(id, failing(bench, new ServiceError('busy', answer, { retryable: true })));
      assert.equal((await bench.row(id)).state, 'asked');
      await soon(bench);
      await bench.work(id);
      assert.equal((await bench.row(id)).state, 'offered');
    });

    it('is posted again after a crash between the post and its record, and still sent once', async () => {
      const id = await bench.ask('export audit');
      const crash = new Error('killed');
      const services = {
        ...bench.jobServices,
        delivery: Object.create(bench.delivery) as typeof bench.delivery,
      };
      services.delivery.offer = async (chat, offer) => {
        await bench.delivery.offer(chat, offer);
        throw crash;
      };
      await assert.rejects(bench.work(id, services), crash);
      await bench.desk.clock.advance(200_000);
      await bench.work(id);
      assert.equal(bench.delivery.offers.length, 2);
      await bench.answer(id);
      await bench.answer(id, { messageId: 'offer2' });
      await bench.work(id);
      await bench.work(id);
      assert.equal(bench.delivery.uploaded.length, 1);
    });

    it('is not posted twice when the answer to the post is lost', async () => {
      bench.delivery.posts.push('ambiguous');
      const id = await bench.offered();
      assert.equal((await bench.row(id)).state, 'offered');
      await bench.work(id);
      assert.equal(bench.delivery.offers.length, 1);
      await bench.answer(id, { messageId: 'seen-by-the-client' });
      await bench.work(id);
      assert.deepEqual(bench.delivery.withdrawn, [
        { conversationId: personalChat.conversationId, activityId: 'seen-by-the-client' },
      ]);
    });
  });

  describe('when it is accepted', () => {
    it('takes the offer away, sends exactly the rows, shows the file, and forgets the address', async () => {
      const id = await bench.offered('export forwards');
      await bench.answer(id);
      const ticket = (await bench.row(id)).file?.ticket ?? '';
      assert.equal((await readTicket(bench.documents, ticket))?.reveal(), uploadUrl);
      await bench.work(id);
      assert.equal(bench.delivery.withdrawn[0]?.activityId, 'offer1');
      const [uploaded] = bench.delivery.uploaded;
      assert.equal(uploaded?.url, uploadUrl);
      const lines = uploaded.bytes.toString().split('\r\n');
      assert.match(lines[0] ?? '', /^\uFEFF"AlertId","Customer"/);
      assert.match(lines[1] ?? '', /"ida@contoso\.example"/);
      assert.equal(uploaded.bytes.length, bench.delivery.offers[0]?.offer.sizeInBytes);
      assert.deepEqual(bench.delivery.shown[0]?.file, {
        name: 'x (1).csv',
        contentUrl: 'https://contoso-my.sharepoint.com/x.csv',
        uniqueId: 'u-1',
        fileType: 'csv',
      });
      assert.equal((await bench.row(id)).state, 'done');
      assert.match(
        bench.said(),
        /Export of forwards is done The file is in your OneDrive: 1 row\./,
      );
      assert.equal(await readTicket(bench.documents, ticket), undefined);
    });

    it('logs who took what, and never the address, a name or a row', async () => {
      const id = await bench.offered('export forwards');
      await bench.answer(id);
      await bench.work(id);
      const lines = JSON.stringify(bench.desk.logged);
      assert.match(lines, /data were exported/);
      assert.ok(lines.includes(avery.objectId));
      assert.doesNotMatch(lines, /SECRET|sharepoint|ida@|evil|Contoso/);
      assert.doesNotMatch(JSON.stringify(await bench.row(id)), /SECRET/);
    });

    it('sends the rows as they are then: what the offer said was about', async () => {
      const id = await bench.offered('export forwards');
      await bench.found('jan@contoso.example');
      await bench.answer(id);
      await bench.work(id);
      assert.match(bench.delivery.uploaded[0]?.bytes.toString() ?? '', /jan@contoso/);
      assert.match(bench.said(), /2 rows/);
    });

    it('is sent once however often it is pressed, and by however many workers it is found', async () => {
      const id = await bench.offered();
      await Promise.all(
        ['a', 'b', 'c'].map((key) => {
          const upload = { ...bench.place(`${uploadUrl}&${key}`), uniqueId: key };
          return bench.answer(id, { answer: { kind: 'accepted', upload } });
        }),
      );
      assert.equal(await bench.tickets(), 1);
      const jobs = (await bench.jobs()).filter(({ kind }) => kind === 'export-file');
      assert.ok(jobs.length >= 3);
      await Promise.all([bench.work(id), bench.work(id), bench.work(id)]);
      await bench.answer(id);
      await bench.work(id);
      assert.equal(bench.delivery.uploaded.length, 1);
      assert.equal(bench.delivery.shown.length, 1);
      const [{ file } = { file: undefined }] = bench.delivery.shown;
      assert.equal(bench.delivery.uploaded[0]?.url, `${uploadUrl}&${file?.uniqueId ?? ''}`);
    });

    it('is in the queue before and after it is written down, so that no crash loses it', async () => {
      const id = await bench.offered();
      const { queue } = bench.services;
      const crash = new Error('killed');
      const send = queue.send.bind(queue);
      let sent = 0;
      queue.send = async (item, options) => {
        sent += 1;
        if (sent === 2) throw crash;
        await send(item, options);
      };
      await assert.rejects(bench.answer(id), crash);
      queue.send = send;
      await bench.desk.clock.advance(20_000);
      assert.deepEqual(await bench.jobs(), [{ kind: 'export-file', exportId: id }]);
      await bench.work(id);
      assert.equal(bench.delivery.uploaded.length, 1);
    });

    it('is refused to anybody but the asker, and in any other chat', async () => {
      const id = await bench.offered();
      await bench.answer(id, { actor: blake });
      assert.match(lastReply(), /offered to somebody else/);
      await bench.answer(id, { actor: mallory });
      await bench.answer(id, { place: { ...personalChat, conversationId: 'a:elsewhere' } });
      await bench.answer(id, { ...declined, actor: blake });
      await bench.answer('00000000-0000-4000-8000-000000000000');
      assert.match(lastReply(), /not known any more/);
      assert.equal((await bench.row(id)).state, 'offered');
      assert.equal(await bench.tickets(), 0);
    });

    it('is refused to an asker who may no longer export', async () => {
      const id = await bench.offered();
      for (const [answer, words] of [
        ['not-approver', /Only approvers and readers/],
        ['guest', /Guests may not/],
        ['unverified', /could not be verified/],
      ] as const) {
        bench.desk.answers.set(avery.objectId, answer);
        await bench.answer(id);
        assert.match(lastReply(), words);
      }
      assert.equal((await bench.row(id)).state, 'offered');
      bench.readers.add(avery.objectId);
      await bench.answer(id);
      assert.equal((await bench.row(id)).state, 'accepted');
    });

    it('is refused a day after it was offered', async () => {
      const id = await bench.offered();
      await bench.desk.clock.advance(86_400_001);
      await bench.answer(id);
      assert.match(lastReply(), /older than a day/);
      assert.equal((await bench.row(id)).state, 'offered');
    });
  });

  describe('when it is declined', () => {
    it('sends nothing, takes the offer away and says so', async () => {
      const id = await bench.offered();
      await bench.answer(id, declined);
      await bench.work(id);
      await bench.work(id);
      assert.equal(bench.delivery.withdrawn.length, 1);
      assert.equal(bench.delivery.uploaded.length, 0);
      assert.match(bench.said(), /was declined Nothing was sent/);
    });

    it('can’t be accepted afterwards, nor declined once it is accepted', async () => {
      const id = await bench.offered();
      await bench.answer(id, declined);
      await bench.answer(id);
      assert.match(lastReply(), /This offer is over/);
      const other = await bench.offered();
      await bench.answer(other);
      await bench.answer(other, declined);
      assert.equal((await bench.row(other)).state, 'accepted');
    });
  });

  describe('when the worker is killed', () => {
    const killed = new Error('killed');

    async function killedAt(when: (from: number, isLast: boolean) => boolean): Promise<string> {
      const id = await bench.offered('export forwards');
      await bench.answer(id);
      bench.delivery.onPart = (from, isLast) =>
        when(from, isLast) ? Promise.reject(killed) : Promise.resolve();
      await assert.rejects(bench.work(id), killed);
      bench.delivery.onPart = () => Promise.resolve();
      return id;
    }

    it('leaves the export to nobody else for a while, and then to the next', async () => {
      const id = await killedAt((from) => from === 64);
      assert.equal((await bench.row(id)).state, 'uploading');
      await bench.work(id);
      assert.equal(bench.delivery.uploaded.length, 0);
      await bench.desk.clock.advance(121_000);
      assert.ok((await bench.jobs()).some(({ kind }) => kind === 'export-file'));
      await bench.work(id);
      assert.deepEqual(bench.delivery.uploaded[0]?.start, {
        resumed: true,
        same: true,
        lastSent: false,
      });
      assert.equal((await bench.row(id)).state, 'done');
    });

    it('says that the last part may have been sent', async () => {
      const id = await killedAt((_from, isLast) => isLast);
      assert.equal((await bench.row(id)).state, 'finishing');
      await bench.desk.clock.advance(121_000);
      bench.delivery.uploads.push({ kind: 'unconfirmed' });
      await bench.work(id);
      assert.equal(bench.delivery.uploaded[0]?.start.lastSent, true);
      assert.match(bench.said(), /may be in your OneDrive .*did not confirm/);
      assert.equal(bench.delivery.shown.length, 1);
    });

    it('says that the rows have changed, and never takes the new file for the old one', async () => {
      const id = await killedAt((from) => from === 64);
      const before = (await bench.row(id)).upload;
      await bench.found('jan@contoso.example');
      await bench.desk.clock.advance(121_000);
      bench.delivery.upload = (_url, _file, start) => {
        assert.deepEqual([start.resumed, start.same], [true, false]);
        return Promise.resolve({ kind: 'changed' });
      };
      await bench.work(id);
      const row = await bench.row(id);
      assert.equal(row.failure, 'data-changed');
      assert.deepEqual(row.upload, before);
    });

    it('shows a file that is there without sending it again', async () => {
      const id = await bench.offered();
      await bench.answer(id);
      const services = {
        ...bench.jobServices,
        delivery: Object.create(bench.delivery) as typeof bench.delivery,
      };
      services.delivery.show = () => Promise.reject(killed);
      await assert.rejects(bench.work(id, services), killed);
      assert.equal((await bench.row(id)).state, 'uploaded');
      await bench.desk.clock.advance(121_000);
      await bench.work(id);
      assert.equal(bench.delivery.uploaded.length, 1);
      assert.equal(bench.delivery.shown.length, 1);
    });

    it('ends well with a file that is there and only could not be shown', async () => {
      const id = await bench.offered();
      await bench.answer(id);
      const services = {
        ...bench.jobServices,
        delivery: Object.create(bench.delivery) as typeof bench.delivery,
      };
      services.delivery.show = () =>
        Promise.resolve({ kind: 'refused', code: 'teams.400', retryAfterMs: 60_000 });
      for (let n = 0; n < 6; n += 1) await bench.work(id, services);
      assert.equal((await bench.row(id)).state, 'done');
      assert.match(bench.said(), /The file is in your OneDrive/);
    });

    it('ends what a slow worker does as soon as another has taken over', async () => {
      const id = await bench.offered('export forwards');
      await bench.answer(id);
      bench.delivery.onPart = async (from) => {
        if (from !== 64) return;
        bench.delivery.onPart = () => Promise.resolve();
        await bench.desk.clock.advance(121_000);
        await bench.work(id);
      };
      await bench.work(id);
      assert.equal((await bench.row(id)).state, 'done');
      assert.equal(bench.delivery.uploaded.length, 1);
      assert.equal(bench.delivery.shown.length, 1);
      assert.ok(bench.desk.logged.some(({ message }) => message === 'an export was taken over'));
    });
  });

  it('is forgotten after a week, and an address that was left behind after a day', async () => {
    const id = await bench.offered();
    await bench.answer(id);
    const now = bench.desk.clock.now().getTime();
    assert.equal(await forgetTickets(bench.documents, new Date(now - 1)), 0);
    assert.equal(await forgetTickets(bench.documents, new Date(now + 1)), 1);
    assert.equal(await forgetExports(bench.documents, new Date(now - 1)), 0);
    assert.equal(await forgetExports(bench.documents, new Date(now + 1)), 1);
    await bench.work(id);
    assert.equal(bench.delivery.uploaded.length, 0);
    assert.ok(contoso.id.length > 0);
  });
});

/** What the queue hands out within the next minute. */
async function soon(bench: ExportBench) {
  await bench.desk.clock.advance(61_000);
  return bench.jobs();
}

function failing(bench: ExportBench, error: Error): ExportBench['jobServices'] {
  const { read } = bench.jobServices;
  const alerts = {
    ...read.alerts,
    alerts: () => ({
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }),
    }),
  };
  return { ...bench.jobServices, read: { ...read, alerts } };
}
