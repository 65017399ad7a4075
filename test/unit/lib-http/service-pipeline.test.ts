import assert from 'node:assert/strict';
import { systemClock } from '../../../src/lib/clock.js';
import { servicePipeline } from '../../../src/lib/http/service-pipeline.js';
import type { TokenSource } from '../../../src/lib/http/token-source.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { get } from './answers.js';
import { startScriptedServer } from './scripted-server.js';
import type { Script, ScriptedServer } from './scripted-server.js';

/** Gives 'token-1'; each fresh one has the next number. */
function countingTokens(): TokenSource & { issued: () => number } {
  let number = 1;
  return {
    token: ({ fresh = false } = {}) => {
      if (fresh) number++;
      return Promise.resolve(`token-${number}`);
    },
    issued: () => number,
  };
}

describe('servicePipeline', () => {
  let server: ScriptedServer;
  let script: Script = () => ({});
  before(async () => {
    server = await startScriptedServer((request, number) => script(request, number));
  });
  after(() => server.close());

  const setUp = (tokens: TokenSource, clock = new VirtualClock({ skipping: true })) =>
    servicePipeline({
      service: 'x',
      clock,
      auth: { tokens, origin: server.url },
      random: () => 0,
    });

  it('gives every HTTP request, retries too, an id of its own', async () => {
    const from = server.received.length;
    let left = 2;
    script = () => ({ status: left-- > 0 ? 503 : 200 });
    const response = await setUp(countingTokens()).send(get(server.url));
    const ids = server.received.slice(from).map(({ headers }) => headers['client-request-id']);
    assert.equal(new Set(ids).size, 3);
    assert.equal(response.clientRequestId, ids[2]);
  });

  it('tries a refused token once more with a fresh one', async () => {
    const tokens = countingTokens();
    script = ({ headers }) => ({ status: headers.authorization === 'Bearer token-2' ? 200 : 401 });
    assert.equal((await setUp(tokens).send(get(server.url))).status, 200);
    assert.equal(tokens.issued(), 2);
  });

  it('hands back a 401 that stays', async () => {
    const from = server.received.length;
    script = () => ({ status: 401 });
    assert.equal((await setUp(countingTokens()).send(get(server.url))).status, 401);
    assert.equal(server.received.length - from, 2);
  });

  it('renews once for several calls that were refused together', async () => {
    const tokens = countingTokens();
    script = ({ headers }) => ({
      delayMs: 20,
      status: headers.authorization === 'Bearer token-1' ? 401 : 200,
    });
    let renewal: Promise<string> | undefined;
    const joined: TokenSource = {
      token: (options) => {
        if (options?.fresh !== true) return tokens.token();
        return (renewal ??= tokens.token({ fresh: true }));
      },
    };
    const { send } = setUp(joined);
    const all = await Promise.all([1, 2, 3].map(() => send(get(server.url))));
    assert.deepEqual([all.map(({ status }) => status), tokens.issued()], [[200, 200, 200], 2]);
  });

  it('sends no token, and nothing else, to another origin', async () => {
    const other = await startScriptedServer(() => ({}));
    try {
      await assert.rejects(setUp(countingTokens()).send(get(other.url)), TypeError);
      assert.equal(other.received.length, 0);
    } finally {
      await other.close();
    }
  });

  it('has at most four requests under way', async () => {
    script = () => ({ delayMs: 15 });
    const { send } = setUp(countingTokens(), new VirtualClock());
    await Promise.all(Array.from({ length: 20 }, () => send(get(server.url))));
    assert.equal(server.peak(), 4);
  });

  it('sends nothing early once the service has asked it to wait, in real time', async () => {
    const at: number[] = [];
    script = () => {
      at.push(performance.now());
      return at.length === 1 ? { status: 429, headers: { 'retry-after': '0.3' } } : {};
    };
    const { send } = servicePipeline({ service: 'x', clock: systemClock, random: () => 0 });
    const first = send(get(server.url));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await Promise.all([first, send(get(server.url)), send(get(server.url))]);
    const [refused = 0, ...later] = at;
    assert.equal(later.length, 3);
    assert.ok(later.every((time) => time - refused >= 299));
  });
});
