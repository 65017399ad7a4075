import { brands, type Brand } from './brand-table.js';
import { hostParts } from './domains.js';
import { plainWords } from './letters.js';

/** Words that make an ordinary word beside them a brand: 'Chase' is a surname, 'Chase Security' is not. */
const official = new Set(
  `account accounts alert alerts bank billing center centre card customer delivery help helpdesk id info invoice meeting
   meetings notice notification notifications online parcel pay payment payments rewards secure security service services
   shipment store subscription support team tracking update updates verification verify wallet`.split(
    /\s+/,
  ),
);

/** From this length on a brand is recognised inside a longer word. */
const longEnough = 7;

/** The first brand that a name, a local part or a label shows. */
export function brandIn(text: string): Brand | undefined {
  const words = plainWords(text);
  return words === '' ? undefined : firstShown(words);
}

/** True when the brand stands in the text only as letters that look like others: 'РауРаl', '𝗣𝗮𝘆𝗣𝗮𝗹'. */
export function isDisguised(text: string, brand: Brand): boolean {
  const asWritten = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  // Marks are ordinary spelling (Itaú), other letters are not.
  const words = asWritten.normalize('NFD').replace(/\p{M}/gu, '');
  return !shows(` ${words} `, words.replaceAll(' ', ''), brand);
}

/** Which brands hold a domain; `only` links lead to the second kind. */
const owners = new Map<string, { readonly own: Set<Brand>; readonly links: Set<Brand> }>();
for (const brand of brands) {
  for (const domain of brand.domains) ownersOf(domain).own.add(brand);
  for (const domain of [...brand.domains, ...brand.alsoLinks]) ownersOf(domain).links.add(brand);
}
const families = new Map(brands.map((brand) => [brand.family ?? '', brand]));

/** True when links of the brand lead there: its own hosts, and hosts where its users have pages or addresses. */
export function linksTo(brand: Brand, host: string): boolean {
  return holders(host, 'links').has(brand);
}

/** The brand whose own host this is. */
export function brandOfHost(host: string): Brand | undefined {
  const [first] = holders(host, 'own');
  return first;
}

/** The brand whose whole domain stands among the labels in front of another: 'contoso.com' in contoso.com.evil.example. */
export function brandInFront(subdomain: string): Brand | undefined {
  if (!subdomain.includes('.')) return undefined;
  const labels = subdomain.split('.').slice(0, 40);
  for (let start = 0; start < labels.length; start++) {
    for (let end = start + 2; end <= Math.min(labels.length, start + 4); end++) {
      const [brand] = owners.get(labels.slice(start, end).join('.'))?.own ?? [];
      if (brand !== undefined) return brand;
    }
  }
  return undefined;
}

/** True when one brand holds both hosts. */
export function sameOwner(one: string, other: string): boolean {
  const left = holders(one, 'links');
  return left.size > 0 && [...holders(other, 'links')].some((brand) => left.has(brand));
}

function ownersOf(domain: string): { readonly own: Set<Brand>; readonly links: Set<Brand> } {
  const known = owners.get(domain) ?? { own: new Set<Brand>(), links: new Set<Brand>() };
  owners.set(domain, known);
  return known;
}

function holders(host: string, kind: 'own' | 'links'): ReadonlySet<Brand> {
  const found = new Set<Brand>();
  for (let rest = host; rest !== ''; rest = rest.slice(rest.indexOf('.') + 1)) {
    for (const brand of owners.get(rest)?.[kind] ?? []) found.add(brand);
    if (!rest.includes('.')) break;
  }
  const { name, suffix } = hostParts(host);
  // A brand holds its name under 'com' and the domains of countries; amazon.shop may be anybody's.
  const family = name === '' ? undefined : families.get(name);
  if (family !== undefined && (suffix === 'com' || /(?:^|\.)[a-z]{2}$/.test(suffix)))
    found.add(family);
  return found;
}

interface Phrase {
  readonly phrase: string;
  readonly padded: string;
  /** '' when it is recognised as words of their own only. */
  readonly compact: string;
  readonly needsContext: boolean;
}

const phrases = new Map(
  brands.map((brand) => [brand, brand.words.map((one) => phraseOf(brand, one))]),
);

function phraseOf({ ordinary }: Brand, phrase: string): Phrase {
  const compact = phrase.replaceAll(' ', '');
  const needsContext = ordinary && !phrase.includes(' ');
  return {
    phrase,
    padded: ` ${phrase} `,
    compact: compact.length >= longEnough && !needsContext ? compact : '',
    needsContext,
  };
}

function firstShown(words: string): Brand | undefined {
  const padded = ` ${words} `;
  const squeezed = words.replaceAll(' ', '');
  return brands.find((brand) => shows(padded, squeezed, brand));
}

function shows(padded: string, squeezed: string, brand: Brand): boolean {
  for (const one of phrases.get(brand) ?? []) {
    if (one.compact !== '' && squeezed.includes(one.compact)) return true;
    if (padded.includes(one.padded) && (!one.needsContext || isOfficial(padded.trim(), one.phrase)))
      return true;
  }
  return false;
}

function isOfficial(words: string, phrase: string): boolean {
  return words === phrase || words.split(' ').some((word) => official.has(word));
}
