import { Attacks } from './clusters.js';
import { FlowTally, type TallySizes } from './flow-tally.js';
import type { SpamFrame } from './frame.js';
import type { MailRow } from './mail-row.js';
import { OwnSenders } from './own-behaviour.js';
import type { SpamPolicy } from './policy.js';
import { RowReader } from './seen-row.js';

/** How much is followed: of the whole period, and of all its days together. */
const periodSizes: TallySizes = { senders: 4_096, domains: 4_096, people: 8_192 };
const placesOfAllDays = { senders: 8_192, people: 24_576 };
const fewest = { senders: 256, people: 512 };
const attackSize = 4_096;

export interface TallyOptions {
  readonly frame: SpamFrame;
  readonly ownDomains: readonly string[];
  readonly policy: Pick<SpamPolicy, 'tailoredRecipients' | 'highBcl'>;
  /** Only rows of or to this address, where given: some sources can't filter. */
  readonly mailbox?: string | undefined;
}

/**
 * Takes the rows of one source, one after the other and in any order, and keeps figures only: memory does not grow with
 * the number of rows, of senders or of recipients. Counts by direction, verdict and outcome are exact.
 */
export class SpamTally {
  readonly frame: SpamFrame;
  readonly period = new FlowTally(periodSizes);
  readonly previous = new FlowTally(periodSizes);
  readonly perDay: readonly FlowTally[];
  readonly own: OwnSenders;
  readonly attacks: Attacks;
  readonly #reader: RowReader;
  readonly #mailbox: string | undefined;
  #messages = 0;

  constructor({ frame, ownDomains, policy, mailbox }: TallyOptions) {
    this.frame = frame;
    this.#reader = new RowReader(ownDomains);
    this.#mailbox = mailbox;
    this.perDay = frame.days.map(() => new FlowTally(daySizes(frame.days.length)));
    this.own = new OwnSenders(frame, periodSizes.people, policy.highBcl);
    this.attacks = new Attacks(attackSize, policy.tailoredRecipients);
  }

  /** @throws ContractError for a row that can't be counted. */
  addAll(rows: readonly MailRow[]): void {
    for (const row of rows) this.#add(row);
  }

  #add(row: MailRow): void {
    const { from, days, previous } = this.frame;
    const mailbox = this.#mailbox;
    if (mailbox !== undefined && row.sender !== mailbox && row.recipient !== mailbox) return;
    const seen = this.#reader.read(row);
    this.own.add(seen);
    if (previous !== undefined && seen.at >= previous.from && seen.at < previous.to) {
      this.previous.add(seen);
    }
    if (seen.at < from || seen.at >= (days.at(-1)?.to ?? from)) return;
    this.#messages += row.count;
    this.period.add(seen);
    this.attacks.add(seen);
    this.perDay[this.#dayOf(seen.at)]?.add(seen);
  }

  /** Deliveries in the period. */
  get messages(): number {
    return this.#messages;
  }

  #dayOf(at: number): number {
    const { days } = this.frame;
    let place = Math.floor((at - this.frame.from) / 86_400_000);
    // Days of a clock change are an hour longer or shorter.
    while (place > 0 && at < (days[place]?.from ?? Infinity)) place -= 1;
    while (place < days.length - 1 && at >= (days[place]?.to ?? Infinity)) place += 1;
    return place;
  }
}

function daySizes(days: number): TallySizes {
  const share = (what: 'senders' | 'people'): number =>
    Math.max(fewest[what], Math.floor(placesOfAllDays[what] / days));
  return { senders: share('senders'), domains: 0, people: share('people') };
}
