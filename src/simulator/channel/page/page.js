/* global EventSource, location, URLSearchParams */
import { onSchemeChange } from './cards.js';
import { drawCharts } from './charts.js';
import { startComposer } from './compose.js';
import { byId, get, make, post, soon } from './dom.js';
import { forgetMessages, revealMessage, showMessages } from './messages.js';
import { refreshTenants, startStories } from './tenants.js';
import { forgetActivity, remember, showToast, startBell } from './toasts.js';

const UNREACHABLE = 'Unable to reach app. Please try again.';

/** `place` is a channel's id, or `chat`; `replyTo` the message whose thread is answered. */
const state = { setup: undefined, you: '', place: '', replyTo: undefined, reading: 0 };

const inChat = () => state.place === 'chat';
const placeQuery = () =>
  inChat()
    ? `place=personal&as=${encodeURIComponent(state.you)}`
    : `place=channel&channelId=${encodeURIComponent(state.place)}`;

async function refreshMessages() {
  const reading = ++state.reading;
  const messages = await get(`/channel/api/messages?${placeQuery()}`);
  if (reading !== state.reading) return;
  const handlers = { onReply: startReply, onAction: press, onAnswer: answerFile };
  showMessages(messages, state.you, { canReply: !inChat(), ...handlers });
  void lookAt(messages);
}

/** A client that draws a card asks the app for the person's own view, when the card wants that. */
async function lookAt(messages) {
  for (const { id, card, privateCards } of messages) {
    if (card?.refresh === undefined || privateCards[state.you] !== undefined) continue;
    await post('/channel/api/view', { messageId: id, as: state.you });
  }
}

async function refreshSetup() {
  state.setup = await get('/channel/api/setup');
  byId('install').textContent = state.setup.installed
    ? `Remove ${state.setup.bot.name} from the team`
    : `Add ${state.setup.bot.name} to the team`;
}

async function press(message, action, frame) {
  if (frame.getAttribute('aria-busy') === 'true') return;
  frame.setAttribute('aria-busy', 'true');
  const { verb, title, id, data } = action;
  const known = Object.entries({ verb, title, id }).filter(([, value]) => value);
  const request = {
    ...{ as: state.you, messageId: message.id, fromOlderVersion: true },
    override: { action: { data } },
  };
  try {
    await post('/channel/api/press', { ...request, ...Object.fromEntries(known) });
  } catch (error) {
    showToast({ title: 'Not sent', text: error.message, kind: 'unreachable' }, () => undefined);
  } finally {
    frame.removeAttribute('aria-busy');
  }
}

/** Takes or declines a file. The bot takes the offer away itself. */
async function answerFile(message, answer, frame) {
  if (frame.getAttribute('aria-busy') === 'true') return;
  frame.setAttribute('aria-busy', 'true');
  try {
    await post('/channel/api/answer', { as: state.you, messageId: message.id, answer });
  } catch (error) {
    showToast({ title: 'Not sent', text: error.message, kind: 'unreachable' }, () => undefined);
  } finally {
    frame.removeAttribute('aria-busy');
  }
}

async function say(text, file) {
  const where = inChat() ? { place: 'personal' } : { place: 'channel', channelId: state.place };
  const replyTo = state.replyTo === undefined ? {} : { replyTo: state.replyTo };
  endReply();
  const { answer } = await post('/channel/api/say', {
    as: state.you,
    text,
    ...where,
    ...replyTo,
    ...(file === undefined ? {} : { file }),
  });
  if (answer !== undefined && answer.httpStatus >= 200 && answer.httpStatus < 300) return;
  const why = answer === undefined ? `${state.setup.bot.name} is not in this team.` : UNREACHABLE;
  showToast({ title: 'Not delivered', text: why, kind: 'unreachable' }, () => undefined);
}

function startReply(message) {
  state.replyTo = message.id;
  byId('reply-text').textContent = `Replying in the thread of ${message.author.name}`;
  byId('reply-note').hidden = false;
  byId('compose').focus();
}

