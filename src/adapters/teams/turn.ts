import type { Clock } from '../../lib/clock.js';
import { errorCode, type Log } from '../../lib/log.js';
import { ownText } from '../../lib/untrusted.js';
import type { CardRenderer } from './card-renderer.js';
import { isFileAnswer, readFileAnswer } from './incoming-file-answer.js';
import { readInstall } from './incoming-install.js';
import { readMessage } from './incoming-message.js';
import { readPress } from './incoming-press.js';
import { cardAnswer, messageAnswer, type InvokeAnswer } from './invoke-answer.js';
import type { Replies } from './replies.js';
import type { CardPress, PressAnswer, TeamsHandlers } from './teams-handlers.js';

export interface TurnOptions {
  readonly handlers: TeamsHandlers;
  readonly replies: Replies;
  readonly renderer: CardRenderer;
  readonly log: Log;
  readonly clock: Clock;
  /** How long a turn waits for its handler; Teams gives up after 10 to 15 s. */
  readonly answerMs: number;
}

/** An authenticated activity, and the id under which its request is logged. */
export interface Turn {
  readonly activity: unknown;
  readonly type: string;
  readonly correlationId: string;
}

const stillWorking = 'Still working on it. The card will show the result.';
const notUnderstood = 'This button is from another version of the app. Please use a newer card.';
const notIdentified = 'Teams did not say who you are, so nothing was done.';

/**
 * Runs one authenticated turn. Gives the invoke's answer, or undefined when there is nothing to say. A handler that is
 * slower than `answerMs` goes on; what becomes of it is logged.
 */
export async function runTurn(turn: Turn, options: TurnOptions): Promise<InvokeAnswer | undefined> {
  switch (turn.type) {
    case 'invoke':
      if (!isFileAnswer(turn.activity)) return runInvoke(turn, options);
      await inTime(runFileAnswer(turn, options), undefined, turn, options);
      return undefined;
    case 'message':
      await inTime(runMessage(turn, options), undefined, turn, options);
      return undefined;
    default:
      await inTime(runInstall(turn, options), undefined, turn, options);
      return undefined;
  }
}

async function runInvoke(turn: Turn, options: TurnOptions): Promise<InvokeAnswer> {
  const read = readPress(turn.activity);
  if (read.kind === 'refused') {
    options.log.warn({ code: read.code, id: turn.correlationId }, 'A press was not understood.');
    return messageAnswer(read.code === 'press.no-actor' ? notIdentified : notUnderstood);
  }
  const fallback: PressAnswer = { kind: 'message', text: ownText(stillWorking) };
  try {
    const answer = await inTime(options.handlers.press(read.press), fallback, turn, options);
    return cardAnswer(answer, options.renderer);
  } catch (error) {
    options.log.error({ code: errorCode(error), id: turn.correlationId }, 'A press failed.');
    return messageAnswer(failed(turn.correlationId));
  }
}

function failed(correlationId: string): string {
  return `That did not work just now. Please look at the card again before you repeat it. Reference ${correlationId}.`;
}

async function runMessage(turn: Turn, options: TurnOptions): Promise<void> {
  const read = readMessage(turn.activity);
  switch (read.kind) {
    case 'command':
      return options.handlers.message(read.command);
    case 'press':
      return answerSubmit(read.press, options);
    case 'ignored':
      options.log.info({ code: read.code, id: turn.correlationId }, 'A message was ignored.');
  }
}

async function answerSubmit(press: CardPress, options: TurnOptions): Promise<void> {
  const answer = await options.handlers.press(press);
  const to = { ...press.place, replyToId: press.messageId ?? press.activityId };
  const content = answer.kind === 'card' ? { card: answer.card } : { text: answer.text };
  const sent = await options.replies.reply(to, content);
  if (sent.kind !== 'posted') options.log.warn({ code: sent.code }, 'An answer was not delivered.');
}

/** Answered with an empty 200, as botbuilder's own handler does: this invoke has no answer to show. */
async function runFileAnswer(turn: Turn, options: TurnOptions): Promise<void> {
  const read = readFileAnswer(turn.activity);
  if (read.kind === 'answer') return options.handlers.fileAnswer(read.answer);
  options.log.warn(
    { code: read.code, id: turn.correlationId },
    'A file answer was not understood.',
  );
}

async function runInstall(turn: Turn, options: TurnOptions): Promise<void> {
  const read = readInstall(turn.activity);
  switch (read.kind) {
    case 'installed':
      return options.handlers.installed(read.place, read.by);
    case 'removed':
      return options.handlers.removed(read.place);
    case 'ignored':
      options.log.debug({ code: read.code, id: turn.correlationId }, 'An update was ignored.');
  }
}

/** The work's result, or `fallback` when it takes too long; a later failure of the work is logged by its code. */
async function inTime<T>(
  work: Promise<T>,
  fallback: T,
  turn: Turn,
  { clock, log, answerMs }: TurnOptions,
): Promise<T> {
  const timer = new AbortController();
  let late = false;
  const guarded = work.catch((error: unknown) => {
    if (!late) throw error;
    log.error({ code: errorCode(error), id: turn.correlationId }, 'A slow turn failed.');
    return fallback;
  });
  const alarm = clock.sleep(answerMs, timer.signal).then(
    () => {
      late = true;
      return fallback;
    },
    // Stopped because the work is done: this value loses the race.
    () => fallback,
  );
  try {
    return await Promise.race([guarded, alarm]);
  } finally {
    timer.abort(new Error('answered'));
  }
}
