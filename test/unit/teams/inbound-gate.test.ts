import assert from 'node:assert/strict';
import fc from 'fast-check';
import { channelTrust } from '../../../src/adapters/teams/channel-trust.js';
import {
  checkInbound,
  largestBody,
  type InboundRequest,
  type InboundRules,
} from '../../../src/adapters/teams/inbound-gate.js';
import { activity, appId, homeTenant, issuer, message, press } from './channel-fixture.js';

const serviceUrl = 'https://smba.trafficmanager.net/emea/';
const rules: InboundRules = {
  appId,
  trust: channelTrust('commercial'),
  homeTenants: [homeTenant],
  path: '/api/messages',
};

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const goodHead = { alg: 'RS256', kid: 'k1', typ: 'JWT' };
const goodClaims = { iss: issuer, aud: appId, exp: 1_900_000_000, serviceurl: serviceUrl };

function bearer(head: unknown = goodHead, claims: unknown = goodClaims): string {
  return `Bearer ${part(head)}.${part(claims)}.c2ln`;
}

interface Change {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly rawHeaders?: readonly string[];
  readonly body?: Buffer | string | object;
}

function request(change: Change = {}): InboundRequest {
  const body = change.body ?? message(serviceUrl, 'help');
  const bytes = Buffer.isBuffer(body)
    ? body
    : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return {
    method: change.method ?? 'POST',
    url: change.url ?? '/api/messages',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      authorization: bearer(),
      ...change.headers,
    },
    rawHeaders: change.rawHeaders,
    body: bytes,
  };
}

function codeOf(change: Change): string {
  const verdict = checkInbound(request(change), rules);
  return verdict.ok ? 'ok' : `${verdict.status} ${verdict.code}`;
}

const nested = (levels: number): unknown => (levels === 0 ? 1 : { in: nested(levels - 1) });

