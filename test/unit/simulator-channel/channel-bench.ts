import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPairSync } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify, SignJWT } from 'jose';
import { channelServices, type ChannelParts } from '../../../src/simulator/channel/channel.js';
import type { ChannelOptions, Person } from '../../../src/simulator/channel/options.js';
import { ChannelKeys } from '../../../src/simulator/channel/channel-keys.js';
import { Ledger } from '../../../src/simulator/ledger.js';
import type { SimulatedResponse, SimulatedService } from '../../../src/simulator/service.js';

/** Making keys is slow, and nothing is tested by making them again. */
const botKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const channelKeys = new ChannelKeys();

export const BOT_APP = '0b0b0b0b-1111-4222-8333-444444444444';
export const HOME_TENANT = 'aaaaaaaa-0000-4000-8000-000000000001';
export const GENERAL = '19:general@thread.tacv2';
export const SECURITY = '19:security@thread.tacv2';

function person(n: number, name: string, role: Person['role'], label: string): Person {
  return {
    objectId: `00000000-0000-4000-8000-00000000000${n}`,
    name,
    userPrincipalName: `${name.split(' ')[0]?.toLowerCase() ?? ''}@home.example`,
    role,
    tenantId: role === 'guest' ? 'bbbbbbbb-0000-4000-8000-000000000002' : HOME_TENANT,
    label,
  };
}

export const ALICE = person(1, 'Alice Approver', 'owner', 'approver');
export const BOB = person(2, 'Bob Analyst', 'user', 'analyst without rights');
export const GREG = person(3, 'Greg Guest', 'guest', 'guest');

export interface Reply {
  readonly status?: number;
  readonly body?: unknown;
  readonly delayMs?: number;
}

/** One received activity, with what the fake bot found out about its token. */
export interface Heard {
  readonly activity: Record<string, unknown>;
  readonly tokenError?: string;
}

export interface Bench extends ChannelParts {
  readonly url: string;
  readonly ledger: Ledger;
  /** Everything the fake bot was sent, in order. */
  readonly heard: Heard[];
  /** How the fake bot answers; replace it at will. */
  reply: (activity: Record<string, unknown>) => Reply | Promise<Reply>;
  /** Moves the simulator's clock. */
  advance(ms: number): void;
  /** Calls the connector as the bot. */
  call(method: string, path: string, body?: unknown, token?: string | null): Promise<Called>;
  botToken(claims?: Record<string, unknown>): Promise<string>;
  violations(): string[];
  close(): Promise<void>;
}

