import assert from 'node:assert/strict';
import { channelTrust } from '../../../src/adapters/teams/channel-trust.js';
import { fileUpload } from '../../../src/adapters/teams/file-upload.js';
import { systemClock } from '../../../src/lib/clock.js';
import { Secret } from '../../../src/lib/secret.js';
import {
  ALICE,
  BOB,
  GREG,
  SECURITY,
  startBench,
  type Bench,
  type Called,
} from './channel-bench.js';

const CONSENT = 'application/vnd.microsoft.teams.card.file.consent';
const INFO = 'application/vnd.microsoft.teams.card.file.info';
const UNIT = 327_680;

function offer(change: Record<string, unknown> = {}, content: Record<string, unknown> = {}) {
  return {
    type: 'message',
    summary: 'A file',
    attachments: [
      {
        contentType: CONSENT,
        name: 'report.csv',
        content: {
          description: 'The report',
          sizeInBytes: 1000,
          acceptContext: { id: 'a' },
          declineContext: { id: 'd' },
          ...content,
        },
        ...change,
      },
    ],
  };
}

describe('files in the simulated channel', () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
    await bench.channel.install({ by: ALICE.objectId, channelId: SECURITY });
  });
  after(() => bench.close());
  beforeEach(() => {
    bench.advance(60 * 60 * 1000);
    bench.heard.length = 0;
    bench.reply = () => ({ status: 200 });
    bench.channel.clearFaults();
  });

  const chatOf = (person = ALICE): string => bench.channel.roster.personalConversation(person);
  const post = (body: unknown, thread = chatOf()): Promise<Called> =>
    bench.call('POST', `/v3/conversations/${encodeURIComponent(thread)}/activities`, body);

  async function rules(run: () => Promise<unknown>): Promise<string[]> {
    const before = bench.violations().length;
    await run();
    return bench.violations().slice(before);
  }

  /** An offer in Alice's chat that she has accepted. */
  async function accepted(): Promise<{ url: string; info: Record<string, string> }> {
    const { body } = await post(offer());
    const { id: messageId } = body as { id: string };
    const outcome = await bench.channel.answerFile({
      as: ALICE.objectId,
      messageId,
      answer: 'accept',
    });
    const value = bench.heard.at(-1)?.activity['value'] as { uploadInfo: Record<string, string> };
    return { url: outcome.uploadUrl ?? '', info: value.uploadInfo };
  }

  function put(
    url: string,
    range: string,
    length: number,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(url, {
      method: 'PUT',
      headers: { 'content-range': range, ...headers },
      body: new Uint8Array(length).fill(65),
    });
  }

  it('takes an offer in personal chat and shows it there', async () => {
    assert.deepEqual(await rules(() => post(offer())), []);
    const message = bench.channel.messages({ place: 'personal', as: ALICE.objectId }).at(-1);
    assert.equal(message?.offer?.name, 'report.csv');
    assert.equal(message.offer.sizeInBytes, 1000);
  });

  const wrong: readonly (readonly [string, unknown, string])[] = [
    ['without a name', offer({ name: undefined }), 'file-consent-malformed'],
    ['named like a path', offer({ name: '../report.csv' }), 'file-consent-malformed'],
    ['with a character that OneDrive does not take', offer({ name: 'a:b.csv' }), 'file-consent-malformed'],
    ['without a size', offer({}, { sizeInBytes: undefined }), 'file-consent-malformed'],
    ['of no bytes', offer({}, { sizeInBytes: 0 }), 'file-consent-malformed'],
    ['without contexts', offer({}, { acceptContext: undefined }), 'file-consent-malformed'],
    ['with an unknown field', offer({}, { colour: 'red' }), 'file-consent-malformed'],
    ['of two files', { ...offer(), attachments: [...offer().attachments, ...offer().attachments] }, 'file-several'],
    ['of a file that was never written', { type: 'message', summary: 's', attachments: [{ contentType: INFO, contentUrl: 'https://x/y', name: 'report.csv', content: { uniqueId: 'u', fileType: 'csv' } }] }, 'file-unknown'],
    ['of a file card without its id', { type: 'message', summary: 's', attachments: [{ contentType: INFO, contentUrl: 'https://x/y', name: 'report.csv', content: { fileType: 'csv' } }] }, 'file-info-malformed'],
  ]; // prettier-ignore
  for (const [what, body, rule] of wrong) {
    it(`refuses an offer ${what}`, async () => {
      const found = await rules(async () => {
        assert.equal((await post(body)).status, 400);
      });
      assert.ok(found.includes(rule), found.join());
    });
  }

  it('refuses an offer in a channel', async () => {
    const found = await rules(async () => {
      assert.equal((await post(offer(), SECURITY)).status, 400);
    });
    assert.deepEqual(found, ['file-outside-chat']);
  });

  it('tells the bot of an acceptance with a place for the file, and of a refusal without', async () => {
    const { url, info } = await accepted();
    const { activity } = bench.heard.at(-1) ?? {};
    assert.equal(activity?.['name'], 'fileConsent/invoke');
    assert.deepEqual((activity['value'] as { context: unknown }).context, { id: 'a' });
    assert.equal(info['uploadUrl'], url);
    const { body } = await post(offer());
    const { id: messageId } = body as { id: string };
    await bench.channel.answerFile({ as: ALICE.objectId, messageId, answer: 'decline' });
    assert.deepEqual(bench.heard.at(-1)?.activity['value'], {
      type: 'fileUpload',
      action: 'decline',
      context: { id: 'd' },
    });
  });

  it('lets nobody answer for somebody else, nor what was taken away', async () => {
    const { body } = await post(offer());
    const { id: messageId } = body as { id: string };
    const answer = { messageId, answer: 'accept' } as const;
    await assert.rejects(
      bench.channel.answerFile({ ...answer, as: BOB.objectId }),
      /somebody else/,
    );
    const path = `/v3/conversations/${encodeURIComponent(chatOf())}/activities/${messageId}`;
    assert.equal((await bench.call('DELETE', path)).status, 200);
    await assert.rejects(bench.channel.answerFile({ ...answer, as: ALICE.objectId }), /no file/);
  });

  it('blames a bot that answers the invoke with an error or with a body', async () => {
    bench.reply = () => ({ status: 500 });
    assert.deepEqual(await rules(accepted), ['message-not-accepted']);
    bench.reply = () => ({ status: 200, body: { statusCode: 200 } });
    assert.deepEqual(await rules(accepted), ['file-answer-with-body']);
  });

  it('puts a file together from parts of 320 KiB that follow on each other', async () => {
    const { url, info } = await accepted();
    const total = 2 * UNIT + 10;
    const found = await rules(async () => {
      const first = await put(url, `bytes 0-${UNIT - 1}/${total}`, UNIT);
      assert.equal(first.status, 202);
      const { nextExpectedRanges } = (await first.json()) as { nextExpectedRanges: string[] };
      assert.deepEqual(nextExpectedRanges, [`${UNIT}-`]);
      assert.equal((await put(url, `bytes 0-${UNIT - 1}/${total}`, UNIT)).status, 416);
      const status = (await (await fetch(url)).json()) as { nextExpectedRanges: string[] };
      assert.deepEqual(status.nextExpectedRanges, [`${UNIT}-`]);
      await put(url, `bytes ${UNIT}-${2 * UNIT - 1}/${total}`, UNIT);
      assert.equal((await put(url, `bytes ${2 * UNIT}-${total - 1}/${total}`, 10)).status, 201);
      assert.equal((await fetch(url)).status, 404);
    });
    assert.deepEqual(found, []);
    const file = bench.channel.files().at(-1);
    assert.deepEqual([file?.bytes.length, file?.parts], [total, 3]);
    const shown = {
      type: 'message',
      summary: 'Your file',
      attachments: [
        {
          contentType: INFO,
          contentUrl: info['contentUrl'],
          name: 'report.csv',
          content: { uniqueId: info['uniqueId'], fileType: 'csv' },
        },
      ],
    };
    assert.deepEqual(await rules(() => post(shown)), []);
    assert.deepEqual(await rules(() => post(shown, chatOf(BOB))), ['file-unknown']);
    const download = await fetch(info['contentUrl'] ?? '');
    assert.equal((await download.arrayBuffer()).byteLength, total);
  });

  const badParts: readonly (readonly [string, (url: string) => Promise<Response>, number, string])[] = [
    ['without a range', (url) => put(url, '', 10), 400, 'upload-range-malformed'],
    ['whose range is not its length', (url) => put(url, 'bytes 0-19/100', 10), 400, 'upload-range-malformed'],
    ['past the end', (url) => put(url, 'bytes 0-9/5', 10), 400, 'upload-range-malformed'],
    ['out of order', (url) => put(url, 'bytes 50-59/100', 10), 400, 'upload-out-of-order'],
    ['of an odd size', (url) => put(url, 'bytes 0-9/100', 10), 202, 'upload-part-size'],
    ['with a token', (url) => put(url, 'bytes 0-9/10', 10, { authorization: 'Bearer x' }), 401, 'file-with-token'],
    ['by another method', (url) => fetch(url, { method: 'POST', body: 'x' }), 405, 'upload-unknown-method'],
  ]; // prettier-ignore
  for (const [what, send, status, rule] of badParts) {
    it(`reports a part ${what} as ${rule}`, async () => {
      const { url } = await accepted();
      const found = await rules(async () => {
        assert.equal((await send(url)).status, status);
      });
      assert.deepEqual(found, [rule]);
    });
  }

  it('reports another total than before', async () => {
    const { url } = await accepted();
    await put(url, `bytes 0-${UNIT - 1}/${2 * UNIT}`, UNIT);
    const found = await rules(() => put(url, `bytes ${UNIT}-${UNIT + 9}/${UNIT + 10}`, 10));
    assert.deepEqual(found, ['upload-total-changed']);
  });

  it('takes a large file as the product sends it, over failures of every kind', async () => {
    const content = Buffer.alloc(6 * UNIT + 123, 'row;');
    const trust = channelTrust('commercial', { openIdUrl: 'http://127.0.0.1:1/openid' });
    const upload = fileUpload(trust, systemClock, { partBytes: UNIT, random: () => 0.01 });
    const { url } = await accepted();
    for (const name of ['upload-503', 'upload-reset-after', 'upload-429'] as const) {
      bench.channel.setFault({ name });
    }
    const source = {
      size: content.length,
      read: (at: number, length: number) =>
        Promise.resolve(new Uint8Array(content.subarray(at, at + length))),
    };
    const start = { resumed: false, same: false, lastSent: false };
    const found = await rules(async () => {
      const result = await upload(Secret.of(url), source, {
        ...start,
        beforePart: () => Promise.resolve(),
      });
      assert.deepEqual(result, { kind: 'stored' });
    });
    assert.deepEqual(found, []);
    const file = bench.channel.files().at(-1);
    assert.equal(file?.bytes.equals(content), true);
    assert.equal(file.parts, 7);
  });

  it('closes the place after a quarter of an hour, and when it is cancelled', async () => {
    const { url } = await accepted();
    bench.advance(15 * 60_000 + 1);
    assert.equal((await put(url, 'bytes 0-9/10', 10)).status, 404);
    const other = await accepted();
    assert.equal((await fetch(other.url, { method: 'DELETE' })).status, 204);
    assert.equal((await put(other.url, 'bytes 0-9/10', 10)).status, 404);
  });

  for (const [name, status] of [
    ['upload-503', 503],
    ['upload-429', 429],
    ['upload-507', 507],
    ['upload-session-gone', 404],
  ] as const) {
    it(`answers ${status} once with the fault ${name}, and leaves the connector alone`, async () => {
      const { url } = await accepted();
      bench.channel.setFault({ name });
      await post({ type: 'message', text: 'hello' });
      assert.equal((await put(url, 'bytes 0-9/10', 10)).status, status);
      assert.deepEqual(bench.channel.faults(), []);
    });
  }

  it('keeps the part and breaks off with the fault upload-reset-after', async () => {
    const { url } = await accepted();
    bench.channel.setFault({ name: 'upload-reset-after' });
    const files = bench.channel.files().length;
    await assert.rejects(put(url, 'bytes 0-9/10', 10));
    assert.equal(bench.channel.files().length, files + 1);
  });

  it('opens no chat with a person who has not added the app, and takes nothing there', async () => {
    bench.channel.personalApp({ as: GREG.objectId, installed: false });
    const created = await bench.call('POST', '/v3/conversations', {
      isGroup: false,
      members: [{ id: bench.channel.roster.mri(GREG) }],
      tenantId: bench.channel.options.homeTenantId,
    });
    assert.equal(created.status, 403);
    assert.equal((await post({ type: 'message', text: 'hello' }, chatOf(GREG))).status, 403);
    const said = { as: GREG.objectId, text: 'help', place: 'personal' } as const;
    await assert.rejects(bench.channel.say(said), /the app is not added/);
    bench.channel.personalApp({ as: GREG.objectId, installed: true });
    assert.equal((await post({ type: 'message', text: 'hello' }, chatOf(GREG))).status, 201);
  });

  it('does the same over HTTP, and takes no forgery there', async () => {
    const { body } = await post(offer());
    const { id: messageId } = body as { id: string };
    const send = (request: unknown): Promise<Response> =>
      fetch(`${bench.url}/channel/api/answer`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      });
    const honest = { as: ALICE.objectId, messageId, answer: 'decline' };
    assert.equal((await send(honest)).status, 200);
    assert.equal((await send({ ...honest, override: {} })).status, 400);
    assert.equal((await send({ ...honest, as: BOB.objectId })).status, 409);
  });
});
