import { keptTarget, keptWrapper } from './kept-target.js';
import type { Recipients } from './recipients.js';
import { unwrap } from './unwrap.js';

const longestShown = 200;
const ellipsis = '…';
/** Where the address of a page begins within a word. */
const startOfAddress = /https?:[/\\]|www\.|^[a-z0-9-]{1,63}\.[a-z0-9.-]{2,190}\//i;

/**
 * The text of a link as it may be stored: wrapped links in it unwrapped, queries and fragments cut, recipients' addresses
 * hidden, one line, at most 200 characters. Word by word, until there is enough: hostile texts cost no more.
 */
export function shownText(text: string, people: Recipients): string {
  let shown = '';
  for (const word of text.trim().split(/\s+/)) {
    shown += `${shown === '' ? '' : ' '}${shownWord(word, people)}`;
    if (shown.length > longestShown) break;
  }
  return people.hideIn(shown.slice(0, longestShown));
}

function shownWord(word: string, people: Recipients): string {
  if (!/[.@%=]/.test(word)) return word;
  const at = word.search(startOfAddress);
  if (at !== -1)
    return `${people.hideIn(word.slice(0, Math.min(at, 50)))}${shownAddress(word.slice(at))}`;
  // What is left of a wrapped link that a line break cut in two.
  if (/\bs?data=/i.test(word)) return ellipsis;
  return people.hideIn(word.slice(0, longestShown));
}

function shownAddress(address: string): string {
  const { target, opaque, wrappedBy } = unwrap(address, '');
  if (target.kind !== 'web') return ellipsis;
  if (opaque) return keptWrapper(target.url);
  // A text that is a mere address stays as the reader sees it.
  const { search, hash, username, pathname, hostname } = target.url;
  const bare = search === '' && hash === '' && username === '' && wrappedBy.length === 0;
  const plain = bare && !/[@%]/.test(pathname);
  const short = plain && address.length <= longestShown && address.includes(hostname);
  return short ? address : keptTarget(target);
}
