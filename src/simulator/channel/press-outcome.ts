import type { BotAnswer } from './bot-endpoint.js';
import { cardProblems } from './card-checks.js';
import { violate, type ChannelCore } from './channel-core.js';
import { conversationId } from './inbound-activities.js';
import { field, isObject } from './json.js';
import type { StoredMessage } from './message-store.js';
import type { Person } from './options.js';

/** What a Teams client shows when an action did not work out. */
const UNREACHABLE = 'Unable to reach app. Please try again.';

const CARD_ANSWER = 'application/vnd.microsoft.card.adaptive';
const MESSAGE_ANSWER = 'application/vnd.microsoft.activity.message';

export interface PressOutcome {
  readonly httpStatus: number;
  readonly body: unknown;
  readonly elapsedMs: number;
  readonly shown: 'card' | 'toast' | 'unreachable' | 'nothing';
  /** The text that the person sees, when it is one. */
  readonly toast?: string;
}

/** Shows the person what a Teams client makes of the answer to an invoke. */
export function show(
  core: ChannelCore,
  message: StoredMessage,
  person: Person,
  answer: BotAnswer,
): PressOutcome {
  const outcome = { httpStatus: answer.httpStatus, body: answer.body, elapsedMs: answer.elapsedMs };
  if (answer.httpStatus !== 200) {
    blame(core, 'invoke-not-200', answer);
    return unreachable(core, message, person, outcome);
  }
  const type = field(answer.body, 'type');
  const value = field(answer.body, 'value');
  if (field(answer.body, 'statusCode') === 200 && type === CARD_ANSWER && isObject(value)) {
    for (const { rule, detail } of cardProblems(value)) violate(core, rule, detail);
    core.store.showPrivately(message, person.objectId, value);
    return { ...outcome, shown: 'card' };
  }
  if (
    field(answer.body, 'statusCode') === 200 &&
    type === MESSAGE_ANSWER &&
    typeof value === 'string'
  ) {
    toast(core, message, person, 'answer', value);
    return { ...outcome, shown: 'toast', toast: value };
  }
  return unreachable(core, message, person, outcome);
}

/** What the person sees after an `Action.Submit`: nothing, when the bot took it. */
export function submitted(
  core: ChannelCore,
  message: StoredMessage,
  person: Person,
  answer: BotAnswer,
): PressOutcome {
  const outcome = { httpStatus: answer.httpStatus, body: answer.body, elapsedMs: answer.elapsedMs };
  if (answer.httpStatus >= 200 && answer.httpStatus < 300) return { ...outcome, shown: 'nothing' };
  blame(core, 'message-not-accepted', answer);
  return unreachable(core, message, person, outcome);
}

/** A bot that answered wrongly or late broke a rule; one that is not running did not. */
export function blame(core: ChannelCore, rule: string, answer: BotAnswer): void {
  if (answer.failure === 'late') {
    violate(core, 'bot-answered-late', `no answer within ${answer.elapsedMs} ms`);
  } else if (answer.failure === undefined) violate(core, rule, `HTTP ${answer.httpStatus}`);
}

/** Shows the line that Teams shows when an action failed. */
export function unreachable(
  core: ChannelCore,
  message: StoredMessage,
  person: Person,
  outcome: Pick<PressOutcome, 'httpStatus' | 'body' | 'elapsedMs'>,
): PressOutcome {
  toast(core, message, person, 'unreachable', UNREACHABLE);
  return { ...outcome, shown: 'unreachable', toast: UNREACHABLE };
}

function toast(
  core: ChannelCore,
  message: StoredMessage,
  person: Person,
  kind: 'answer' | 'unreachable',
  text: string,
): void {
  const where = { messageId: message.id, thread: message.thread };
  core.store.toast({ ...where, kind, text, person: person.objectId });
  recordAt(core, 'toast', message, { person: person.objectId, kind, text });
}

/** Puts an event at a message into the ledger. */
export function recordAt(
  core: ChannelCore,
  action: 'pressed' | 'toast',
  message: StoredMessage,
  activity: unknown,
): void {
  core.ledger.record({
    ...{ kind: 'message', action, activityId: message.id, activity },
    conversationId: conversationId(core, message),
  });
}
