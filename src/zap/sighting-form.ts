import { canonicalJson, type Json } from '../lib/json.js';
import type { PeopleIndex } from './people.js';
import { zapSources, type LinkClick, type ZapSighting, type ZapSourceName } from './sighting.js';

/** Limits of what is kept of an attacker's text, in UTF-16 units. */
const longest = { messageId: 998, subject: 500, name: 200, address: 320, url: 2_000 };
const mostUrls = 200;
const mostAttachments = 50;

/** Lower is better. */
export function rankOf(source: ZapSourceName): number {
  return zapSources.indexOf(source);
}

/** Rank of the best of several; past all when there is none. */
export function bestRank(sources: readonly ZapSourceName[]): number {
  return Math.min(zapSources.length, ...sources.map(rankOf));
}

/** The sources, best first, each once. */
export function orderedSources(sources: Iterable<ZapSourceName>): readonly ZapSourceName[] {
  const set = new Set(sources);
  return zapSources.filter((source) => set.has(source));
}

/** Cut to `max` units, never leaving half a character. */
export function bounded(text: string, max: number): string {
  return text.length <= max ? text.toWellFormed() : text.slice(0, max).toWellFormed();
}

/** The same instant in one form; undefined for what is no time. */
export function instantOf(time: string | undefined): string | undefined {
  const ms = time === undefined ? NaN : Date.parse(time);
  return Number.isFinite(ms) ? new Date(ms).toISOString() : undefined;
}

/**
 * A sighting in the form in which sightings are compared: the recipient's primary address, times in one form, texts
 * within their limits.
 */
export function inOneForm(sighting: ZapSighting, people: PeopleIndex): ZapSighting {
  const { zapAt, clicks, attachments } = sighting;
  const at = instantOf(zapAt?.at);
  return {
    ...sighting,
    recipient: bounded(people.addressOf(sighting.recipient), longest.address),
    internetMessageId: cut(sighting.internetMessageId, longest.messageId),
    subject: cut(sighting.subject, longest.subject),
    senderName: cut(sighting.senderName, longest.name),
    senderAddress: cut(sighting.senderAddress, longest.address)?.trim().toLowerCase(),
    mailFromDomain: cut(sighting.mailFromDomain, longest.address)?.trim().toLowerCase(),
    receivedAt: instantOf(sighting.receivedAt),
    zapAt: at === undefined || zapAt === undefined ? undefined : { kind: zapAt.kind, at },
    clicks: clicks?.flatMap(clickForm),
    urls: sighting.urls?.slice(0, mostUrls).map((url) => bounded(url, longest.url)),
    attachments: attachments
      ?.slice(0, mostAttachments)
      .map((one) => ({ ...one, name: bounded(one.name, longest.name) })),
  };
}

function clickForm(click: LinkClick): readonly LinkClick[] {
  const at = instantOf(click.at);
  if (at === undefined) return [];
  return [{ ...click, at, account: bounded(click.account.trim().toLowerCase(), longest.address) }];
}

function cut(text: string | undefined, max: number): string | undefined {
  return text === undefined ? undefined : bounded(text, max);
}

/** A key by which equal things are equal and all others are in one order. */
export function orderKey(value: object): string {
  return canonicalJson(JSON.parse(JSON.stringify(value)) as Json);
}

/** The best source first; among those of one source an order of their own. Equal ones once. */
export function ordered(sightings: readonly ZapSighting[]): readonly ZapSighting[] {
  const byKey = new Map(sightings.map((one) => [`${rankOf(one.source)}${orderKey(one)}`, one]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