export interface Called {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** The channel, mounted on a server of its own, and a bot that checks tokens with the published keys. */
export async function startBench(
  extra: Partial<ChannelOptions> = {},
  more: readonly SimulatedService[] = [],
): Promise<Bench> {
  const ledger = new Ledger();
  const addresses = { simulator: '', bot: '' };
  let shift = 0;
  const parts = channelServices(
    { ledger, clock: () => new Date(Date.now() + shift) },
    {
      simulatorUrl: () => addresses.simulator,
      botEndpoint: () => `${addresses.bot}/api/messages`,
      botAppId: BOT_APP,
      homeTenantId: HOME_TENANT,
      people: [ALICE, BOB, GREG],
      team: {
        id: GENERAL,
        name: 'Security operations',
        aadGroupId: 'cccccccc-0000-4000-8000-000000000003',
        channels: [
          { id: GENERAL, name: 'General' },
          { id: SECURITY, name: 'Mail alerts' },
        ],
      },
      verifyBotToken: async (token) => (await jwtVerify(token, botKeys.publicKey)).payload,
      keys: channelKeys,
      ...extra,
    },
  );
  const simulator = await listen(
    createServer(host([...parts.services, ...more], ledger, addresses)),
  );
  const heard: Heard[] = [];
  const bot = await listen(
    createServer((request, response) => {
      void hear(request, response, bench, addresses.simulator);
    }),
  );
  addresses.simulator = simulator.url;
  addresses.bot = bot.url;
  const botToken = (claims: Record<string, unknown> = {}): Promise<string> =>
    new SignJWT({
      ...{ aud: 'https://api.botframework.com', appid: BOT_APP },
      exp: Math.floor(Date.now() / 1000) + 3600,
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(botKeys.privateKey);
  const bench: Bench = {
    ...parts,
    url: simulator.url,
    ledger,
    heard,
    reply: () => ({}),
    advance: (ms) => {
      shift += ms;
    },
    botToken,
    call: async (method, path, body, token) =>
      call(
        `${simulator.url}/connector${path}`,
        method,
        body,
        token === undefined ? await botToken() : token,
      ),
    violations: () => ledger.of('violation').map((entry) => entry.rule),
    close: async () => {
      await Promise.all([simulator.close(), bot.close()]);
    },
  };
  return bench;
}

async function call(
  url: string,
  method: string,
  body: unknown,
  token: string | null,
): Promise<Called> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(2000),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

async function hear(
  request: IncomingMessage,
  response: ServerResponse,
  bench: Bench,
  simulator: string,
): Promise<void> {
  const activity = JSON.parse((await bodyOf(request)).toString()) as Record<string, unknown>;
  const keys = createRemoteJWKSet(new URL(`${simulator}/botframework/v1/.well-known/keys`));
  const token = (request.headers.authorization ?? '').replace('Bearer ', '');
  const verified = await jwtVerify(token, keys, {
    issuer: 'https://api.botframework.com',
    audience: BOT_APP,
    algorithms: ['RS256'],
  }).then(
    ({ payload }) =>
      payload['serviceurl'] === activity['serviceUrl'] ? undefined : 'another service URL',
    (error: unknown) => String(error),
  );
  bench.heard.push({ activity, ...(verified === undefined ? {} : { tokenError: verified }) });
  const reply: Reply = verified === undefined ? await bench.reply(activity) : { status: 401 };
  setTimeout(() => {
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json' });
    response.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
  }, reply.delayMs ?? 0);
}

function host(
  services: readonly SimulatedService[],
  ledger: Ledger,
  addresses: { readonly simulator: string },
) {
  const longestFirst = [...services].sort((a, b) => b.prefix.length - a.prefix.length);
  return (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', addresses.simulator);
    const service = longestFirst.find(
      ({ prefix }) => prefix === '/' || url.pathname.startsWith(`${prefix}/`),
    );
    if (service === undefined) throw new Error('the page takes everything else');
    const prefix = service.prefix === '/' ? '' : service.prefix;
    const path = url.pathname.slice(prefix.length);
    const method = request.method ?? '';
    void bodyOf(request).then(async (body) => {
      const where = { service: service.prefix, method, path, bytesIn: body.length };
      const entry = ledger.record({ kind: 'request', ...where });
      const answer = await service.handle({
        ...{ entry, method, path, query: url.searchParams, headers: request.headers, body },
        base: `${addresses.simulator}${prefix}`,
      });
      write(response, answer);
    });
  };
}

function write(response: ServerResponse, answer: SimulatedResponse): void {
  if (answer.delayMs === Infinity) return;
  if (answer.reset === true) {
    response.socket?.destroy();
    return;
  }
  const raw = typeof answer.body === 'string' || Buffer.isBuffer(answer.body);
  const type = raw ? {} : { 'Content-Type': 'application/json' };
  response.writeHead(answer.status, { ...type, ...answer.headers });
  if (answer.stream !== undefined) {
    response.on(
      'close',
      answer.stream((chunk) => response.write(chunk)),
    );
  } else response.end(raw ? answer.body : JSON.stringify(answer.body));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** An address on this machine where nobody listens. */
export async function deadAddress(): Promise<string> {
  const { url, close } = await listen(createServer());
  await close();
  return url;
}

async function listen(server: Server): Promise<{ url: string; close: () => Promise<void> }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** A card with one button, as a bot would post it. */
export function cardActivity(title = 'New forward', verb = 'remove'): Record<string, unknown> {
  return {
    type: 'message',
    summary: title,
    attachments: [
      { contentType: 'application/vnd.microsoft.card.adaptive', content: card(title, verb) },
    ],
  };
}

export function card(title: string, verb: string): Record<string, unknown> {
  return {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      { type: 'TextBlock', text: title, wrap: true },
      { type: 'Input.Text', id: 'reason', label: 'Reason' },
    ],
    actions: [
      {
        type: 'Action.Execute',
        title: 'Remove',
        verb,
        data: { v: 1, alertId: 'a1', nonce: 'n' },
        fallback: { type: 'Action.Submit', title: 'Remove', data: { v: 1, verb } },
      },
    ],
  };
}

/** Posts a card into the security channel and returns the message id. */
export async function postCard(bench: Bench, activity = cardActivity()): Promise<string> {
  const answer = await bench.call('POST', '/v3/conversations', {
    isGroup: true,
    channelData: { channel: { id: SECURITY } },
    activity,
  });
  const { activityId } = answer.body as { activityId: string };
  return activityId;
}
