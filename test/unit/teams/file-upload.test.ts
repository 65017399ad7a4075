import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import fc from 'fast-check';
import { channelTrust } from '../../../src/adapters/teams/channel-trust.js';
import {
  fileUpload,
  partUnit,
  type FileSource,
  type UploadResult,
  type UploadStart,
} from '../../../src/adapters/teams/file-upload.js';
import { Secret } from '../../../src/lib/secret.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { listen, type Listening } from './channel-fixture.js';

const here = channelTrust('commercial', { openIdUrl: 'http://127.0.0.1:1/openid' });
const bytes = Buffer.alloc(3 * partUnit + 1_000, 'mail;');

function sourceOf(content: Buffer): FileSource {
  return {
    size: content.length,
    read: (offset, length) =>
      Promise.resolve(new Uint8Array(content.subarray(offset, offset + length))),
  };
}

interface Seen {
  readonly method: string;
  readonly range: string | undefined;
  readonly length: number;
  readonly authorization: string | undefined;
}

/** 'store': does what OneDrive does. Others answer in its place; 'lost' stores the part and then breaks off. */
type Answer =
  'store' | 'lost' | 'gone' | number | { readonly status: number; readonly body: unknown };

describe('an upload of a file', () => {
  let server: Listening;
  let seen: Seen[];
  let script: Answer[];
  let stored: Buffer;
  let over: boolean;
  let clock: VirtualClock;
  let declared: boolean[];

  beforeEach(async () => {
    seen = [];
    script = [];
    stored = Buffer.alloc(0);
    over = false;
    declared = [];
    clock = new VirtualClock({ skipping: true });
    server = await listen((request, response) => void handle(request, response));
  });
  afterEach(() => server.close());

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { method = '', headers } = request;
    const range = headers['content-range'];
    seen.push({ method, range, length: body.length, authorization: headers.authorization });
    const next = script.shift() ?? 'store';
    if (typeof next === 'number') {
      finish(response, next, {});
      return;
    }
    if (typeof next === 'object') {
      finish(response, next.status, next.body);
      return;
    }
    if (next === 'gone' || over) {
      finish(response, 404, {});
      return;
    }
    const done = method === 'PUT' ? take(range ?? '', body) : 200;
    if (next === 'lost') {
      request.socket.destroy();
      return;
    }
    finish(response, done, { nextExpectedRanges: [`${stored.length}-`] });
  }

  function take(range: string, body: Buffer): number {
    const [first = -1, last = -1, total = -1] = (/^bytes (\d+)-(\d+)\/(\d+)$/.exec(range) ?? [])
      .slice(1)
      .map(Number);
    if (first < stored.length) return 416;
    assert.equal(first, stored.length);
    assert.equal(last - first + 1, body.length);
    if (last + 1 < total) assert.equal(body.length % partUnit, 0);
    stored = Buffer.concat([stored, body]);
    over = stored.length === total;
    return over ? 201 : 202;
  }

  function finish(response: ServerResponse, status: number, body: unknown): void {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  }

  function run(
    start: Partial<UploadStart> = {},
    content: Buffer = bytes,
    url = `${server.url}/upload?tempauth=secret`,
  ): Promise<UploadResult> {
    const upload = fileUpload(here, clock, { partBytes: partUnit, random: () => 0.5 });
    return upload(Secret.of(url), sourceOf(content), {
      ...{ resumed: false, same: false, lastSent: false },
      beforePart: (isLast) => {
        declared.push(isLast);
        return Promise.resolve();
      },
      ...start,
    });
  }

  it('goes in parts of 320 KiB that follow on each other, without a token, the last one declared', async () => {
    assert.deepEqual(await run(), { kind: 'stored' });
    assert.ok(stored.equals(bytes));
    const total = bytes.length;
    assert.deepEqual(
      seen.map(({ range }) => range),
      [0, 1, 2, 3].map((n) => {
        const from = n * partUnit;
        return `bytes ${from}-${Math.min(from + partUnit, total) - 1}/${total}`;
      }),
    );
    assert.ok(seen.every(({ authorization }) => authorization === undefined));
    assert.deepEqual(declared, [false, false, false, true]);
  });

  it('is one request for a small file', async () => {
    assert.deepEqual(await run({}, Buffer.from('a')), { kind: 'stored' });
    assert.deepEqual(
      seen.map(({ range }) => range),
      ['bytes 0-0/1'],
    );
  });

  for (const trouble of [500, 502, 503, 504, 429, 'lost'] as const) {
    it(`goes on where the session says after ${trouble}, and stores every byte once`, async () => {
      script = ['store', trouble];
      assert.deepEqual(await run(), { kind: 'stored' });
      assert.ok(stored.equals(bytes));
      assert.equal(seen.filter(({ method }) => method === 'GET').length, 1);
      assert.ok(clock.waits.length > 0);
    });
  }

  it('asks what is missing when it sent what is there already', async () => {
    stored = bytes.subarray(0, partUnit);
    assert.deepEqual(await run(), { kind: 'stored' });
    assert.ok(stored.equals(bytes));
  });

  it('goes on with the same file where an earlier attempt ended', async () => {
    stored = bytes.subarray(0, 2 * partUnit);
    assert.deepEqual(await run({ resumed: true, same: true }), { kind: 'stored' });
    assert.ok(stored.equals(bytes));
    assert.equal(seen[0]?.method, 'GET');
    assert.equal(seen.filter(({ method }) => method === 'PUT').length, 2);
  });

  it('never mixes two files: a session that holds a part of another one is cancelled', async () => {
    stored = Buffer.alloc(partUnit, 'x');
    assert.deepEqual(await run({ resumed: true, same: false }), { kind: 'changed' });
    assert.deepEqual(
      seen.map(({ method }) => method),
      ['GET', 'DELETE'],
    );
  });

  it('begins anew with another file when nothing of the first one arrived', async () => {
    assert.deepEqual(await run({ resumed: true, same: false }), { kind: 'stored' });
    assert.ok(stored.equals(bytes));
  });

  for (const status of [404, 410]) {
    it(`knows by ${status} that there is no place for the file any more`, async () => {
      script = ['store', status];
      assert.deepEqual(await run(), { kind: 'gone', code: `file.${status}` });
    });
  }

  it('does not take a session that is over for a stored file when the last part was never in doubt', async () => {
    script = ['gone'];
    assert.deepEqual(await run({}, Buffer.from('small')), { kind: 'gone', code: 'file.404' });
  });

  it('leaves open whether the file is there when the answer to the last part was lost', async () => {
    script = ['lost'];
    assert.deepEqual(await run({}, Buffer.from('small')), { kind: 'unconfirmed' });
    assert.equal(stored.toString(), 'small');
  });

  it('leaves it open too when an earlier attempt had begun the last part', async () => {
    over = true;
    const start = { resumed: true, same: true, lastSent: true };
    assert.deepEqual(await run(start), { kind: 'unconfirmed' });
  });

  it('knows better when the session still misses the last part', async () => {
    stored = bytes.subarray(0, 3 * partUnit);
    script = ['store', 'gone'];
    const start = { resumed: true, same: true, lastSent: true };
    assert.deepEqual(await run(start), { kind: 'gone', code: 'file.404' });
  });

  for (const status of [400, 401, 403, 409, 413, 507, 302]) {
    it(`is over with ${status}, which no waiting cures`, async () => {
      script = [status];
      assert.deepEqual(await run(), { kind: 'refused', code: `file.${status}` });
      assert.equal(seen.length, 1);
    });
  }

  it('is put back after five failures in a row', async () => {
    script = Array.from({ length: 20 }, () => 503);
    assert.deepEqual(await run(), { kind: 'interrupted', code: 'file.503' });
    assert.equal(seen.length, 5);
  });

  it('counts failures anew whenever a part has arrived', async () => {
    script = Array.from({ length: 4 }, (): Answer[] => [503, 503, 'store', 'store']).flat();
    assert.deepEqual(await run(), { kind: 'stored' });
  });

  it('does not wait in place for an hour because it is asked to', async () => {
    const upload = fileUpload(here, clock, {
      send: () =>
        Promise.resolve({
          status: 429,
          headers: new Headers({ 'retry-after': '3600' }),
          body: { kind: 'bytes', bytes: Buffer.alloc(0) },
        }),
    });
    const start = { resumed: false, same: false, lastSent: false };
    const result = await upload(Secret.of(`${server.url}/x`), sourceOf(bytes), {
      ...start,
      beforePart: () => Promise.resolve(),
    });
    assert.deepEqual(result, { kind: 'interrupted', code: 'file.429' });
    assert.deepEqual(clock.waits, []);
  });

  it('sends nothing when the part could not be declared', async () => {
    const failure = new Error('taken over');
    await assert.rejects(run({ beforePart: () => Promise.reject(failure) }), failure);
    assert.equal(seen.length, 0);
  });

  it('goes to no other host than those on which Teams keeps files', async () => {
    const upload = fileUpload(channelTrust('commercial'), clock);
    for (const url of [
      `${server.url}/x`,
      'https://evil.example/x',
      'http://169.254.169.254/',
      '',
    ]) {
      const start = { resumed: false, same: false, lastSent: false };
      assert.deepEqual(
        await upload(Secret.of(url), sourceOf(bytes), {
          ...start,
          beforePart: () => Promise.resolve(),
        }),
        { kind: 'refused', code: 'file.host' },
      );
    }
    assert.equal(seen.length, 0);
  });

  it('never believes nonsense about what is missing, and comes to an end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.constantFrom<unknown>(
            { nextExpectedRanges: [] },
            { nextExpectedRanges: ['-5'] },
            { nextExpectedRanges: ['999999999999-'] },
            { nextExpectedRanges: ['0-'] },
            { nextExpectedRanges: 'all' },
            null,
            'x',
          ),
          fc.jsonValue(),
        ),
        async (body) => {
          script = Array.from({ length: 40 }, () => ({ status: 202, body }));
          const result = await run({ resumed: true, same: true }, Buffer.from('small'));
          assert.equal(result.kind, 'interrupted');
        },
      ),
      { numRuns: 25 },
    );
  });
});
