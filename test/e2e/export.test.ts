import assert from 'node:assert/strict';
import type { MessageView } from '../../src/simulator/channel/channel-driver.js';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { contosoWith } from '../support/crowded-scenario.js';
import { shownTexts } from '../support/scans.js';
import { channelId, forwardOnCard, say, startWorld, type World } from '../support/world.js';

const reader = DEMO.analyst;

function chatOf(world: World, as: string): readonly MessageView[] {
  return world.channel.messages({ place: 'personal', as });
}

function offersTo(world: World, as: string): readonly MessageView[] {
  return chatOf(world, as).filter(({ offer, deletedAt }) => offer && deletedAt === undefined);
}

/** Says it in personal chat, and gives the offer that comes. */
async function askFor(world: World, text: string, as: string): Promise<MessageView> {
  const before = new Set(offersTo(world, as).map(({ id }) => id));
  await world.channel.say({ place: 'personal', as, text });
  return world.until(`an offer for '${text}'`, () =>
    offersTo(world, as).find(({ id }) => !before.has(id)),
  );
}

async function accept(world: World, offer: MessageView, as: string): Promise<string> {
  const files = world.channel.files().length;
  const outcome = await world.channel.answerFile({ as, messageId: offer.id, answer: 'accept' });
  assert.equal(outcome.httpStatus, 200);
  const file = await world.until('the file is there', () => world.channel.files()[files], 30_000);
  await world.until('the file is shown', () =>
    chatOf(world, as).find((message) => message.file?.uniqueId === file.uniqueId),
  );
  return file.bytes.toString('utf8');
}

function textsIn(messages: readonly MessageView[]): string {
  return messages.flatMap(({ card, text }) => [text, ...shownTexts(card)]).join('\n');
}

