import { performance } from 'node:perf_hooks';
import type { ChannelCore } from './channel-core.js';
import { field } from './json.js';
import { DEFAULT_ANSWER_LIMIT_MS, resolveLate, serviceUrlOf } from './options.js';

/** What came back from the bot. */
export interface BotAnswer {
  /** 0 when no answer came. */
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded when it is JSON, else text. */
  readonly body: unknown;
  readonly elapsedMs: number;
  /** `late`: the channel stopped waiting; otherwise the code of the network error. */
  readonly failure?: string;
}

export interface SendOptions {
  /** Another token than the channel's own; `null` sends none. */
  readonly token?: string | null;
  /** Put over the usual headers; an empty value takes one away. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent in place of the activity. */
  readonly rawBody?: string | Buffer;
}

/** Posts an activity to the bot with a token of the channel, and waits no longer than Teams does. Follows no redirect. */
export async function postToBot(
  core: ChannelCore,
  activity: unknown,
  { token, headers, rawBody }: SendOptions = {},
): Promise<BotAnswer> {
  const bearer = token === undefined ? await channelToken(core) : token;
  const all = {
    'content-type': 'application/json; charset=utf-8',
    ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
    ...headers,
  };
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
  const limit = core.options.answerLimitMs ?? DEFAULT_ANSWER_LIMIT_MS;
  const started = performance.now();
  const elapsed = (): number => Math.round(performance.now() - started);
  try {
    const response = await fetch(resolveLate(core.options.botEndpoint), {
      method: 'POST',
      headers: sent,
      body: rawBody === undefined ? JSON.stringify(activity) : new Uint8Array(Buffer.from(rawBody)),
      redirect: 'manual',
      signal: AbortSignal.timeout(limit),
    });
    const text = await response.text();
    return {
      httpStatus: response.status,
      headers: Object.fromEntries(response.headers),
      body: decode(response.headers.get('content-type') ?? '', text),
      elapsedMs: elapsed(),
    };
  } catch (error) {
    // No answer is an outcome of its own: the caller decides whether the bot is to blame.
    const failure = failureOf(error);
    return { httpStatus: 0, headers: {}, body: undefined, elapsedMs: elapsed(), failure };
  }
}

/** A token as Teams sends it, for the bot of these options. */
function channelToken(core: ChannelCore): Promise<string> {
  return core.keys.mint({
    audience: core.options.botAppId,
    serviceUrl: serviceUrlOf(core.options),
  });
}

function decode(contentType: string, text: string): unknown {
  if (!/\bjson\b/u.test(contentType)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return text;
  }
}

function failureOf(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'late';
  const code = field(error instanceof Error ? error.cause : undefined, 'code');
  if (typeof code === 'string') return code;
  throw error;
}
