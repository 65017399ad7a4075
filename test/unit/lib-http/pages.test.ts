import assert from 'node:assert/strict';
import { ContractError } from '../../../src/lib/errors.js';
import { pageTrail, readPages } from '../../../src/lib/http/pages.js';

const root = 'https://graph.example/v1.0/';
const trail = (limits = {}) => pageTrail({ service: 'x', root, ...limits });

describe('pageTrail', () => {
  const foreign: readonly (readonly [string, string])[] = [
    ['another host', 'https://evil.example/v1.0/users'],
    ['a sub-domain', 'https://a.graph.example/v1.0/users'],
    ['another port', 'https://graph.example:8443/v1.0/users'],
    ['plain http', 'http://graph.example/v1.0/users'],
    ['another API', 'https://graph.example/beta/users'],
    ['a path that begins alike', 'https://graph.example/v1.0-evil/users'],
    ['a way up', 'https://graph.example/v1.0/../beta/users'],
    ['an encoded way up', 'https://graph.example/v1.0/%2e%2e/beta/users'],
    ['an encoded slash', 'https://graph.example/v1.0/..%2Fbeta'],
    ['user info', 'https://user:pass@graph.example/v1.0/users'],
    ['a host disguised as user info', 'https://graph.example@evil.example/v1.0/users'],
    ['a back slash', 'https://evil.example\\@graph.example/v1.0/users'],
    ['a relative link', '/v1.0/users'],
    ['a fragment', 'https://graph.example/v1.0/users#x'],
    ['nothing', ''],
    ['more than eight KiB', `https://graph.example/v1.0/users?x=${'y'.repeat(8_192)}`],
  ];
  for (const [what, link] of foreign) {
    it(`refuses ${what}`, () => {
      assert.throws(() => trail().follow(link), ContractError);
    });
  }

  it('takes a link that writes the default port or the path in other case', () => {
    const link = 'https://graph.example:443/V1.0/users?$skiptoken=a%2Fb';
    assert.equal(trail().follow(link), 'https://graph.example/V1.0/users?$skiptoken=a%2Fb');
  });

  it('refuses a link that was already followed, the first page included', () => {
    const way = trail();
    way.follow(`${root}users`);
    assert.throws(() => way.follow(`${root}users`), ContractError);
  });

  it('refuses more pages and more items than allowed', () => {
    const short = trail({ maxPages: 2, maxItems: 5 });
    short.follow(`${root}users?1`);
    short.follow(`${root}users?2`);
    assert.throws(() => short.follow(`${root}users?3`), ContractError);
    short.count(5);
    assert.throws(() => {
      short.count(1);
    }, ContractError);
  });
});

describe('readPages', () => {
  it('goes on after an empty page that has a link', async () => {
    const pages = new Map([
      [`${root}list`, { items: [1], next: `${root}list?2` }],
      [`${root}list?2`, { items: [], next: `${root}list?3` }],
      [`${root}list?3`, { items: [2, 3] }],
    ]);
    const all = await readPages(`${root}list`, trail(), (url) =>
      Promise.resolve(pages.get(url) ?? assert.fail(url)),
    );
    assert.deepEqual(all, [1, 2, 3]);
  });

  it('rejects, and gives no part of the list, when a later page leads away', async () => {
    const read = (url: string) =>
      Promise.resolve({ items: [url], next: 'https://evil.example/v1.0/list' });
    await assert.rejects(readPages(`${root}list`, trail(), read), ContractError);
  });
});
