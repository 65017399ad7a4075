import assert from 'node:assert/strict';
import {
  ALICE,
  BOB,
  card,
  cardActivity,
  deadAddress,
  GENERAL,
  postCard,
  SECURITY,
  startBench,
  type Bench,
  type Reply,
} from './channel-bench.js';

const CARD = 'application/vnd.microsoft.card.adaptive';
const MESSAGE = 'application/vnd.microsoft.activity.message';

const answered = (type: string, value: unknown, statusCode = 200): Reply => ({
  body: { statusCode, type, value },
});

describe('pressing a button in the simulated channel', () => {
  let bench: Bench;
  let id: string;
  beforeEach(async () => {
    bench = await startBench({ answerLimitMs: 150 });
    await bench.channel.install({ by: ALICE.objectId, channelId: SECURITY });
    id = await postCard(bench);
  });
  afterEach(() => bench.close());

  const press = (as = ALICE.objectId) =>
    bench.channel.press({ as, messageId: id, verb: 'remove', inputs: { reason: 'known' } });

  it('sends the invoke that Teams sends, with the inputs merged into the data', async () => {
    bench.reply = () => answered(MESSAGE, 'working');
    await press();
    const { activity, tokenError } = bench.heard.at(-1) ?? { activity: {} };
    assert.equal(tokenError, undefined);
    assert.equal(activity['type'], 'invoke');
    assert.equal(activity['name'], 'adaptiveCard/action');
    assert.equal(activity['replyToId'], id);
    assert.deepEqual(activity['from'], {
      id: bench.channel.roster.mri(ALICE),
      name: ALICE.name,
      aadObjectId: ALICE.objectId,
    });
    assert.equal((activity['conversation'] as { id: string }).id, `${SECURITY};messageid=${id}`);
    assert.deepEqual(activity['value'], {
      action: {
        type: 'Action.Execute',
        title: 'Remove',
        verb: 'remove',
        data: { v: 1, alertId: 'a1', nonce: 'n', reason: 'known' },
      },
      trigger: 'manual',
    });
  });

  it('takes a press from a window that shows an older version, and from no other', async () => {
    const path = `/v3/conversations/${encodeURIComponent(SECURITY)}/activities/${id}`;
    await bench.call('PUT', path, cardActivity('Removed', 'none'));
    bench.reply = () => answered(MESSAGE, 'stale');
    await assert.rejects(press(), /0 buttons fit/);
    const old = { as: ALICE.objectId, messageId: id, verb: 'remove', fromOlderVersion: true };
    const outcome = await bench.channel.press({ ...old, inputs: { reason: 'known' } });
    assert.equal(outcome.shown, 'toast');
    assert.deepEqual(bench.heard.at(-1)?.activity['replyToId'], id);
    await assert.rejects(bench.channel.press({ ...old, verb: 'never' }), /0 buttons fit/);
  });

  it('tells buttons of the same name apart by what they carry', async () => {
    const twin = (target: string) => ({
      type: 'Action.Execute',
      title: 'Yes',
      verb: 'yes',
      data: { target },
      fallback: { type: 'Action.Submit', title: 'Yes', data: { target, verb: 'yes' } },
    });
    const { attachments } = cardActivity('Twins') as { attachments: { content: object }[] };
    const content = { ...attachments[0]?.content, actions: [twin('one'), twin('two')] };
    const path = `/v3/conversations/${encodeURIComponent(SECURITY)}/activities/${id}`;
    await bench.call('PUT', path, {
      ...cardActivity('Twins'),
      attachments: [{ contentType: CARD, content }],
    });
    bench.reply = () => answered(MESSAGE, 'done');
    const yes = { as: ALICE.objectId, messageId: id, verb: 'yes' };
    await assert.rejects(bench.channel.press(yes), /2 buttons fit/);
    await bench.channel.press({ ...yes, override: { action: { data: { target: 'two' } } } });
    assert.deepEqual(
      (bench.heard.at(-1)?.activity['value'] as { action: { data: unknown } }).action.data,
      { target: 'two' },
    );
  });

  it('shows a returned card to the presser only, until the message is updated', async () => {
    bench.reply = () => answered(CARD, card('Working', 'none'));
    const outcome = await press();
    const seen = bench.channel.message(id);
    assert.equal(outcome.shown, 'card');
    assert.deepEqual(seen.privateCards, { [ALICE.objectId]: card('Working', 'none') });
    assert.deepEqual(seen.card, card('New forward', 'remove'));
    const path = `/v3/conversations/${encodeURIComponent(SECURITY)}/activities/${id}`;
    await bench.call('PUT', path, cardActivity('Removed'));
    assert.deepEqual(bench.channel.message(id).privateCards, {});
    assert.deepEqual(bench.violations(), []);
  });

  it('shows a returned message as a toast to the presser', async () => {
    bench.reply = () => answered(MESSAGE, 'You are not an approver.');
    const outcome = await press(BOB.objectId);
    assert.equal(outcome.toast, 'You are not an approver.');
    const { person, text } = bench.channel.toasts().at(-1) ?? {};
    assert.deepEqual([person, text], [BOB.objectId, 'You are not an approver.']);
    const actions = bench.ledger.of('message').map(({ action }) => action);
    assert.deepEqual(actions, ['posted', 'pressed', 'toast']);
  });

  for (const [what, reply, rules] of [
    ['another HTTP status', { status: 403, body: {} }, ['invoke-not-200']],
    ['an answer after the time limit', { delayMs: 400, body: {} }, ['bot-answered-late']],
    ['an unknown type', answered('text/plain', 'hi'), []],
    ['an error in the body', answered('application/vnd.microsoft.error', {}, 400), []],
    ['an empty body', {}, []],
  ] as const) {
    it(`shows that the app can't be reached after ${what}`, async () => {
      bench.reply = () => reply;
      const outcome = await press();
      assert.equal(outcome.shown, 'unreachable');
      assert.equal(outcome.toast, 'Unable to reach app. Please try again.');
      assert.deepEqual(bench.violations(), rules);
    });
  }

  it('does not blame a bot that is not running', async () => {
    const off = await startBench({ botEndpoint: await deadAddress() });
    try {
      await off.channel.install({ by: ALICE.objectId, channelId: SECURITY });
      const messageId = await postCard(off);
      const outcome = await off.channel.press({ as: ALICE.objectId, messageId, verb: 'remove' });
      assert.deepEqual([outcome.httpStatus, outcome.shown], [0, 'unreachable']);
      assert.deepEqual(off.violations(), []);
    } finally {
      await off.close();
    }
  });

  it('sends the fallback as a message with a value and no text', async () => {
    await bench.channel.press({
      as: ALICE.objectId,
      messageId: id,
      title: 'Remove',
      asSubmit: true,
    });
    const { activity } = bench.heard.at(-1) ?? { activity: {} };
    assert.deepEqual(
      [activity['type'], activity['text'], activity['value'], activity['replyToId']],
      ['message', undefined, { v: 1, verb: 'remove' }, id],
    );
  });

  it('refuses what an honest client could not send, and sends it when overridden', async () => {
    const none = bench.channel.press({ as: ALICE.objectId, messageId: id, verb: 'wipe' });
    await assert.rejects(none, { name: 'ImpossiblePressError' });
    const stray = { as: ALICE.objectId, messageId: id, verb: 'remove', inputs: { alertId: 'x' } };
    await assert.rejects(bench.channel.press(stray), { name: 'ImpossiblePressError' });
    await bench.channel.press({
      ...{ as: ALICE.objectId, messageId: id, verb: 'remove' },
      override: { action: { verb: 'wipe', data: [] }, activity: { replyToId: 'elsewhere' } },
    });
    const { activity } = bench.heard.at(-1) ?? { activity: {} };
    const { action } = activity['value'] as { action: Record<string, unknown> };
    assert.deepEqual([action['verb'], action['data']], ['wipe', []]);
    assert.equal(activity['replyToId'], 'elsewhere');
  });

  it('presses a copied card from the conversation that it was copied to', async () => {
    const copy = bench.channel.copyCard({
      ...{ messageId: id, toChannel: GENERAL, as: BOB.objectId },
    });
    bench.reply = () => answered(MESSAGE, 'no');
    await bench.channel.press({ as: BOB.objectId, messageId: copy.id, verb: 'remove' });
    const { activity } = bench.heard.at(-1) ?? { activity: {} };
    assert.equal(copy.author.kind, 'person');
    assert.equal(
      (activity['conversation'] as { id: string }).id,
      `${GENERAL};messageid=${copy.id}`,
    );
    assert.equal(activity['replyToId'], copy.id);
  });

  describe('with a card that refreshes itself', () => {
    const path = (): string => `/v3/conversations/${encodeURIComponent(SECURITY)}/activities/${id}`;
    const refreshing = (): Record<string, unknown> => {
      const action = { type: 'Action.Execute', title: 'Refresh', verb: 'refresh', data: {} };
      const userIds = [bench.channel.roster.mri(ALICE)];
      const content = { ...card('New forward', 'remove'), refresh: { action, userIds } };
      return { ...cardActivity(), attachments: [{ contentType: CARD, content }] };
    };
    const view = async (as = ALICE) =>
      (await bench.channel.view({ messageId: id, as: as.objectId }))?.shown;

    it('asks for the people it names, once a minute and after each update', async () => {
      bench.reply = () => answered(CARD, card('Yours', 'remove'));
      await bench.call('PUT', path(), refreshing());
      assert.deepEqual(
        [await view(), await view(), await view(BOB)],
        ['card', undefined, undefined],
      );
      const { value } = bench.heard.at(-1)?.activity as { value: { trigger: string } };
      assert.equal(value.trigger, 'automatic');
      await bench.call('PUT', path(), refreshing());
      assert.equal(await view(), 'card');
      bench.advance(60_000);
      assert.equal(await view(), 'card');
      assert.deepEqual(bench.violations(), []);
    });

    it('forbids an update of the message while the bot answers', async () => {
      await bench.call('PUT', path(), refreshing());
      bench.reply = async () => {
        await bench.call('PUT', path(), refreshing());
        return answered(CARD, card('Yours', 'remove'));
      };
      await view();
      assert.deepEqual(bench.violations(), ['connector-update-during-refresh']);
    });
  });
});
