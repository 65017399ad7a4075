import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CloudAdapter, Request } from 'botbuilder';
import { systemClock, type Clock } from '../../lib/clock.js';
import { randomId } from '../../lib/digest.js';
import { errorCode, type Log } from '../../lib/log.js';
import { IgnoredResponse } from './ignored-response.js';
import type { CardRenderer } from './card-renderer.js';
import type { ChannelTrust } from './channel-trust.js';
import { checkBody, checkHead, largestBody, type InboundRules } from './inbound-gate.js';
import { refusalBody, type Refusal } from './inbound-refusal.js';
import { readBody } from './read-body.js';
import type { Replies } from './replies.js';
import { sdkAdapter } from './sdk-adapter.js';
import { withoutNoise } from './sdk-noise.js';
import type { TeamsHandlers } from './teams-handlers.js';
import { runTurn, type TurnOptions } from './turn.js';

export interface BotEndpointOptions {
  readonly appId: string;
  readonly trust: ChannelTrust;
  /** Tenants whose Teams may talk to the bot. */
  readonly homeTenants: readonly string[];
  /** When given, any other path is answered with 404; otherwise the server routes. */
  readonly path?: string | undefined;
  readonly handlers: TeamsHandlers;
  readonly replies: Replies;
  readonly renderer: CardRenderer;
  readonly log: Log;
  readonly clock?: Clock | undefined;
  /** How long a turn waits for its handler, in milliseconds; 9,000 by default. */
  readonly answerMs?: number | undefined;
  /** How long a whole body may take to arrive, in milliseconds; 10,000 by default. */
  readonly bodyMs?: number | undefined;
}

export type BotEndpoint = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** An answer as it leaves the process. */
interface Outcome {
  readonly status: number;
  readonly body?: string;
}

/** Longer than any turn waits for its handler: only a key download that never ends gets here. */
const verifyingMs = 5_000;

/**
 * Takes the channel's activities: gate, then botbuilder's token check, then the turn. Every refusal and failure has the
 * same body; why is in the log under the same id. Never rejects.
 * @throws ConfigError without an app id.
 */
export function botEndpoint(options: BotEndpointOptions): BotEndpoint {
  const { log, clock = systemClock, answerMs = 9_000, bodyMs = 10_000 } = options;
  const adapter = sdkAdapter(options.appId, options.trust, log);
  const rules: InboundRules = {
    appId: options.appId,
    trust: options.trust,
    homeTenants: options.homeTenants.map((tenant) => tenant.toLowerCase()),
    path: options.path,
  };
  const turnOptions: TurnOptions = { ...options, clock, answerMs };

  const handle = async (
    request: IncomingMessage,
    correlationId: string,
  ): Promise<Outcome | Refusal> => {
    const refused = checkHead(request, rules);
    if (refused !== undefined) return refused;
    const read = await readBody(request, { largest: largestBody, timeoutMs: bodyMs }, clock);
    if (!read.ok) return read;
    const verdict = checkBody(read.body, rules);
    if (!verdict.ok) return verdict;
    const { authorization = '' } = request.headers;
    const work = verifyAndRun(adapter, authorization, verdict.activity, correlationId, turnOptions);
    return orGiveUp(work, answerMs + verifyingMs, clock);
  };

  return async (request, response) => {
    const correlationId = randomId();
    try {
      answer(response, await handle(request, correlationId), correlationId, log);
    } catch (error) {
      log.error({ code: errorCode(error), id: correlationId }, 'A request failed.');
      answer(response, { status: 500 }, correlationId, log);
    }
  };
}

/** Has the SDK verify the token, and runs the turn only from inside it. */
async function verifyAndRun(
  adapter: CloudAdapter,
  authorization: string,
  activity: unknown,
  correlationId: string,
  options: TurnOptions,
): Promise<Outcome> {
  const shown = forSdk(activity);
  // What the SDK makes of a failure is not believed: before the turn it is "not verified", inside it our own 500.
  let outcome: Outcome = { status: 401 };
  const logic = async (): Promise<void> => {
    outcome = { status: 500 };
    const answered = await runTurn({ activity, type: shown.type, correlationId }, options);
    outcome =
      answered === undefined ? { status: 200 } : { status: 200, body: JSON.stringify(answered) };
  };
  const request: Request = { body: shown, headers: { authorization }, method: 'POST' };
  await withoutNoise(
    (code) => {
      reportNoise(code, correlationId, options.log);
    },
    () => adapter.process(request, new IgnoredResponse(), logic),
  );
  return outcome;
}

/** What the SDK says about a token that is no good: anybody can cause these lines. */
const tokenNoise = new Set([
  ...['JsonWebTokenError', 'TokenExpiredError', 'NotBeforeError', 'AuthenticationError'],
  'sdk.message',
]);

function reportNoise(code: string, id: string, log: Log): void {
  const message = 'The Bot Framework SDK reported something.';
  if (tokenNoise.has(code)) log.info({ code, id }, message);
  else log.warn({ code, id }, message);
}

/** Only what the token check and the turn's bookkeeping read: no delivery mode, dates or attachments reach the SDK. */
function forSdk(activity: unknown): { type: string } & Record<string, unknown> {
  const { type, id, name, channelId, serviceUrl, conversation, from, recipient } = Object(
    activity,
  ) as Readonly<Record<string, unknown>>;
  return { type: String(type), id, name, channelId, serviceUrl, conversation, from, recipient };
}

async function orGiveUp(work: Promise<Outcome>, ms: number, clock: Clock): Promise<Outcome> {
  const timer = new AbortController();
  const alarm = clock.sleep(ms, timer.signal).then(
    () => ({ status: 500 }),
    // Stopped because the work is done: this value loses the race.
    () => ({ status: 500 }),
  );
  try {
    return await Promise.race([work, alarm]);
  } finally {
    timer.abort(new Error('answered'));
  }
}

function answer(
  response: ServerResponse,
  outcome: Outcome | Refusal,
  correlationId: string,
  log: Log,
): void {
  const { status } = outcome;
  if ('code' in outcome)
    log.info({ code: outcome.code, status, id: correlationId }, 'Refused a request.');
  if (response.headersSent || response.destroyed) return;
  const body = 'body' in outcome ? outcome.body : undefined;
  const text = status === 200 ? (body ?? '') : refusalBody(correlationId);
  // An unread or half-read body can't be followed by another request.
  if (status === 413 || status === 400) response.setHeader('connection', 'close');
  if (status === 405) response.setHeader('allow', 'POST');
  if (text !== '') response.setHeader('content-type', 'application/json; charset=utf-8');
  // restify's writeHead returns nothing to chain on.
  response.writeHead(status, { 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
