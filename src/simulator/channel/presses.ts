import { postToBot } from './bot-endpoint.js';
import {
  chooseButton,
  dataOf,
  hasButton,
  sentAction,
  submitOf,
  type ButtonChoice,
} from './card-buttons.js';
import type { CardButton } from './card-actions.js';
import { violate, type ChannelCore } from './channel-core.js';
import { executeActivity, submitActivity } from './inbound-activities.js';
import { field, isObject, textField, type JsonObject } from './json.js';
import type { StoredMessage } from './message-store.js';
import type { Person } from './options.js';
import { recordAt, show, submitted, unreachable, type PressOutcome } from './press-outcome.js';

export interface PressRequest extends ButtonChoice {
  /** Object id or user principal name of who presses. */
  readonly as: string;
  readonly messageId: string;
  /** Values of the card's inputs by input id; the others keep the value the card gives them. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** As an old client does: send the `Action.Submit` that stands as fallback of the `Action.Execute`. */
  readonly asSubmit?: boolean;
  /** The window may not have drawn the newest version yet: a button of an older one is pressed just as well. */
  readonly fromOlderVersion?: boolean;
  /** For hostile tests: put over what an honest client would send. */
  readonly override?: {
    readonly action?: JsonObject;
    readonly activity?: JsonObject;
    readonly token?: string | null;
  };
}

/** Sends the press of a button as Teams does, and shows the person what Teams would show. */
export async function press(
  core: ChannelCore,
  message: StoredMessage,
  person: Person,
  request: PressRequest,
): Promise<PressOutcome> {
  const button = buttonSeenBy(message, person, request);
  const execute = button.action['type'] === 'Action.Execute' && request.asSubmit !== true;
  if (execute && !textField(button.action, 'verb')) {
    violate(core, 'card-execute-without-verb', `pressed on message ${message.id}`);
    return unreachable(core, message, person, { httpStatus: 0, body: undefined, elapsedMs: 0 });
  }
  const honest = pressActivity(core, message, person, request, { button, execute });
  const activity = { ...honest, ...request.override?.activity };
  recordAt(core, 'pressed', message, activity);
  core.invokedAt.set(versionSeen(message, person), core.clock().getTime());
  const token = request.override?.token;
  const answer = await postToBot(core, activity, token === undefined ? {} : { token });
  return execute ? show(core, message, person, answer) : submitted(core, message, person, answer);
}

function pressActivity(
  core: ChannelCore,
  { id, thread, root }: StoredMessage,
  person: Person,
  { inputs = {}, override }: PressRequest,
  { button, execute }: { readonly button: CardButton; readonly execute: boolean },
): JsonObject {
  const source = execute ? button.action : submitOf(button.action);
  const forced = override?.action ?? {};
  const data = 'data' in forced ? forced['data'] : dataOf(source, button.inputs, inputs);
  const action = { ...sentAction(source, data), ...forced };
  const place = { thread, root };
  return execute
    ? executeActivity(core, person, place, { messageId: id, action, trigger: 'manual' })
    : submitActivity(core, person, place, { messageId: id, data: action['data'] });
}

/** Teams does not refresh a card again within a minute of the last invoke (Microsoft Learn: "Up to date cards"). */
const REFRESH_PAUSE_MS = 60_000;

function versionSeen(message: StoredMessage, person: Person): string {
  return `${message.id}|${message.history.length}|${person.objectId}`;
}

function refreshedLately(core: ChannelCore, message: StoredMessage, person: Person): boolean {
  const key = versionSeen(message, person);
  const now = core.clock().getTime();
  if (now - (core.invokedAt.get(key) ?? -Infinity) < REFRESH_PAUSE_MS) return true;
  core.invokedAt.set(key, now);
  return false;
}

/** The automatic refresh of a card that this person looks at, when the card asks for it and it is time; else undefined. */
export async function refresh(
  core: ChannelCore,
  message: StoredMessage,
  person: Person,
): Promise<PressOutcome | undefined> {
  const card = message.cards[0];
  const action = field(card, 'refresh', 'action');
  const userIds = field(card, 'refresh', 'userIds');
  const listed = Array.isArray(userIds)
    ? userIds.includes(core.roster.mri(person))
    : core.options.people.length <= 60;
  if (!isObject(action) || !listed || message.deletedAt !== undefined) return undefined;
  if (refreshedLately(core, message, person)) return undefined;
  const activity = executeActivity(
    core,
    person,
    { thread: message.thread, root: message.root },
    { messageId: message.id, action: sentAction(action, action['data']), trigger: 'automatic' },
  );
  core.refreshing.add(message.id);
  try {
    return show(core, message, person, await postToBot(core, activity));
  } finally {
    core.refreshing.delete(message.id);
  }
}

function buttonSeenBy(message: StoredMessage, person: Person, request: PressRequest): CardButton {
  const newest = cardSeenBy(message, person);
  const data = request.override?.action?.['data'];
  const choice = isObject(data) ? { ...request, data } : request;
  const older = request.fromOlderVersion === true ? olderCards(message) : [];
  for (const card of [newest, ...older]) {
    if (card !== undefined && hasButton(card, choice)) return chooseButton(card, choice);
  }
  return chooseButton(newest, choice);
}

/** The versions before the newest, the latest first. */
function olderCards({ history }: StoredMessage): readonly JsonObject[] {
  return history.toReversed().flatMap(({ activity }) => {
    const attachments = field(activity, 'attachments');
    const contents = Array.isArray(attachments)
      ? attachments.map((one) => field(one, 'content'))
      : [];
    return contents.filter(isObject);
  });
}

function cardSeenBy(message: StoredMessage, person: Person): JsonObject | undefined {
  return message.privateCards.get(person.objectId) ?? message.cards[0];
}
