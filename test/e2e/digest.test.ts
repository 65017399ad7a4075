import assert from 'node:assert/strict';
import { weekTimeText } from '../../src/digest/digest-time.js';
import type { Weekday } from '../../src/digest/iso-week.js';
import type { MessageView } from '../../src/simulator/channel/channel-driver.js';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { inChannel, shownTexts } from '../support/scans.js';
import { defanged, forwardOnCard, say, startWorld, type World } from '../support/world.js';
import { inboxWarden, parseCsv } from './cli-process.js';

const minuteMs = 60_000;

/** The next whole minute that lies far enough ahead for the service to start, as WARDEN_DIGEST_AT in UTC. */
function soon(): string {
  const due = new Date(Math.ceil((Date.now() + 50_000) / minuteMs) * minuteMs);
  const minutes = due.getUTCHours() * 60 + due.getUTCMinutes();
  return weekTimeText({ weekday: (((due.getUTCDay() + 6) % 7) + 1) as Weekday, minutes });
}

function digests(world: World): readonly MessageView[] {
  return world.cards(/^Week \d+: /);
}

async function ask(world: World, text: string): Promise<string> {
  const answers = (): readonly MessageView[] =>
    world.channel.messages(inChannel).filter(({ author }) => author.kind === 'bot');
  const before = new Set(answers().map(({ id }) => id));
  await say(world, text);
  const answer = await world.until(
    `an answer to '${text}'`,
    () => answers().find(({ id }) => !before.has(id)),
    40_000,
  );
  return [answer.text, ...shownTexts(answer.card)].join('\n');
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe('the weekly digest', function () {
  this.timeout(240_000);
  let world: World;
  let mailbox: string;

  before(async () => {
    world = await startWorld({ settings: { WARDEN_DIGEST_AT: soon() } });
    ({ mailbox } = await forwardOnCard(world));
  });
  after(async () => {
    assert.deepEqual(world.simulator.violations(), []);
    await world.stop();
  });

  it('comes by itself at its time, with what was read on top', async () => {
    const digest = await world.until('the digest', () => digests(world)[0], 150_000);
    const said = shownTexts(digest.card).join('\n');
    assert.match(said, /What was read\nForwards: \n\d of 2 customers read completely/);
    assert.match(said, /Waiting for a decision: 1/);
    assert.ok(said.includes(defanged(mailbox)));
    assert.doesNotMatch(said, /No external forwards/);
  });

  it('comes once, also when the service is killed and starts again', async () => {
    // What dies before it has written down the answer of Teams can't know: see below.
    await wait(5_000);
    await world.bot.kill();
    await world.bot.start();
    await wait(25_000);
    assert.equal(digests(world).length, 1);
    assert.match(await ask(world, 'digest now'), /It is there already/);
    assert.equal(digests(world).length, 1);
  });

  it('opens its details for anybody in the channel, and leads back', async () => {
    const id = digests(world)[0]?.id ?? '';
    const press = { as: DEMO.analyst, messageId: id, verb: 'digest.details' };
    const opened = await world.channel.press({ ...press, title: 'Forwards' });
    assert.equal(opened.shown, 'card', opened.toast);
    const details = world.channel.message(id).privateCards[DEMO.analyst];
    assert.ok(shownTexts(details).join('\n').includes(defanged(mailbox)));
    const back = await world.channel.press({ ...press, title: 'Back to the digest' });
    assert.equal(back.shown, 'card', back.toast);
    assert.match(
      shownTexts(world.channel.message(id).privateCards[DEMO.analyst]).join('\n'),
      /What was read/,
    );
  });

  it('is exported as the rows behind it, and previewed on the command line', async () => {
    const { WARDEN_STORAGE = '', WARDEN_STORAGE_PREFIX = '' } = world.settings;
    const env = { WARDEN_STORAGE, WARDEN_STORAGE_PREFIX };
    const exported = await inboxWarden(['export', 'digest'], env);
    const [columns = [], ...rows] = parseCsv(exported.out);
    const column = (name: string): number => columns.indexOf(name);
    const waiting = rows.filter(
      (row) =>
        row[column('Section')] === 'forwards' &&
        row[column('Flags')]?.split(' ').includes('waiting'),
    );
    assert.deepEqual(
      waiting.map((row) => row[column('Subject')]),
      [mailbox],
    );
    assert.equal(rows.filter((row) => row[column('Section')] === 'coverage').length, 6);
    const preview = await inboxWarden(['digest', 'preview'], env);
    assert.match(preview.out, /^Preview of week \d+: 1 new forward, 1 waiting/);
    const json = await inboxWarden(['digest', 'preview', '--format', 'json'], env);
    const { schema, rows: previewed } = JSON.parse(json.out) as {
      readonly schema: string;
      readonly rows: readonly unknown[];
    };
    assert.equal(schema, 'inbox-warden/digest');
    assert.ok(previewed.length > 6);
  });

  it('is previewed, moved, turned off and on by what people say', async () => {
    assert.match(await ask(world, 'digest preview'), /Preview\. /);
    assert.match(
      await ask(world, 'digest at Fri 16:30 Europe/Berlin'),
      /On, every Friday at 16:30 \(Europe\/Berlin\)/,
    );
    assert.match(await ask(world, 'digest off'), /Off\. /);
    assert.match(await ask(world, 'status'), /Weekly digest\nOff/);
    assert.match(await ask(world, 'digest on'), /On, every Friday/);
    assert.equal(digests(world).length, 1);
  });
});

describe('the weekly digest, when the answer to its post is destroyed', function () {
  this.timeout(240_000);
  let world: World;

  beforeEach(async () => {
    world = await startWorld({
      settings: { WARDEN_DIGEST_AT: 'off', WARDEN_EVIDENCE_FOR: '10s' },
    });
    world.channel.setFault({ name: 'connector-reset-after-accept', operation: 'create' });
    await ask(world, 'digest now');
  });
  afterEach(async () => {
    assert.deepEqual(world.simulator.violations(), []);
    await world.stop();
  });

  it('is posted once more, and says so', async () => {
    await world.until('the first copy', () => digests(world)[0], 30_000);
    const second = await world.until('the second copy', () => digests(world)[1], 60_000);
    assert.match(shownTexts(second.card).join('\n'), /Posted once more: /);
    await wait(25_000);
    assert.equal(digests(world).length, 2);
  });

  it('is not posted again when somebody presses on the copy that nobody knew of', async () => {
    const { id: messageId } = await world.until('the copy', () => digests(world)[0], 30_000);
    const press = { as: DEMO.analyst, messageId, verb: 'digest.details', title: 'Coverage' };
    const opened = await world.channel.press(press);
    assert.equal(opened.shown, 'card', opened.toast);
    await wait(30_000);
    assert.equal(digests(world).length, 1);
    assert.match(await ask(world, 'digest now'), /It is there already/);
  });
});
