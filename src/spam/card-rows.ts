import { blank, brief, cardRow, counted, own, words, type CardRow } from '../alerts/card-text.js';
import { ownText } from '../lib/untrusted.js';
import type { ByOutcome } from './cell.js';
import type { SpamInternal, SpamReceiver, SpamSender } from './figures.js';
import type { SpamLook } from './look.js';
import type { Trend } from './trend.js';
import {
  causeWords,
  countText,
  directionWords,
  distinctText,
  outcomeWords,
  partsText,
  shareText,
  verdictWords,
} from './words.js';

export interface RowOptions {
  readonly most: number;
  /** Then each row names the customer. */
  readonly severalTenants: boolean;
}

interface Owned<T> {
  readonly tenantName: string;
  readonly item: T;
}

/** Of all looks, the heaviest first. */
export function heaviestOf<T>(
  looks: readonly SpamLook[],
  itemsOf: (look: SpamLook) => readonly T[],
  weightOf: (item: T) => number,
  most: number,
): readonly Owned<T>[] {
  return looks
    .flatMap((look) =>
      itemsOf(look).map((item) => ({ tenantName: look.coverage.tenantName, item })),
    )
    .sort((a, b) => weightOf(b.item) - weightOf(a.item))
    .slice(0, most);
}

/** One line of a list: who, what, and whose. */
export function itemRow(
  head: string,
  text: string,
  { tenantName }: { readonly tenantName: string },
  { severalTenants }: RowOptions,
): CardRow {
  const whose = severalTenants ? words(' (', brief(tenantName, 40), ')') : blank;
  return cardRow('item', brief(head === '' ? '(no address)' : head, 100), own(text, 250), whose);
}

export function senderRows(looks: readonly SpamLook[], options: RowOptions): readonly CardRow[] {
  const all = heaviestOf(
    looks,
    ({ report }) => report.senders.listed,
    ({ count }) => count,
    options.most,
  );
  return all.map((one) => itemRow(one.item.address, senderText(one.item), one, options));
}

function senderText(one: SpamSender): string {
  const { count, atLeast, byVerdict, byOutcome, targets, claimsOwnDomain } = one;
  const kinds = partsText(byVerdict, verdictWords);
  const claims = claimsOwnDomain ? ' It uses a domain of the organisation.' : '';
  return `${countText(count, atLeast)} to ${distinctText(targets, 'person', 'people')}: ${kinds}; ${deliveredText(byOutcome)}.${claims}`;
}

/** How much of it reached a mailbox's inbox, and where the rest went. */
export function deliveredText(byOutcome: ByOutcome): string {
  const all = Object.values(byOutcome).reduce((sum, count) => sum + count, 0);
  const rest = partsText({ ...byOutcome, delivered: 0 }, outcomeWords);
  return `delivered ${shareText(byOutcome.delivered, all)}${rest === '' ? '' : `, ${rest}`}`;
}

export function receiverRows(looks: readonly SpamLook[], options: RowOptions): readonly CardRow[] {
  const all = heaviestOf(
    looks,
    ({ report }) => report.receivers.listed,
    ({ count }) => count,
    options.most,
  );
  return all.map((one) => itemRow(one.item.address, receiverText(one.item), one, options));
}

export function receiverText(one: SpamReceiver): string {
  const { count, atLeast, byVerdict, byOutcome, total, domains, vip } = one;
  const share = total === undefined ? '' : `, ${shareText(count, total)} of this person's mail`;
  const watched = vip ? ' Watched.' : '';
  return `${countText(count, atLeast)} from ${distinctText(domains, 'domain')}${share}: ${partsText(byVerdict, verdictWords)}; ${deliveredText(byOutcome)}.${watched}`;
}

export function internalRows(looks: readonly SpamLook[], options: RowOptions): readonly CardRow[] {
  const all = heaviestOf(
    looks,
    ({ report }) => report.internal.listed,
    ({ count, alerted, blocked }) => count + (blocked ? 1e12 : 0) + (alerted === true ? 1e11 : 0),
    options.most,
  );
  return all.map((one) => itemRow(one.item.address, internalText(one.item), one, options));
}

function internalText(one: SpamInternal): string {
  const { count, atLeast, byVerdict, sent, recipients, blocked, likelyCause, alerted } = one;
  const kept = blocked ? 'Blocked by Microsoft from sending. ' : '';
  const kinds = partsText(byVerdict, verdictWords);
  const what = kinds === '' ? 'none minded by the filter' : kinds;
  const cause = likelyCause === undefined ? '' : ` Likely cause: ${causeWords[likelyCause]}.`;
  const card = alerted === true ? ' There is an alert.' : '';
  return `${kept}${countText(count, atLeast)} unwanted of ${sent} sent, to ${distinctText(recipients, 'person', 'people')}: ${what}.${cause}${card}`;
}

export function spoofedRows(looks: readonly SpamLook[], options: RowOptions): readonly CardRow[] {
  const all = heaviestOf(
    looks,
    ({ report }) => report.spoofed.listed.filter(({ type }) => type === 'internal'),
    ({ count }) => count,
    options.most,
  );
  return all.map((one) => {
    const { count, atLeast, addresses, targets, byOutcome, domain, networks } = one.item;
    const from = networks.length === 0 ? '' : ` From ${networks.slice(0, 2).join(', ')}.`;
    const text = `${countText(count, atLeast)} as ${counted(addresses.count, 'address', 'addresses')} to ${distinctText(targets, 'person', 'people')}; ${deliveredText(byOutcome)}.${from}`;
    return itemRow(domain, text, one, options);
  });
}

export function trendRows(looks: readonly SpamLook[], options: RowOptions): readonly CardRow[] {
  const all = heaviestOf(
    looks,
    ({ report }) => report.trends.found,
    ({ p }) => -p,
    options.most,
  );
  return all.map((one) => {
    const row = itemRow(trendName(one.item), trendText(one.item), one, options);
    return one.item.about === 'total' ? { ...row, head: ownText(trendName(one.item)) } : row;
  });
}

/** Raw for a domain or an address; our own words for totals. */
function trendName({ about, key, direction, verdict }: Trend): string {
  if (about === 'total')
    return `${verdictWords[verdict ?? 'unknown']}, ${directionWords[direction]}`;
  return key;
}

const aboutWords: Readonly<Record<Trend['about'], string>> = {
  total: '',
  'sender-domain': 'as sender',
  receiver: 'as receiver',
  'own-domain': 'as a domain used by others',
  day: 'on this day',
};

const changeWords: Readonly<Record<Trend['change'], string>> = {
  rise: 'rose',
  fall: 'fell',
  new: 'new',
  gone: 'gone',
};

function trendText(one: Trend): string {
  const { about, before, now, change, p, verdict, direction } = one;
  if (about === 'day') {
    const what = `${verdictWords[verdict ?? 'unknown']}, ${directionWords[direction]}`;
    return `${what}: ${now} on this day, ${before} on all others together (${chanceText(p)}).`;
  }
  const as = aboutWords[about] === '' ? '' : `${aboutWords[about]}, `;
  return `${as}${changeWords[change]}: ${before} before, ${now} now (${chanceText(p)}).`;
}

function chanceText(p: number): string {
  return p < 0.0001 ? 'chance: below 0.01 %' : `chance: ${(p * 100).toFixed(2)} %`;
}
