/* global document */
import { drawCard, renderMarkdown } from './cards.js';
import { byId, make } from './dom.js';
import { fileOf, offerOf } from './files.js';

const drawn = new Map();

/**
 * Shows the messages of a place as this person sees them. A message is drawn anew only when it has changed, so that what
 * somebody is typing into a card stays.
 */
export function showMessages(messages, viewer, handlers) {
  const list = byId('messages');
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const wanted = inThreadOrder(messages).map((message) => elementOf(message, viewer, handlers));
  for (const child of [...list.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((element, index) => {
    if (list.children[index] !== element) list.insertBefore(element, list.children[index] ?? null);
  });
  for (const id of drawn.keys())
    if (!messages.some((message) => message.id === id)) drawn.delete(id);
  byId('empty').hidden = messages.length > 0;
  if (atEnd) list.scrollTop = list.scrollHeight;
}

/** Forgets what was drawn, for another person or another colour scheme. */
export function forgetMessages() {
  drawn.clear();
  byId('messages').replaceChildren();
}

/** Brings a message into sight and gives it the focus. */
export function revealMessage(id) {
  const element = document.querySelector(`[data-message-id="${id}"]`);
  element?.scrollIntoView({ block: 'center' });
  element?.focus();
}

function inThreadOrder(messages) {
  const roots = messages.filter((message) => message.id === message.rootId);
  return roots.flatMap((root) => messages.filter((message) => message.rootId === root.id));
}

function elementOf(message, viewer, handlers) {
  const card = message.privateCards[viewer] ?? message.card;
  const { text, editedAt, deletedAt, offer, file } = message;
  const signature = JSON.stringify([text, card, editedAt, deletedAt, offer, file]);
  const known = drawn.get(message.id);
  if (known?.signature === signature) return known.element;
  const element = draw(message, card, viewer, handlers);
  if (known?.element.isConnected) known.element.replaceWith(element);
  drawn.set(message.id, { signature, element });
  return element;
}

function draw(message, card, viewer, handlers) {
  const reply = message.id !== message.rootId;
  const mine = message.author.objectId === viewer;
  const element = make('li', {
    class: ['message', reply && 'reply', mine && 'mine', message.author.kind]
      .filter(Boolean)
      .join(' '),
    tabindex: -1,
    data: { messageId: message.id, author: message.author.kind },
  });
  const body = make('div', { class: 'bubble', children: [headOf(message)] });
  if (message.deletedAt)
    body.append(make('p', { class: 'hint', text: 'This message was deleted.' }));
  else body.append(...contentOf(message, card, viewer, handlers));
  if (!reply && handlers.canReply && !message.deletedAt)
    body.append(replyButton(message, handlers));
  element.append(avatarOf(message.author), body);
  return element;
}

function headOf({ author, postedAt, editedAt }) {
  const head = make('p', { class: 'head' });
  head.append(make('span', { class: 'name', text: author.name }));
  if (author.kind === 'bot') head.append(make('span', { class: 'badge', text: 'App' }));
  head.append(make('time', { datetime: postedAt, text: clockTime(postedAt) }));
  if (editedAt) {
    head.append(make('span', { class: 'edited', text: 'Edited', title: clockTime(editedAt) }));
  }
  return head;
}

function contentOf(message, card, viewer, handlers) {
  const parts = [];
  if (message.text !== '') parts.push(textOf(message));
  if (card !== undefined) parts.push(cardOf(message, card, handlers));
  if (message.offer !== undefined) parts.push(offerOf(message, handlers));
  if (message.file !== undefined) parts.push(fileOf(message));
  if (message.privateCards[viewer] !== undefined) {
    parts.push(make('p', { class: 'hint', text: 'Only you see this view.' }));
  }
  return parts;
}

function textOf({ text, textFormat }) {
  if (textFormat !== 'markdown') return make('p', { class: 'text', text });
  const target = make('div', { class: 'text' });
  renderMarkdown(text, target);
  return target;
}

function cardOf(message, card, handlers) {
  const frame = make('div', { class: 'card', data: { testid: 'card' } });
  const element = drawCard(card, (action) => {
    handlers.onAction(message, action, frame);
  });
  frame.append(element ?? make('p', { class: 'hint', text: 'This card can’t be shown.' }));
  return frame;
}

function replyButton(message, handlers) {
  const label = `Reply to ${message.author.name}`;
  const button = make('button', { type: 'button', class: 'quiet reply-button', text: 'Reply' });
  button.setAttribute('aria-label', label);
  button.addEventListener('click', () => handlers.onReply(message));
  return button;
}

function avatarOf({ kind, name }) {
  const avatar = make('div', { class: `avatar ${kind}`, 'aria-hidden': 'true' });
  if (kind === 'bot') avatar.append(make('img', { src: '/icon.svg', alt: '' }));
  else avatar.textContent = initialsOf(name);
  return avatar;
}

function initialsOf(name) {
  const words = name.split(/\s+/u).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => word?.[0] ?? '').join('');
}

function clockTime(iso) {
  const at = new Date(iso);
  const today = at.toDateString() === new Date().toDateString();
  const time = { hour: '2-digit', minute: '2-digit' };
  const day = { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(undefined, today ? time : { ...day, ...time }).format(at);
}
