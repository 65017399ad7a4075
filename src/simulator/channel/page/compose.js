import { byId, make } from './dom.js';

const state = { commands: [], shown: [], chosen: -1 };

/** The compose box with its command list; `onSend` gets the text without the bot's name, or a file with its text. */
export function startComposer({ commands, botName, onSend }) {
  state.commands = commands;
  const box = byId('compose');
  box.addEventListener('input', suggest);
  box.addEventListener('keydown', onKey);
  box.addEventListener('blur', () => globalThis.setTimeout(hide, 150));
  byId('composer').addEventListener('submit', (event) => {
    event.preventDefault();
    const text = withoutName(box.value, botName);
    if (text === '') return;
    box.value = '';
    hide();
    onSend(text);
  });
  byId('file').addEventListener('change', (event) => void sendFile(event.target, onSend));
}

/** As in Teams, a chosen file goes at once. What can't be read as text can't be a message. */
async function sendFile(input, onSend) {
  const [file] = input.files;
  if (file === undefined) return;
  const content = await file.text();
  input.value = '';
  onSend('', { name: file.name, content });
}

function withoutName(text, botName) {
  const trimmed = text.trim().replace(/^\//u, '');
  const mention = `@${botName}`.toLowerCase();
  return trimmed.toLowerCase().startsWith(mention) ? trimmed.slice(mention.length).trim() : trimmed;
}

function suggest() {
  const typed = /^\s*[@/](.*)$/u.exec(byId('compose').value);
  if (typed === null) {
    hide();
    return;
  }
  const wanted = typed[1].toLowerCase();
  const fits = state.commands.filter(({ title }) => title.toLowerCase().startsWith(wanted));
  state.shown = typed[1] === '' ? state.commands : fits;
  state.chosen = state.shown.length > 0 ? 0 : -1;
  draw();
}

function draw() {
  const list = byId('commands');
  const options = state.shown.map(({ title, description }, index) => {
    const option = make('li', {
      role: 'option',
      id: `command-${index}`,
      'aria-selected': String(index === state.chosen),
      data: { command: title },
    });
    option.append(
      make('span', { class: 'command', text: title }),
      make('span', { class: 'hint', text: description }),
    );
    option.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      take(title);
    });
    return option;
  });
  list.replaceChildren(...options);
  list.hidden = options.length === 0;
  byId('compose').setAttribute('aria-expanded', String(options.length > 0));
  if (state.chosen < 0) byId('compose').removeAttribute('aria-activedescendant');
  else byId('compose').setAttribute('aria-activedescendant', `command-${state.chosen}`);
}

function hide() {
  state.shown = [];
  state.chosen = -1;
  draw();
}

function take(title) {
  byId('compose').value = `${title} `;
  hide();
  byId('compose').focus();
}

function onKey(event) {
  if (state.shown.length === 0) {
    // As in Teams: Enter sends, and Shift with Enter begins a new line.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    byId('composer').requestSubmit();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step !== undefined) {
    event.preventDefault();
    state.chosen = (state.chosen + step + state.shown.length) % state.shown.length;
    draw();
  } else if (event.key === 'Escape') {
    hide();
  } else if (event.key === 'Enter' && isWhole(event.target.value)) {
    event.preventDefault();
    byId('composer').requestSubmit();
  } else if (event.key === 'Enter' || event.key === 'Tab') {
    event.preventDefault();
    take(state.shown[state.chosen].title);
  }
}

/** A command that is typed in full is sent at once. */
function isWhole(typed) {
  const text = typed.trim().slice(1).toLowerCase();
  return state.shown.length === 1 && state.shown[0].title.toLowerCase() === text;
}
