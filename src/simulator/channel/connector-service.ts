import type { SimulatedRequest, SimulatedResponse, SimulatedService } from '../service.js';
import { checkBody, conversationParameters, outboundActivity } from './activity-schema.js';
import type { BotTokenCheck } from './bot-token.js';
import { placeOf, refusal, violate, type ChannelCore } from './channel-core.js';
import { faultBefore, faultAfter } from './connector-faults.js';
import {
  createConversation,
  deleteActivity,
  sendActivity,
  updateActivity,
} from './connector-posting.js';
import {
  listMembers,
  oneMember,
  pageMembers,
  teamChannels,
  teamDetails,
} from './connector-roster.js';
import {
  matchRoute,
  operationOf,
  rateClassOf,
  strayParameters,
  type ConnectorCall,
} from './connector-routes.js';
import { isObject, textField } from './json.js';

/** About 100 KB, counted in UTF-16 (Microsoft Learn: "Format your bot messages"). */
const LARGEST_MESSAGE_BYTES = 100 * 1024;

const TOO_BIG = refusal(413, 'MessageSizeTooBig', 'The message size is too big.');

/**
 * `/connector`: the part of the Bot Connector API that a bot in a team uses, strict in everything that the service is
 * strict in, and recording as violations what the real service would silently ignore.
 */
export function connectorService(core: ChannelCore, mayCall: BotTokenCheck): SimulatedService {
  return { prefix: '/connector', handle: (request) => handle(core, mayCall, request) };
}

async function handle(
  core: ChannelCore,
  mayCall: BotTokenCheck,
  request: SimulatedRequest,
): Promise<SimulatedResponse> {
  const { method, path, entry } = request;
  const match = matchRoute(method, path);
  if (!match.ok) {
    const rule = match.status === 404 ? 'connector-unknown-route' : 'connector-unknown-method';
    violate(core, rule, `${method} ${path}`, entry);
    return refusal(match.status, 'NotFound', 'The connector has no such operation.');
  }
  const verdict = await mayCall(request.headers.authorization);
  if (!verdict.ok) {
    violate(core, 'connector-unauthorized', verdict.why, entry);
    return refusal(401, 'BotNotAuthorized', 'Authorization has been denied for this request.');
  }
  const strays = strayParameters(match.call, request.query);
  if (strays.length > 0) {
    violate(core, 'connector-unknown-parameter', strays.join(', '), entry);
  }
  const body = readBody(core, request);
  if (!body.ok) return body.refused;
  return answer(core, match.call, body.value, request);
}

function answer(
  core: ChannelCore,
  call: ConnectorCall,
  body: unknown,
  request: SimulatedRequest,
): SimulatedResponse {
  const thread = threadOf(core, call, body);
  const fault = core.faults.take(operationOf(call), thread);
  if (fault !== undefined) {
    core.ledger.record({ kind: 'fault', fault: fault.name, request: request.entry });
    const instead = faultBefore(core, fault, rateClassOf(call), thread);
    if (instead !== undefined) return instead;
  }
  const limited = overLimit(core, call, thread, request.entry);
  if (limited !== undefined) return limited;
  if (sizeOf(request.body) > LARGEST_MESSAGE_BYTES) return TOO_BIG;
  const done = perform(core, call, body, request);
  return fault === undefined ? done : faultAfter(fault, done);
}

function perform(
  core: ChannelCore,
  call: ConnectorCall,
  body: unknown,
  { query, entry }: SimulatedRequest,
): SimulatedResponse {
  switch (call.name) {
    case 'create-conversation':
    case 'send':
    case 'reply':
    case 'update':
      return write(core, call, body, entry);
    case 'delete':
      return deleteActivity(core, call.conversation, call.activity, entry);
    case 'members':
      return listMembers(core, call.conversation);
    case 'paged-members':
      return pageMembers(core, call.conversation, query, entry);
    case 'member':
      return oneMember(core, call.conversation, call.member);
    case 'team':
      return teamDetails(core, call.team);
    case 'team-channels':
      return teamChannels(core, call.team);
  }
}

type WritingCall = Extract<
  ConnectorCall,
  { name: 'create-conversation' | 'send' | 'reply' | 'update' }
>;

function write(
  core: ChannelCore,
  call: WritingCall,
  body: unknown,
  entry: number,
): SimulatedResponse {
  if (call.name === 'create-conversation') {
    const parameters = checkBody(conversationParameters, body);
    if (!parameters.ok) return malformed(core, parameters.detail, entry);
    reportUnknown(core, parameters.unknownFields, entry);
    return createConversation(core, parameters.value, entry);
  }
  const activity = checkBody(outboundActivity, body);
  if (!activity.ok) return malformed(core, activity.detail, entry);
  reportUnknown(core, activity.unknownFields, entry);
  const named = activity.value.conversation?.id;
  if (named !== undefined && named !== call.conversation) {
    violate(core, 'connector-conversation-mismatch', 'body and address differ', entry);
  }
  if (call.name === 'update') {
    return updateActivity(core, call.conversation, call.activity, activity.value, entry);
  }
  const replyTo = call.name === 'reply' ? call.activity : undefined;
  return sendActivity(core, call.conversation, replyTo, activity.value, entry);
}

function overLimit(
  core: ChannelCore,
  call: ConnectorCall,
  thread: string,
  entry: number,
): SimulatedResponse | undefined {
  const verdict = core.limits.take(rateClassOf(call), thread, core.clock().getTime());
  if (verdict.allowed) return undefined;
  const { retryAfter, early } = verdict;
  if (early) violate(core, 'connector-early-retry', `${call.name} in ${thread}`, entry);
  const detail = { operation: call.name, thread, retryAfter, early };
  core.ledger.record({ kind: 'fault', fault: 'connector-rate-limit', request: entry, detail });
  return refusal(429, 'ThrottlingException', 'Too many requests.', {
    'Retry-After': String(retryAfter),
  });
}

function threadOf(core: ChannelCore, call: ConnectorCall, body: unknown): string {
  if ('conversation' in call) return placeOf(call.conversation).thread;
  if ('team' in call) return call.team;
  const channel = textField(body, 'channelData', 'channel', 'id');
  if (channel !== undefined) return channel;
  const members = isObject(body) && Array.isArray(body['members']) ? body['members'] : [];
  const person = core.roster.member(textField(members[0], 'id') ?? '');
  return person === undefined ? 'nobody' : core.roster.personalConversation(person);
}

function readBody(
  core: ChannelCore,
  { method, headers, body, entry }: SimulatedRequest,
): { readonly ok: true; readonly value: unknown } | { ok: false; refused: SimulatedResponse } {
  if (method === 'GET' || method === 'DELETE') return { ok: true, value: undefined };
  if (!/^application\/json(?:;|$)/u.test(headers['content-type'] ?? '')) {
    return { ok: false, refused: malformed(core, 'not application/json', entry) };
  }
  try {
    return { ok: true, value: JSON.parse(body.toString('utf8')) as unknown };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, refused: malformed(core, 'not JSON', entry) };
  }
}

function sizeOf(body: Buffer): number {
  return body.toString('utf8').length * 2;
}

function malformed(core: ChannelCore, detail: string, entry: number): SimulatedResponse {
  violate(core, 'connector-malformed', detail, entry);
  return refusal(400, 'BadSyntax', 'The request could not be read.');
}

function reportUnknown(core: ChannelCore, fields: readonly string[], entry: number): void {
  if (fields.length > 0) violate(core, 'connector-unknown-field', fields.join(', '), entry);
}
