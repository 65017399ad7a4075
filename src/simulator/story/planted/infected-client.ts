import type { Addressee, Draft } from '../../mail/drafted-mail.js';
import { ownSender, toOutside, toOwn } from '../../mail/flow-day.js';
import { MALWARE_FILES } from '../../mail/unwanted-words.js';
import { colleagues, spread } from './plot.js';
import type { Plot, Scene } from './plot.js';

const COLLEAGUES = 25;
const CONTACTS = 30;
/** So many get through before the filter knows the file. */
const UNKNOWN_YET = 6;

/** A client has caught something that sends itself, with a file, to everybody in the address book. */
export const INFECTED_CLIENT: Plot = {
  hour: 10,
  minutes: 200,
  onWorkdays: true,
  hasStar: true,
  prefers: ({ isPerson }) => isPerson,
  play: (scene) => {
    const own = colleagues(scene, COLLEAGUES);
    const outside = contacts(scene);
    const book = [
      ...own.map((person) => ({ direction: 'Intra-org' as const, to: toOwn(person) })),
      ...outside.map((address) => ({ direction: 'Outbound' as const, to: toOutside(address) })),
    ];
    const clusterId = scene.numbers.cluster();
    const drafts = spread(scene.start, 200, book.length).map((at, index) =>
      sent(scene, { at, index, clusterId, entry: book[(index * 7) % book.length] ?? book[0] }),
    );
    return {
      drafts: drafts.flatMap((draft) => draft ?? []),
      addresses: own.map(({ address }) => address),
    };
  },
};

function contacts({ known, star, numbers }: Scene): readonly string[] {
  const others = numbers.some(known.people, 12);
  const all = [star, ...others].flatMap((person) => known.contactsOf(person));
  return [...new Set(all.map(({ address }) => address))].slice(0, CONTACTS);
}

interface Sent {
  readonly at: number;
  readonly index: number;
  readonly clusterId: string;
  readonly entry:
    { readonly direction: 'Intra-org' | 'Outbound'; readonly to: Addressee } | undefined;
}

function sent({ star, country }: Scene, { at, index, clusterId, entry }: Sent): Draft | undefined {
  if (entry === undefined) return undefined;
  const isKnown = index >= UNKNOWN_YET;
  const { direction, to } = entry;
  return {
    kind: 'malware',
    at,
    direction,
    subject: `Re: Invoice ${20_400 + (index % 5)}`,
    from: ownSender(star, country, direction),
    to: [{ ...to, destination: isKnown ? 'quarantine' : 'inbox' }],
    clusterId,
    ...(isKnown
      ? { filtered: { threat: 'Malware', technology: 'Anti-malware Engine' } as const }
      : {}),
    files: MALWARE_FILES,
  };
}
