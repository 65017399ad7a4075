/* global document, fetch, setTimeout */

/** The element with an id that the page is known to have. */
export const byId = (id) => document.getElementById(id);

/** Makes an element. Text is always set as text, never as HTML. */
export function make(tag, { text, children = [], data = {}, ...attributes } = {}) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  for (const [name, value] of Object.entries(data)) element.dataset[name] = value;
  if (text !== undefined) element.textContent = text;
  element.append(...children);
  return element;
}

/** Reads JSON from the simulator; throws with its own words when it refuses. */
export async function get(path) {
  return answerOf(await fetch(path, { headers: { accept: 'application/json' } }));
}

export async function post(path, body) {
  const headers = { 'content-type': 'application/json' };
  return answerOf(await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

async function answerOf(response) {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text.slice(0, 200)}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** Wraps work so that a burst of calls runs it once, a moment later. */
export function soon(work, milliseconds = 150) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      void work();
    }, milliseconds);
  };
}
