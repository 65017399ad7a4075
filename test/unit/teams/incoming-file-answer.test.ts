import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { isFileAnswer, readFileAnswer } from '../../../src/adapters/teams/incoming-file-answer.js';
import * as fixture from './channel-fixture.js';
import { RecordingHandlers, startBot, type RunningBot } from './bot-fixture.js';

const serviceUrl = 'https://smba.trafficmanager.net/emea/';
const offerId = 'b4c1d7a2-0c55-4c2b-9e44-2f7a54c1aa01';
const uploadInfo = {
  contentUrl: 'https://contoso-my.sharepoint.com/personal/ana/Documents/Apps/x.csv',
  name: 'x.csv',
  uploadUrl: 'https://contoso-my.sharepoint.com/_api/v2.0/drive/uploadSession?tempauth=SECRET',
  uniqueId: '1150D938-8870-4044-9F2C-5BBDEBA70C8C',
  fileType: 'csv',
  etag: '123',
};
const context = { v: 1, offerId };

function answer(
  value: unknown,
  members: Readonly<Record<string, unknown>> = {},
  url = serviceUrl,
): Record<string, unknown> {
  return fixture.activity(url, {
    type: 'invoke',
    name: 'fileConsent/invoke',
    replyToId: '1763715000000',
    conversation: {
      id: 'a:1chat',
      conversationType: 'personal',
      tenantId: fixture.homeTenant,
    },
    channelData: { tenant: { id: fixture.homeTenant } },
    value,
    ...members,
  });
}
const accepted = { type: 'fileUpload', action: 'accept', context, uploadInfo };
const declined = { type: 'fileUpload', action: 'decline', context };

describe('the answer to the offer of a file', () => {
  it('is read with who answered, where, and where the file goes', () => {
    const read = readFileAnswer(answer(accepted));
    assert.ok(read.kind === 'answer');
    const { answer: said, actor, place, messageId } = read.answer;
    assert.equal(read.answer.offerId, offerId);
    assert.equal(actor.objectId, fixture.approver);
    assert.equal(place.conversationId, 'a:1chat');
    assert.equal(messageId, '1763715000000');
    assert.ok(said.kind === 'accepted');
    assert.equal(said.upload.uploadUrl.reveal(), uploadInfo.uploadUrl);
    assert.equal(said.upload.uniqueId, uploadInfo.uniqueId);
  });

  it('never prints the address for writing', () => {
    const read = readFileAnswer(answer(accepted));
    assert.doesNotMatch(inspect(read, { depth: null }), /SECRET/);
    assert.doesNotMatch(JSON.stringify(read), /SECRET/);
  });

  it('is read when it is no', () => {
    const read = readFileAnswer(answer(declined));
    assert.equal(read.kind === 'answer' ? read.answer.answer.kind : '', 'declined');
  });

  const refused: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ['without context', answer({ ...declined, context: undefined }), 'file-answer.shape'],
    ['with a foreign context', answer({ ...declined, context: {} }), 'file-answer.shape'],
    ['with more in its context', answer({ ...declined, context: { ...context, x: 1 } }), 'file-answer.shape'],
    ['with a path as its id', answer({ ...declined, context: { v: 1, offerId: '../../x' } }), 'file-answer.shape'],
    ['that accepts without a place', answer({ ...accepted, uploadInfo: undefined }), 'file-answer.shape'],
    ['with an endless address', answer({ ...accepted, uploadInfo: { ...uploadInfo, uploadUrl: 'https://x/'.padEnd(5_000, 'x') } }), 'file-answer.shape'],
    ['of another kind', answer({ ...declined, type: 'fileDownload' }), 'file-answer.shape'],
    ['with another action', answer({ ...declined, action: 'maybe' }), 'file-answer.shape'],
    ['without a person', answer(declined, { from: { id: '29:1abc' } }), 'file-answer.no-actor'],
    ['from a channel', fixture.activity(serviceUrl, { type: 'invoke', name: 'fileConsent/invoke', value: declined }), 'file-answer.place'],
  ]; // prettier-ignore
  for (const [what, activity, code] of refused) {
    it(`is not believed ${what}`, () => {
      assert.deepEqual(readFileAnswer(activity), { kind: 'refused', code });
    });
  }

  it('never makes the reader throw, whatever stands in its place', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        isFileAnswer(value);
        assert.equal(readFileAnswer(value).kind, 'refused');
        assert.equal(readFileAnswer(answer(value)).kind, 'refused');
      }),
    );
  });
});

describe('the endpoint of the bot', () => {
  const channel = new fixture.FakeChannel();
  let bot: RunningBot;
  let handlers: RecordingHandlers;
  let log: fixture.RecordingLog;
  before(() => channel.start());
  after(() => channel.stop());
  beforeEach(async () => {
    handlers = new RecordingHandlers();
    log = new fixture.RecordingLog();
    bot = await startBot(channel, handlers, log);
  });
  afterEach(() => bot.close());

  const send = (value: unknown) => bot.send(answer(value, {}, channel.serviceUrl), channel.token());

  it('answers an answer to an offer with an empty 200', async () => {
    assert.deepEqual(await send(accepted), { status: 200, text: '' });
    assert.equal(handlers.fileAnswers.length, 1);
    assert.equal(handlers.presses.length, 0);
  });

  it('answers one that it does not understand in the same way, and does nothing', async () => {
    assert.deepEqual(await send({ ...accepted, context: { v: 2 } }), { status: 200, text: '' });
    assert.equal(handlers.turns, 0);
    assert.ok(log.codes().includes('file-answer.shape'));
  });

  it('answers 500 when it could not be kept, so that Teams shows that it did not work', async () => {
    handlers.onMessage = () => Promise.reject(new Error('storage away SECRET'));
    const { status, text } = await send(accepted);
    assert.equal(status, 500);
    assert.doesNotMatch(text, /SECRET/);
    assert.doesNotMatch(JSON.stringify(log.lines), /SECRET/);
  });

  it('answers in time when keeping it takes long', async () => {
    handlers.onMessage = () => new Promise((resolve) => setTimeout(resolve, 600));
    assert.equal((await send(accepted)).status, 200);
  });
});