describe('inbound gate', () => {
  it('lets through each kind of activity that the bot knows', () => {
    const known = [
      message(serviceUrl, 'help'),
      press(serviceUrl),
      activity(serviceUrl, { type: 'installationUpdate', action: 'add' }),
      activity(serviceUrl, { type: 'conversationUpdate' }),
    ];
    for (const body of known) assert.equal(codeOf({ body }), 'ok');
  });

  const two = ['Authorization', bearer(), 'authorization', bearer()];
  const base = (): Record<string, unknown> => message(serviceUrl, 'help');
  const table: readonly (readonly [string, Change, string])[] = [
    ['another path', { url: '/api/messages?x=1' }, '404 path'],
    ['GET', { method: 'GET' }, '405 method'],
    ['no content type', { headers: { 'content-type': undefined } }, '415 content-type'],
    [
      'a form',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      '415 content-type',
    ],
    ['a JSON look-alike', { headers: { 'content-type': 'application/jsonp' } }, '415 content-type'],
    [
      'another charset',
      { headers: { 'content-type': 'application/json; charset=utf-7' } },
      '415 content-type',
    ],
    ['gzip', { headers: { 'content-encoding': 'gzip' } }, '415 content-encoding'],
    [
      'a declared excess',
      { headers: { 'content-length': String(largestBody + 1) } },
      '413 too-large',
    ],
    ['a senseless length', { headers: { 'content-length': '1e3' } }, '400 body-shape'],
    ['an actual excess', { body: Buffer.alloc(largestBody + 1, 32) }, '413 too-large'],
    ['no Authorization', { headers: { authorization: undefined } }, '401 authorization-header'],
    ['two Authorizations', { rawHeaders: two }, '401 authorization-header'],
    [
      'a long header',
      { headers: { authorization: `Bearer a.b.${'c'.repeat(4096)}` } },
      '401 authorization-header',
    ],
    ['Basic', { headers: { authorization: 'Basic YTpi' } }, '401 token-shape'],
    ['two parts', { headers: { authorization: 'Bearer a.b' } }, '401 token-shape'],
    ['padding', { headers: { authorization: `${bearer()}=` } }, '401 token-shape'],
    ['parts that are no JSON', { headers: { authorization: 'Bearer a.b.c' } }, '401 token-shape'],
    [
      'an array for claims',
      { headers: { authorization: bearer(goodHead, []) } },
      '401 token-shape',
    ],
    [
      'alg none',
      { headers: { authorization: bearer({ ...goodHead, alg: 'none' }) } },
      '401 token-algorithm',
    ],
    [
      'HS256',
      { headers: { authorization: bearer({ ...goodHead, alg: 'HS256' }) } },
      '401 token-algorithm',
    ],
    ['no kid', { headers: { authorization: bearer({ alg: 'RS256' }) } }, '401 token-algorithm'],
    [
      'no expiry',
      { headers: { authorization: bearer(goodHead, { iss: issuer, aud: appId }) } },
      '401 token-claims',
    ],
    [
      'a list of audiences',
      { headers: { authorization: bearer(goodHead, { ...goodClaims, aud: [appId] }) } },
      '401 token-audience',
    ],
    ['broken UTF-8', { body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]) }, '400 body-encoding'],
    ['cut JSON', { body: '{"type":' }, '400 body-json'],
    ['an array', { body: '[]' }, '400 body-shape'],
    ['null', { body: 'null' }, '400 body-shape'],
    ['depth 33', { body: { ...base(), value: nested(32) } }, '400 body-depth'],
    ['100,000 brackets', { body: '['.repeat(100_000) + ']'.repeat(100_000) }, '400 body-shape'],
    ['another channel', { body: { ...base(), channelId: 'webchat' } }, '403 channel'],
    ['no service URL', { body: { ...base(), serviceUrl: undefined } }, '403 service-url'],
    ['no channel data', { body: { ...base(), channelData: undefined } }, '403 tenant'],
    ['two tenants', { body: { ...base(), channelData: { tenant: { id: appId } } } }, '403 tenant'],
    ['an unknown type', { body: { ...base(), type: 'event' } }, '403 activity-type'],
    ['another invoke', { body: { ...press(serviceUrl), name: 'task/fetch' } }, '403 activity-type'],
    [
      'a type that every object has',
      { body: { ...base(), type: 'constructor' } },
      '403 activity-type',
    ],
  ];
  for (const [name, change, expected] of table) {
    it(`refuses ${name} with ${expected}`, () => {
      assert.equal(codeOf(change), expected);
    });
  }

  it('takes a body of exactly 32 levels', () => {
    assert.equal(codeOf({ body: { ...base(), value: nested(31) } }), 'ok');
  });

  it('refuses a tenant that is not a home tenant, though both places agree', () => {
    const other = '11111111-2222-4333-8444-555555555555';
    const body = activity(serviceUrl, {
      type: 'message',
      conversation: { id: 'a:1', conversationType: 'personal', tenantId: other },
      channelData: { tenant: { id: other } },
    });
    assert.equal(codeOf({ body }), '403 tenant');
  });

  for (const claim of ['tid', 'appid', 'azp']) {
    for (const value of ['x', null, '', 0]) {
      it(`refuses a token with ${claim} = ${JSON.stringify(value)}: it is Entra's, not the channel's`, () => {
        const authorization = bearer(goodHead, { ...goodClaims, [claim]: value });
        assert.equal(codeOf({ headers: { authorization } }), '401 token-claims');
      });
    }
  }

  const hosts: readonly (readonly [string, string])[] = [
    ['https://smba.trafficmanager.net/amer/', 'ok'],
    ['https://smba.infra.gcc.teams.microsoft.com/teams', 'ok'],
    ['https://europe.api.botframework.com/', 'ok'],
    ['http://smba.trafficmanager.net/', 'bad'],
    ['https://smba.trafficmanager.net:8443/', 'bad'],
    ['https://smba.trafficmanager.net@evil.example/', 'bad'],
    ['https://user@smba.trafficmanager.net/', 'bad'],
    ['https://evil.smba.trafficmanager.net/', 'bad'],
    ['https://smba.trafficmanager.net.evil.example/', 'bad'],
    ['https://evilbotframework.com/', 'bad'],
    ['https://botframework.com.evil.example/', 'bad'],
    ['http://127.0.0.1:3978/', 'bad'],
    ['http://169.254.169.254/', 'bad'],
    ['file:///etc/passwd', 'bad'],
    ['https://smba.trafficmanager.net/#x', 'bad'],
    ['', 'bad'],
  ];
  for (const [url, verdict] of hosts) {
    it(`finds the service URL ${url === '' ? 'without text' : url} ${verdict}`, () => {
      const expected = verdict === 'ok' ? 'ok' : '403 service-url';
      assert.equal(codeOf({ body: message(url, 'help') }), expected);
    });
  }

  it('passes exactly the one right combination out of a matrix of tokens', () => {
    const pick = <T>(right: T, ...wrong: T[]): fc.Arbitrary<readonly [boolean, T]> =>
      fc.oneof(
        { weight: 3, arbitrary: fc.constant([true, right] as const) },
        { weight: 1, arbitrary: fc.constantFrom(...wrong).map((w) => [false, w] as const) },
      );
    const matrix = fc.record({
      iss: pick<unknown>(
        issuer,
        `${issuer}/`,
        issuer.toUpperCase(),
        `https://sts.windows.net/${homeTenant}/`,
        undefined,
        [issuer],
        null,
      ),
      aud: pick<unknown>(appId, appId.toUpperCase(), '', undefined, issuer, [appId], {
        toString: appId,
      }),
      alg: pick<unknown>('RS256', 'none', 'RS384', 'HS256', 'rs256', undefined, ['RS256']),
      kid: pick<unknown>('k1', '', undefined, 7, null),
      extra: pick<object>({}, { tid: homeTenant }, { appid: appId }, { azp: appId }),
      channelId: pick<unknown>('msteams', 'AseChannel', 'emulator', '', undefined, 'MSTEAMS'),
      url: pick<unknown>(serviceUrl, 'https://evil.example/', '', undefined, 7),
    });
    let passed = 0;
    fc.assert(
      fc.property(matrix, (m) => {
        const authorization = bearer(
          { alg: m.alg[1], kid: m.kid[1] },
          { iss: m.iss[1], aud: m.aud[1], exp: 1_900_000_000, ...m.extra[1] },
        );
        const body = { ...base(), channelId: m.channelId[1], serviceUrl: m.url[1] };
        const right = Object.values(m).every(([isRight]) => isRight);
        assert.equal(checkInbound(request({ headers: { authorization }, body }), rules).ok, right);
        if (right) passed += 1;
      }),
      { numRuns: 3000 },
    );
    assert.ok(passed > 20, `only ${passed} right combinations were tried`);
  });

  it('refuses or accepts, and never throws, whatever the bytes are', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 400 }).map((b) => Buffer.from(b)),
      fc.json().map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(bytes, fc.string(), (body, header) => {
        assert.equal(checkInbound(request({ body }), rules).ok, false);
        assert.equal(
          codeOf({ headers: { authorization: `Bearer ${header}` } }).startsWith('401'),
          true,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('lets nobody in when the app id is empty', () => {
    const authorization = bearer(goodHead, { ...goodClaims, aud: '' });
    const verdict = checkInbound(request({ headers: { authorization } }), { ...rules, appId: '' });
    assert.equal(verdict.ok, false);
  });
});
