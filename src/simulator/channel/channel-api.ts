import { z } from 'zod';
import type { SimulatedRequest, SimulatedResponse, SimulatedService } from '../service.js';
import { ImpossiblePressError } from './card-buttons.js';
import { CHANNEL_FAULTS, CONNECTOR_OPERATIONS } from './channel-faults.js';
import type { ChannelCore } from './channel-core.js';
import type { ChannelDriver, MessagePlace } from './channel-driver.js';
import { eventStream } from './event-stream.js';

const object = z.record(z.string(), z.unknown().optional());
const install = z.strictObject({ by: z.string(), channelId: z.string() });
const say = z.strictObject({
  as: z.string(),
  text: z.string(),
  place: z.enum(['channel', 'personal']),
  channelId: z.string().exactOptional(),
  replyTo: z.string().exactOptional(),
  mention: z.boolean().exactOptional(),
  file: z.strictObject({ name: z.string().min(1), content: z.string() }).exactOptional(),
});
const press = z.strictObject({
  as: z.string(),
  messageId: z.string(),
  verb: z.string().exactOptional(),
  id: z.string().exactOptional(),
  title: z.string().exactOptional(),
  inputs: z.record(z.string(), z.string()).exactOptional(),
  asSubmit: z.boolean().exactOptional(),
  fromOlderVersion: z.boolean().exactOptional(),
  override: z
    .strictObject({
      action: object.exactOptional(),
      activity: object.exactOptional(),
      token: z.string().nullable().exactOptional(),
    })
    .exactOptional(),
});
const fileAnswer = z.strictObject({
  as: z.string(),
  messageId: z.string(),
  answer: z.enum(['accept', 'decline']),
});
const personalApp = z.strictObject({ as: z.string(), installed: z.boolean() });
const view = z.strictObject({ messageId: z.string(), as: z.string() });
const copy = z.strictObject({ messageId: z.string(), toChannel: z.string(), as: z.string() });
const fault = z.strictObject({
  name: z.enum(CHANNEL_FAULTS),
  times: z.int().positive().exactOptional(),
  operation: z.enum(CONNECTOR_OPERATIONS).exactOptional(),
  thread: z.string().exactOptional(),
  retryAfter: z.number().positive().exactOptional(),
});
const send = z.strictObject({
  activity: z.unknown().optional(),
  token: z.string().nullable().exactOptional(),
  headers: z.record(z.string(), z.string()).exactOptional(),
  rawBody: z.string().exactOptional(),
});

type Handler = (body: unknown) => unknown;

/** `/channel/api`: the driver over HTTP, for the page and for tests in other processes. Bodies are JSON and read strictly. */
export function channelApiService(core: ChannelCore, channel: ChannelDriver): SimulatedService {
  const posts = new Map<string, Handler>([
    ['install', (body) => channel.install(install.parse(body))],
    ['uninstall', (body) => channel.uninstall(install.parse(body))],
    ['say', (body) => channel.say(say.parse(body))],
    ['press', (body) => channel.press(press.parse(body))],
    ['answer', (body) => channel.answerFile(fileAnswer.parse(body))],
    ['personal', (body) => withPersonalApp(channel, body)],
    ['view', async (body) => (await channel.view(view.parse(body))) ?? null],
    ['copy', (body) => channel.copyCard(copy.parse(body))],
    ['send', (body) => sendParsed(channel, body)],
    ['faults', (body) => armed(channel, body)],
  ]);
  return { prefix: '/channel', handle: (request) => handle(core, channel, posts, request) };
}

function sendParsed(channel: ChannelDriver, body: unknown): unknown {
  const { activity, ...options } = send.parse(body);
  return channel.send(activity, options);
}

function withPersonalApp(channel: ChannelDriver, body: unknown): unknown {
  const request = personalApp.parse(body);
  channel.personalApp(request);
  return request;
}

function armed(channel: ChannelDriver, body: unknown): unknown {
  channel.setFault(fault.parse(body));
  return channel.faults();
}

async function handle(
  core: ChannelCore,
  channel: ChannelDriver,
  posts: ReadonlyMap<string, Handler>,
  request: SimulatedRequest,
): Promise<SimulatedResponse> {
  const name = /^\/api\/([a-z]+)$/u.exec(request.path)?.[1] ?? '';
  const post = posts.get(name);
  if (request.method === 'POST' && post !== undefined) return run(post, request);
  if (request.method === 'GET') return read(core, channel, name, request.query);
  if (request.method === 'DELETE' && name === 'faults') {
    channel.clearFaults();
    return { status: 200, body: [] };
  }
  return problem(404, `${request.method} ${request.path} does not exist`);
}

async function run(post: Handler, { headers, body }: SimulatedRequest): Promise<SimulatedResponse> {
  // A page of another origin can't send this content type unasked.
  if (!/^application\/json(?:;|$)/u.test(headers['content-type'] ?? '')) {
    return problem(415, 'send application/json');
  }
  try {
    return { status: 200, body: await post(JSON.parse(body.toString('utf8'))) };
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): SimulatedResponse {
  if (error instanceof z.ZodError) return problem(400, z.prettifyError(error));
  if (error instanceof SyntaxError) return problem(400, 'the body is not JSON');
  if (error instanceof RangeError) return problem(404, error.message);
  if (error instanceof ImpossiblePressError) return problem(409, error.message);
  throw error;
}

function read(
  core: ChannelCore,
  channel: ChannelDriver,
  name: string,
  query: URLSearchParams,
): SimulatedResponse {
  switch (name) {
    case 'setup':
      return { status: 200, body: setup(core) };
    case 'messages':
      return readMessages(channel, query);
    case 'toasts':
      return { status: 200, body: channel.toasts() };
    case 'faults':
      return { status: 200, body: channel.faults() };
    case 'events':
      return eventStream(core);
    default:
      return problem(404, 'no such page');
  }
}

function readMessages(channel: ChannelDriver, query: URLSearchParams): SimulatedResponse {
  const place: MessagePlace =
    query.get('place') === 'personal'
      ? { place: 'personal', as: query.get('as') ?? '' }
      : { place: 'channel', channelId: query.get('channelId') ?? '' };
  try {
    return { status: 200, body: channel.messages(place) };
  } catch (error) {
    return explain(error);
  }
}

function setup({ options, roster, installed }: ChannelCore): unknown {
  const { people, team, homeTenantId, commands = [] } = options;
  return { bot: roster.bot, people, team, homeTenantId, commands, installed };
}

function problem(status: number, message: string): SimulatedResponse {
  return { status, body: { error: message } };
}
