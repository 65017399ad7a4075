/* global setTimeout */
import { byId, make } from './dom.js';

const SHOWN_MS = 8000;
const KEPT = 30;

const unread = { count: 0 };

/** Shows a toast and keeps it in the activity list. `onOpen` takes the person to the message. */
export function showToast({ text, kind, title }, onOpen) {
  const toast = make('div', { class: `toast ${kind}`, data: { testid: 'toast' } });
  toast.append(make('p', { class: 'toast-title', text: title }), make('p', { text }));
  const close = make('button', { type: 'button', class: 'quiet', text: 'Dismiss' });
  close.addEventListener('click', () => toast.remove());
  toast.append(close);
  byId('toasts').append(toast);
  setTimeout(() => toast.remove(), SHOWN_MS);
  remember({ text, title }, onOpen);
  unread.count += 1;
  showCount();
}

/** Adds to the activity list without a toast, for what happened before the page was opened. */
export function remember({ text, title }, onOpen) {
  const button = make('button', { type: 'button', class: 'activity-item' });
  button.append(make('span', { class: 'toast-title', text: title }), make('span', { text }));
  button.addEventListener('click', () => {
    toggle(false);
    onOpen();
  });
  const list = byId('activity-list');
  list.prepend(make('li', { children: [button] }));
  while (list.children.length > KEPT) list.lastElementChild.remove();
  byId('activity-empty').hidden = true;
}

/** Empties the activity list, for another person. */
export function forgetActivity() {
  byId('activity-list').replaceChildren();
  byId('activity-empty').hidden = false;
  unread.count = 0;
  showCount();
}

function showCount() {
  byId('unread').hidden = unread.count === 0;
  byId('unread').textContent = String(unread.count);
}

function toggle(open) {
  byId('activity').hidden = !open;
  byId('bell').setAttribute('aria-expanded', String(open));
  if (!open) return;
  unread.count = 0;
  showCount();
}

export function startBell() {
  byId('bell').addEventListener('click', () => toggle(byId('activity').hidden));
  byId('activity').addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    toggle(false);
    byId('bell').focus();
  });
}