describe('files in Teams', function () {
  this.timeout(120_000);
  let world: World;
  let mailbox: string;

  before(async () => {
    world = await startWorld({
      scenario: contosoWith([]),
      settings: { WARDEN_READERS: reader },
    });
    ({ mailbox } = await forwardOnCard(world, { destination: '=cmd|calc@evil.example' }));
    await world.until('the scan is over', () => world.cards(/^Scan finished/)[0]);
  });
  after(async () => {
    assert.deepEqual(world.simulator.violations(), []);
    assert.doesNotMatch(world.bot.output, /onedrive/);
    await world.stop();
  });

  it('offers the forwards in personal chat, sends them once they are accepted, and shows the file', async () => {
    const offer = await askFor(world, 'export forwards Contoso', DEMO.approver);
    assert.match(offer.offer?.name ?? '', /^inbox-warden-forwards-contoso-\d{4}-\d\d-\d\d\.csv$/);
    const csv = await accept(world, offer, DEMO.approver);
    assert.equal(Buffer.byteLength(csv), offer.offer?.sizeInBytes);
    assert.match(csv, /^\uFEFF"AlertId","Customer",/);
    assert.ok(csv.includes(`"${mailbox}"`));
    assert.ok(csv.includes(`"'=cmd|calc@evil.example"`), csv);
    assert.equal(offersTo(world, DEMO.approver).length, 0);
    await world.until('the notice says so', () =>
      textsIn(chatOf(world, DEMO.approver)).includes('The file is in your OneDrive'),
    );
  });

  for (const kind of ['alerts', 'approvals', 'audit', 'zap']) {
    it(`gives the ${kind} of all tenants to a reader`, async () => {
      const csv = await accept(world, await askFor(world, `export ${kind}`, reader), reader);
      assert.match(csv, /^\uFEFF"/);
      if (kind === 'audit') assert.match(csv, /alert\.raised/);
      if (kind === 'alerts') assert.ok(csv.includes(mailbox));
    });
  }

  it('offers what was asked for in the channel to the asker alone, in personal chat', async () => {
    await say(world, 'export audit', DEMO.secondApprover);
    const offer = await world.until('the offer', () => offersTo(world, DEMO.secondApprover)[0]);
    const inChannel = world.channel.messages({ place: 'channel', channelId });
    assert.ok(inChannel.every((message) => message.offer === undefined));
    assert.match(await accept(world, offer, DEMO.secondApprover), /"Sequence"/);
    await world.until('the channel knows', () =>
      textsIn(world.channel.messages({ place: 'channel', channelId })).includes(
        'Export of audit is done',
      ),
    );
  });

  it('says in the channel what to do when the asker has not added the app', async () => {
    world.channel.personalApp({ as: DEMO.secondApprover, installed: false });
    await say(world, 'export zap', DEMO.secondApprover);
    await world.until('the kind answer', () =>
      textsIn(world.channel.messages({ place: 'channel', channelId })).includes(
        'may not write to you there',
      ),
    );
    world.channel.personalApp({ as: DEMO.secondApprover, installed: true });
    assert.equal(offersTo(world, DEMO.secondApprover).length, 0);
  });

  it('gives nothing to anybody else, not in the channel either', async () => {
    for (const as of [DEMO.guest, DEMO.mailboxOwner].filter((id) => !isExporter(world, id))) {
      await world.channel.say({ place: 'personal', as, text: 'export audit' });
      await say(world, 'export audit', as);
      await world.until(`the refusal to ${as}`, () =>
        textsIn(chatOf(world, as)).includes('may take data away'),
      );
      assert.equal(offersTo(world, as).length, 0);
    }
  });

  it('takes a declined offer away and sends nothing', async () => {
    const offer = await askFor(world, 'export alerts', DEMO.approver);
    const files = world.channel.files().length;
    await world.channel.answerFile({ as: DEMO.approver, messageId: offer.id, answer: 'decline' });
    await world.until('the offer is gone', () => offersTo(world, DEMO.approver).length === 0);
    assert.equal(world.channel.files().length, files);
  });

  it('sends one file for two presses at once', async () => {
    const offer = await askFor(world, 'export alerts', DEMO.approver);
    const files = world.channel.files().length;
    const press = { as: DEMO.approver, messageId: offer.id, answer: 'accept' } as const;
    await Promise.all([world.channel.answerFile(press), world.channel.answerFile(press)]);
    await world.until('the file', () => world.channel.files()[files]);
    await world.until('it is shown', () => offersTo(world, DEMO.approver).length === 0);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    assert.equal(world.channel.files().length, files + 1);
  });

  it('does not send what was offered to another person, whatever their client says', async () => {
    const offer = await askFor(world, 'export audit', DEMO.approver);
    const files = world.channel.files().length;
    const theirs = chatOf(world, reader)[0];
    await world.channel.answerFile({
      as: reader,
      messageId: theirs?.id ?? '',
      answer: 'accept',
      override: { value: { context: offer.offer?.acceptContext } },
    });
    await world.until('the refusal', () =>
      textsIn(chatOf(world, reader)).includes('offered to somebody else'),
    );
    assert.equal(world.channel.files().length, files);
    await world.channel.answerFile({ as: DEMO.approver, messageId: offer.id, answer: 'decline' });
  });

  it('goes on after failures of OneDrive, and says when the place for the file is closed', async () => {
    for (const name of ['upload-503', 'upload-429', 'upload-reset-after'] as const) {
      const offer = await askFor(world, 'export alerts', DEMO.approver);
      world.channel.setFault({ name });
      assert.match(await accept(world, offer, DEMO.approver), /^\uFEFF"AlertId"/, name);
    }
    const offer = await askFor(world, 'export alerts', DEMO.approver);
    world.channel.setFault({ name: 'upload-session-gone' });
    await world.channel.answerFile({ as: DEMO.approver, messageId: offer.id, answer: 'accept' });
    await world.until('the failure is said', () =>
      textsIn(chatOf(world, DEMO.approver)).includes('closed the place for the file'),
    );
  });

  it('loses nothing when the worker is killed between acceptance and file, and sends it once', async () => {
    const offer = await askFor(world, 'export forwards', DEMO.approver);
    const files = world.channel.files().length;
    world.channel.setFault({ name: 'upload-503', times: 3 });
    await world.channel.answerFile({ as: DEMO.approver, messageId: offer.id, answer: 'accept' });
    await world.until('it has begun', () => world.channel.faults()[0]?.left !== 3);
    await world.bot.kill();
    world.channel.clearFaults();
    await world.bot.start();
    await world.until('the file', () => world.channel.files()[files], 40_000);
    await world.until('it is shown', () =>
      chatOf(world, DEMO.approver).some(
        ({ file }) => file?.uniqueId === world.channel.files()[files]?.uniqueId,
      ),
    );
    assert.equal(world.channel.files().length, files + 1);
  });
});

function isExporter(world: World, id: string): boolean {
  return (world.settings['WARDEN_APPROVERS'] ?? '').includes(id);
}
