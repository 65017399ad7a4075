import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  botTokenCheck,
  isLoopback,
  type BotTokenCheck,
  type BotTokenOptions,
} from './bot-token.js';
import type { ChannelKeys } from './channel-keys.js';
import { isObject, textField, type JsonObject } from './json.js';
import { resolveLate, type Late } from './options.js';

export interface PlaygroundRelayOptions extends BotTokenOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** Where the bot takes activities, on this machine. */
  readonly botEndpoint: Late<string>;
  readonly homeTenantId: string;
  /** The keys that the bot was told to trust. */
  readonly keys: ChannelKeys;
}

export interface PlaygroundRelay {
  /** What the Playground is given as the app's endpoint. */
  readonly endpoint: string;
  close(): Promise<void>;
}

interface RelayState {
  readonly options: PlaygroundRelayOptions;
  readonly mayCall: BotTokenCheck;
  /** Service URL of the relay, with its final slash. */
  self: string;
  /** Service URL of the Playground, as its newest activity named it. */
  playground: string | undefined;
}

interface Relayed {
  readonly status: number;
  readonly type?: string | null;
  readonly body: string | Uint8Array;
}

const LARGEST_BODY = 1024 * 1024;

/**
 * Stands between the Microsoft 365 Agents Playground, which sends unsigned activities, and a bot that takes none: signs
 * what the Playground sends with the channel's key as if it came from the home tenant, and passes the bot's own calls on
 * after checking their token. Everything stays on this machine.
 */
export async function startPlaygroundRelay(
  options: PlaygroundRelayOptions,
): Promise<PlaygroundRelay> {
  const mayCall = botTokenCheck(options, () => new Date());
  const state: RelayState = { options, mayCall, self: '', playground: undefined };
  const server = createServer((request, response) => {
    void relay(state, request).then((answer) => {
      finish(response, answer);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the relay has no port');
  state.self = `http://127.0.0.1:${address.port}/`;
  return {
    endpoint: `${state.self}api/messages`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function relay(state: RelayState, request: IncomingMessage): Promise<Relayed> {
  // A name that was rebound to this machine is still not this machine's name.
  if (!isLoopback(`http://${request.headers.host ?? ''}`)) return plain(403, 'loopback only');
  try {
    const body = await readAll(request);
    if (body === undefined) return plain(413, 'too large');
    const toBot = request.method === 'POST' && request.url === '/api/messages';
    return await (toBot ? signAndForward(state, body) : passBack(state, request, body));
  } catch (error) {
    if (error instanceof SyntaxError) return plain(400, 'not JSON');
    if (error instanceof TypeError) return plain(502, 'the other side does not answer');
    throw error;
  }
}

async function signAndForward(state: RelayState, body: Buffer): Promise<Relayed> {
  const { options, self } = state;
  const activity: unknown = JSON.parse(body.toString('utf8'));
  const origin = textField(activity, 'serviceUrl') ?? '';
  if (!isObject(activity) || !isLoopback(origin)) return plain(400, 'not from this machine');
  const endpoint = resolveLate(options.botEndpoint);
  if (!isLoopback(endpoint)) return plain(502, 'the bot must be on this machine');
  state.playground = origin.endsWith('/') ? origin : `${origin}/`;
  const token = await options.keys.mint({ audience: options.botAppId, serviceUrl: self });
  return forward(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(asFromHome(activity, self, options.homeTenantId)),
  });
}

function asFromHome(activity: JsonObject, serviceUrl: string, tenantId: string): JsonObject {
  const channelData = isObject(activity['channelData']) ? activity['channelData'] : {};
  const conversation = isObject(activity['conversation']) ? activity['conversation'] : {};
  return {
    ...activity,
    channelId: 'msteams',
    serviceUrl,
    conversation: { ...conversation, tenantId },
    channelData: { ...channelData, tenant: { id: tenantId } },
  };
}

async function passBack(
  state: RelayState,
  request: IncomingMessage,
  body: Buffer,
): Promise<Relayed> {
  const path = (request.url ?? '').slice(1);
  if (!path.startsWith('v3/')) return plain(404, 'no such page');
  const verdict = await state.mayCall(request.headers.authorization);
  if (!verdict.ok) return plain(401, verdict.why);
  if (state.playground === undefined) return plain(503, 'the Playground has not called yet');
  const type = request.headers['content-type'];
  return forward(`${state.playground}${path}`, {
    method: request.method ?? 'GET',
    headers: type === undefined ? {} : { 'content-type': type },
    ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
  });
}

async function forward(url: string, init: RequestInit): Promise<Relayed> {
  const answer = await fetch(url, { ...init, redirect: 'manual' });
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    body: new Uint8Array(await answer.arrayBuffer()),
  };
}

async function readAll(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function plain(status: number, body: string): Relayed {
  return { status, type: 'text/plain; charset=utf-8', body };
}

function finish(response: ServerResponse, { status, type, body }: Relayed): void {
  response.writeHead(status, type ? { 'content-type': type } : {});
  response.end(body);
}
