import { addressHost, isUnder } from '../domains.js';
import type { OwnSide } from '../input.js';
import { decoded } from './target.js';

/** Stands in the result where an address stood. */
const mark = '[address]';
/** Parts of a link are searched up to this length, and for this many addresses. */
const inspected = 2_000;
const mostAddresses = 20;
const mostPieces = 60;
const longestLocal = 64;
const longestHost = 255;

const separator = /[\s/?#&=;,:<>()"'|@]/;
const hostCharacter = /[\p{L}\p{N}.-]/u;
/** Only texts of such letters can be base64 of an address. */
const base64Shape = /^[A-Za-z0-9+/_-]{8,600}={0,2}$/;
const encodedAt = /%(?:25){0,3}40/i;

/** Knows whose addresses must not get out with a link. */
export interface Recipients {
  /** True when the text holds an address of a recipient, plain, percent-encoded or in base64. */
  isNamedIn(text: string): boolean;
  /** The text with every address of a recipient replaced, and every word that holds an encoded address. */
  hideIn(text: string): string;
}

/**
 * The people named in To and Cc, and everybody of the own side. When neither is known, every address may be a recipient's,
 * but not the sender's.
 */
export function recipients(named: ReadonlySet<string>, own: OwnSide, sender: string): Recipients {
  const nobodyKnown = named.size === 0 && own.domains.length === 0;
  const theirs = (one: string): boolean => {
    const lower = one.toLowerCase();
    if (named.has(lower)) return true;
    if (lower === sender) return false;
    return nobodyKnown || isUnder(addressHost(lower), own.domains);
  };
  return {
    isNamedIn: (text) => allAddresses(text).some(theirs),
    hideIn: (text) => {
      const plain = addressesIn(text)
        .filter(theirs)
        .reduce((left, one) => left.replaceAll(one, mark), text);
      return plain.replace(/[^\s/]{8,}/g, (word) => (hidesAddress(word) ? mark : word));
    },
  };
}

/** A path without any address, whosever it is. Segments that hold one, in whatever coding, are replaced whole. */
export function withoutAddresses(path: string): string {
  return path
    .slice(0, inspected)
    .split('/')
    .map((segment) => (allAddresses(segment).length > 0 ? mark : segment))
    .join('/');
}

/** Addresses in a part of a link: as it stands, decoded once and twice, and in base64 of its pieces. */
function allAddresses(text: string): readonly string[] {
  const raw = text.slice(0, inspected);
  if (!raw.includes('@') && !raw.includes('%') && !/[A-Za-z0-9+/_-]{12}/.test(raw)) return [];
  const once = raw.includes('%') ? decoded(raw) : raw;
  const twice = once.includes('%') ? decoded(once) : once;
  return [twice, ...piecesOf(twice)].flatMap(addressesIn);
}

/** What the pieces of a text say in base64. */
function piecesOf(text: string): readonly string[] {
  return text
    .split(/[/?#&=;,:.!*~|'"()]+/)
    .slice(0, mostPieces)
    .map(fromBase64);
}

/** Looks to both sides of every '@', so that the cost stays in proportion to the text. */
function addressesIn(text: string): readonly string[] {
  const found: string[] = [];
  let at = text.indexOf('@');
  for (; at !== -1 && found.length < mostAddresses; at = text.indexOf('@', at + 1)) {
    const local = localPartBefore(text, at);
    const host = hostAfter(text, at);
    if (local !== '' && host !== '') found.push(`${local}@${host}`);
  }
  return found;
}

function localPartBefore(text: string, at: number): string {
  let start = at;
  while (start > 0 && at - start < longestLocal && !separator.test(text.charAt(start - 1))) start--;
  return text.slice(start, at);
}

function hostAfter(text: string, at: number): string {
  let end = at + 1;
  while (end < text.length && end - at < longestHost && hostCharacter.test(text.charAt(end))) end++;
  return text.slice(at + 1, end).replace(/\.$/, '');
}

function hidesAddress(word: string): boolean {
  return encodedAt.test(word) || piecesOf(decoded(word)).flatMap(addressesIn).length > 0;
}

function fromBase64(piece: string): string {
  if (!base64Shape.test(piece)) return '';
  const plain = Buffer.from(piece, 'base64').toString('latin1');
  // Chance makes an '@' in one of a few dozen texts; only readable ones count.
  return /^[\x20-\x7e\s]+$/.test(plain) && plain.includes('@') ? plain : '';
}
