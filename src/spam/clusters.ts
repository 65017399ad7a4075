import { DistinctCount } from './distinct-count.js';
import { HeavyHitters } from './heavy-hitters.js';
import type { SeenRow } from './seen-row.js';
import { isDangerous } from './unwanted-count.js';

/** One mailing: messages that the filter put together, or that share sender domain and subject shape. */
class Mailing {
  readonly recipients = new Set<string>();
}

/** What of one mailing came to one person. */
interface Part {
  count: number;
  readonly domain: string;
}

/** The dangerous mail of one person from outside. */
export class Attacked {
  count = 0;
  readonly senders = new DistinctCount();
  readonly domains = new DistinctCount();
  /** By mailing; of more mailings than this only the count is kept. */
  readonly parts = new Map<string, Part>();
}

/** What of one domain's dangerous mail reached whom. */
export class Attacker {
  count = 0;
  readonly targets = new DistinctCount();
}

const mostPartsPerPerson = 128;

/** Who sends dangerous mail to whom, and in how small mailings. Memory is bounded. */
export class Attacks {
  readonly people: HeavyHitters<Attacked>;
  readonly attackers: HeavyHitters<Attacker>;
  readonly #mailings: HeavyHitters<Mailing>;
  readonly #few: number;

  /** `few`: a mailing to so many people at most is made for them. */
  constructor(size: number, few: number) {
    this.people = new HeavyHitters(size, () => new Attacked());
    this.attackers = new HeavyHitters(size, () => new Attacker());
    this.#mailings = new HeavyHitters(4 * size, () => new Mailing());
    this.#few = few;
  }

  add({ row, side, senderDomain = '' }: SeenRow): void {
    const { recipient, sender, count } = row;
    if (side !== 'outside' || !isDangerous(row) || recipient === undefined) return;
    const attacker = this.attackers.add(senderDomain, count);
    attacker.count += count;
    attacker.targets.add(recipient);
    const person = this.people.add(recipient, count);
    person.count += count;
    if (sender !== undefined) person.senders.add(sender);
    person.domains.add(senderDomain);
    const key = mailingOf(row, senderDomain);
    if (key === undefined) return;
    const mailing = this.#mailings.add(key, count);
    // One more than a few is all that needs to be known.
    if (mailing.recipients.size <= this.#few) mailing.recipients.add(recipient);
    const part = person.parts.get(key);
    if (part !== undefined) part.count += count;
    else if (person.parts.size < mostPartsPerPerson) {
      person.parts.set(key, { count, domain: senderDomain });
    }
  }

  get bounded(): boolean {
    return this.#mailings.bounded || this.people.bounded;
  }

  /**
   * True when the mailing went to a few people only. False for one that could not be followed from its beginning: it may
   * have gone to more.
   */
  isTailored(key: string): boolean {
    const mailing = this.#mailings.get(key);
    return mailing?.inherited === 0 && mailing.data.recipients.size <= this.#few;
  }
}

function mailingOf(
  { clusterId, subjectShape = '', networkMessageId }: SeenRow['row'],
  senderDomain: string,
): string | undefined {
  if (clusterId !== undefined && clusterId !== '') return `c|${clusterId}`;
  if (subjectShape !== '') return `s|${senderDomain}|${subjectShape}`;
  return networkMessageId === undefined ? undefined : `m|${networkMessageId}`;
}
