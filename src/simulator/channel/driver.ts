import { postToBot, type BotAnswer } from './bot-endpoint.js';
import type {
  ChannelDriver,
  CopyRequest,
  InstallRequest,
  MessagePlace,
  MessageView,
  SaidOutcome,
  SayRequest,
} from './channel-driver.js';
import { isTeamChannel, type ChannelCore } from './channel-core.js';
import { answerFile } from './file-answers.js';
import { resolveLate } from './options.js';
import {
  conversationId,
  installActivities,
  saidActivity,
  type SpeakingPlace,
} from './inbound-activities.js';
import type { Content, StoredMessage } from './message-store.js';
import { blame } from './press-outcome.js';
import { press, refresh } from './presses.js';
import { ADAPTIVE_CARD } from './card-actions.js';

/** The client's side of the channel over the shared core. */
export function channelDriver(core: ChannelCore): ChannelDriver {
  return {
    keys: core.keys,
    roster: core.roster,
    options: core.options,
    install: (request) => changeInstallation(core, request, 'add'),
    uninstall: (request) => changeInstallation(core, request, 'remove'),
    say: (request) => say(core, request),
    press: (request) =>
      press(core, existing(core, request.messageId), core.roster.person(request.as), request),
    answerFile: (request) =>
      answerFile(core, existing(core, request.messageId), core.roster.person(request.as), request),
    personalApp: ({ as, installed }) => {
      const { objectId } = core.roster.person(as);
      if (installed) core.withoutApp.delete(objectId);
      else core.withoutApp.add(objectId);
    },
    files: () => core.uploads.files(),
    view: ({ messageId, as }) => refresh(core, existing(core, messageId), core.roster.person(as)),
    copyCard: (request) => copyCard(core, request),
    messages: (place) => core.store.inThread(threadOf(core, place)).map((m) => viewOf(core, m)),
    message: (id) => viewOf(core, existing(core, id)),
    toasts: () => core.store.toasts(),
    send: (activity, options) => postToBot(core, activity, options),
    setFault: (fault) => {
      core.faults.set(fault);
    },
    clearFaults: () => {
      core.faults.clear();
    },
    faults: () => core.faults.list(),
    onEvent: (listener) => core.store.onEvent(listener),
  };
}

async function changeInstallation(
  core: ChannelCore,
  { by, channelId }: InstallRequest,
  change: 'add' | 'remove',
): Promise<readonly BotAnswer[]> {
  const person = core.roster.person(by);
  if (!isTeamChannel(core, channelId)) throw new RangeError(`no channel ${channelId}`);
  core.installed = change === 'add';
  core.store.changed();
  const activities = installActivities(core, person, channelId, change);
  const answers = await Promise.all(activities.map((activity) => postToBot(core, activity)));
  for (const answer of answers) expectAccepted(core, answer);
  return answers;
}

async function say(core: ChannelCore, request: SayRequest): Promise<SaidOutcome> {
  const person = core.roster.person(request.as);
  if (request.place === 'personal' && core.withoutApp.has(person.objectId)) {
    throw new RangeError('this person has no chat with the bot: the app is not added');
  }
  const place = speakingPlace(core, request);
  const inChannel = request.place === 'channel';
  const mention = inChannel && request.mention !== false;
  const typed = mention ? `@${core.roster.bot.name} ${request.text}` : request.text;
  const content = textContent(
    request.file === undefined ? typed : `${typed} [${request.file.name}]`.trim(),
  );
  const author = { kind: 'person', objectId: person.objectId } as const;
  const message = core.store.add(place.thread, place.root, author, content);
  const said = { id: message.id, text: request.text, mention, ...fileOf(core, request) };
  const activity = saidActivity(core, person, message, said);
  core.ledger.record({
    ...{ kind: 'message', action: 'said', activityId: message.id, activity },
    conversationId: conversationId(core, message),
  });
  const heard = inChannel ? mention && core.installed : true;
  if (!heard) return { messageId: message.id };
  const answer = await postToBot(core, activity);
  expectAccepted(core, answer);
  return { messageId: message.id, activity, answer };
}

/** A bot is handed files in personal chat only; in a channel they stay with the message. */
function fileOf(
  core: ChannelCore,
  { file, place }: SayRequest,
): { readonly file?: { readonly name: string; readonly url: string } } {
  if (file === undefined || place !== 'personal') return {};
  const root = resolveLate(core.options.simulatorUrl).replace(/\/+$/u, '');
  return { file: { name: file.name, url: `${root}${core.files.keep(file)}` } };
}

function expectAccepted(core: ChannelCore, answer: BotAnswer): void {
  if (answer.httpStatus < 200 || answer.httpStatus >= 300) {
    blame(core, 'message-not-accepted', answer);
  }
}

function speakingPlace(core: ChannelCore, request: SayRequest): SpeakingPlace {
  const thread =
    request.place === 'personal'
      ? threadOf(core, { place: 'personal', as: request.as })
      : threadOf(core, { place: 'channel', channelId: request.channelId ?? '' });
  const root = request.replyTo === undefined ? undefined : existing(core, request.replyTo).root;
  return root === undefined ? { thread } : { thread, root };
}

function threadOf(core: ChannelCore, place: MessagePlace): string {
  if (place.place === 'personal') {
    return core.roster.personalConversation(core.roster.person(place.as));
  }
  if (!isTeamChannel(core, place.channelId)) throw new RangeError(`no channel ${place.channelId}`);
  return place.channelId;
}

function existing(core: ChannelCore, messageId: string): StoredMessage {
  const message = core.store.find(messageId);
  if (message === undefined) throw new RangeError(`no message ${messageId}`);
  return message;
}

function copyCard(core: ChannelCore, { messageId, toChannel, as }: CopyRequest): MessageView {
  const person = core.roster.person(as);
  const source = existing(core, messageId);
  const thread = threadOf(core, { place: 'channel', channelId: toChannel });
  const cards = structuredClone(source.cards);
  const attachments = cards.map((content) => ({ contentType: ADAPTIVE_CARD, content }));
  const activity = { type: 'message', attachments };
  const content = { ...textContent(''), activity, cards };
  const author = { kind: 'person', objectId: person.objectId } as const;
  const message = core.store.add(thread, undefined, author, content);
  core.ledger.record({
    ...{ kind: 'message', action: 'said', activityId: message.id, activity },
    conversationId: conversationId(core, message),
  });
  return viewOf(core, message);
}

function textContent(text: string): Content {
  return { activity: { type: 'message', text }, text, textFormat: 'plain', cards: [] };
}

function viewOf(core: ChannelCore, message: StoredMessage): MessageView {
  const { id, root, author, cards, privateCards, history } = message;
  const { postedAt, editedAt, deletedAt, text, textFormat, summary, offer, file } = message;
  const name =
    author.kind === 'bot' ? core.roster.bot.name : core.roster.person(author.objectId).name;
  return {
    ...{ id, rootId: root, conversationId: conversationId(core, message) },
    ...{ author: { ...author, name }, postedAt, text, textFormat, history: [...history] },
    ...(editedAt === undefined ? {} : { editedAt }),
    ...(deletedAt === undefined ? {} : { deletedAt }),
    ...(summary === undefined ? {} : { summary }),
    ...(cards[0] === undefined ? {} : { card: cards[0] }),
    ...(offer === undefined ? {} : { offer }),
    ...(file === undefined ? {} : { file }),
    privateCards: Object.fromEntries(privateCards),
  };
}