function endReply() {
  state.replyTo = undefined;
  byId('reply-note').hidden = true;
}

function railButton(place, text) {
  const button = make('button', { type: 'button', class: 'place', text, data: { place } });
  button.addEventListener('click', () => void goTo(place));
  return make('li', { children: [button] });
}

function drawRail() {
  const { team, bot } = state.setup;
  byId('team-name').textContent = team.name;
  byId('channels').replaceChildren(...team.channels.map(({ id, name }) => railButton(id, name)));
  byId('chats').replaceChildren(railButton('chat', bot.name));
}

function drawPeople() {
  const options = state.setup.people.map(({ objectId, name, label, role }) =>
    make('option', { value: objectId, text: `${name} (${label ?? role})` }),
  );
  byId('you').replaceChildren(...options);
  byId('you').value = state.you;
}

async function goTo(place) {
  state.place = place;
  endReply();
  const { team, bot } = state.setup;
  const channel = team.channels.find(({ id }) => id === place);
  byId('place').textContent = channel?.name ?? bot.name;
  for (const button of globalThis.document.querySelectorAll('.place')) {
    const here = button.dataset.place === place;
    if (here) button.setAttribute('aria-current', 'page');
    else button.removeAttribute('aria-current');
  }
  byId('compose').placeholder = channel ? `Message @${bot.name}` : `Message ${bot.name}`;
  const hasCommands = state.setup.commands.length > 0;
  byId('file-choice').hidden = channel !== undefined;
  byId('compose-hint').textContent = hasCommands ? 'Type @ or / to see the commands.' : '';
  forgetMessages();
  await refreshMessages();
}

async function toggleInstall() {
  const by = state.you;
  const channelId = inChat() ? state.setup.team.channels[0].id : state.place;
  await post(`/channel/api/${state.setup.installed ? 'uninstall' : 'install'}`, { by, channelId });
  await refreshSetup();
}

function listen() {
  const events = new EventSource('/channel/api/events');
  const readMessages = soon(() => Promise.all([refreshMessages(), refreshSetup()]));
  events.addEventListener('messages', readMessages);
  events.addEventListener('tenants', soon(refreshTenants, 400));
  events.addEventListener('toast', ({ data }) => notice(JSON.parse(data), showToast));
}

/** Hands a toast on, when it is for this person. */
function notice(toast, show) {
  if (toast.person !== undefined && toast.person !== state.you) return;
  const { team, bot } = state.setup;
  const place = team.channels.some(({ id }) => id === toast.thread) ? toast.thread : 'chat';
  show({ ...toast, title: bot.name }, async () => {
    await goTo(place);
    revealMessage(toast.messageId);
  });
}

/** What this person was told before, without showing it again. */
async function refreshActivity() {
  forgetActivity();
  for (const toast of await get('/channel/api/toasts')) notice(toast, remember);
}

function drawAgain() {
  forgetMessages();
  void refreshMessages();
}

async function start() {
  drawCharts(byId('client').value === 'new');
  await refreshSetup();
  const { people, team } = state.setup;
  const wanted = new URLSearchParams(location.search).get('you');
  state.you = (people.find(({ objectId }) => objectId === wanted) ?? people[0]).objectId;
  drawPeople();
  drawRail();
  byId('you').addEventListener('change', () => {
    state.you = byId('you').value;
    forgetMessages();
    void refreshMessages();
    void refreshActivity();
  });
  byId('client').addEventListener('change', () => {
    drawCharts(byId('client').value === 'new');
    drawAgain();
  });
  byId('install').addEventListener('click', () => void toggleInstall());
  byId('reply-cancel').addEventListener('click', endReply);
  startComposer({
    commands: state.setup.commands,
    botName: state.setup.bot.name,
    onSend: (text, file) => void say(text, file),
  });
  startBell();
  startStories();
  onSchemeChange(drawAgain);
  await goTo((team.channels[1] ?? team.channels[0]).id);
  await refreshActivity();
  listen();
  await refreshTenants();
}

await start();
