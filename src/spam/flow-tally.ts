import { networkOf } from '../lib/infrastructure.js';
import { allCells, cellsTotal, type SpamCell } from './cell.js';
import { HeavyHitters } from './heavy-hitters.js';
import { directions, outcomes, verdicts, type MailRow } from './mail-row.js';
import type { SeenRow } from './seen-row.js';
import { Gathering } from './unwanted-count.js';

/** How many of each are followed. */
export interface TallySizes {
  readonly senders: number;
  /** 0: not at all. */
  readonly domains: number;
  readonly people: number;
}

/**
 * An unwanted message weighs as much as so many wanted ones when places are short: a list of whom spam hits must not be
 * filled by who gets the most mail.
 */
const unwantedWeight = 8;

const mostSpoofed = 512;
const mostNetworks = 16;

/** A domain whose name was used by others. */
class SpoofGathering extends Gathering {
  readonly networks = new HeavyHitters<undefined>(mostNetworks, () => undefined);
}

/** What one user of the tenant sent. */
export class OwnGathering extends Gathering {
  readonly byDirection = { outbound: 0, 'intra-org': 0 };
}

/** Everything that is counted of one stretch of time, a day or the whole period. Memory is bounded by the sizes. */
export class FlowTally {
  readonly senders: HeavyHitters<Gathering & { claimsOwnDomain?: boolean }>;
  readonly domains: HeavyHitters<Gathering> | undefined;
  readonly receivers: HeavyHitters<Gathering>;
  readonly own: HeavyHitters<OwnGathering>;
  readonly spoofed = new HeavyHitters(mostSpoofed, () => new SpoofGathering());
  readonly #cells = new Float64Array(directions.length * verdicts.length * outcomes.length);
  #spoofedTotal = 0;

  constructor({ senders, domains, people }: TallySizes) {
    this.senders = new HeavyHitters(senders, () => new Gathering());
    this.domains = domains === 0 ? undefined : new HeavyHitters(domains, () => new Gathering());
    this.receivers = new HeavyHitters(people, () => new Gathering());
    this.own = new HeavyHitters(people, () => new OwnGathering());
  }

  add(seen: SeenRow): void {
    const at = cellAt(seen.row);
    this.#cells[at] = (this.#cells[at] ?? 0) + seen.row.count;
    if (seen.side === 'own') this.#addOwn(seen);
    else this.#addOutside(seen);
  }

  get cells(): readonly SpamCell[] {
    return allCells(
      (direction, verdict, outcome) => this.#cells[cellAt({ direction, verdict, outcome })],
    );
  }

  /** Deliveries in which somebody used a name that was not theirs. */
  get spoofedTotal(): number {
    return this.#spoofedTotal;
  }

  /** Unwanted deliveries of one side: what the lists of that side add up to. */
  unwantedOf(side: SeenRow['side']): number {
    return cellsTotal(
      this.cells.filter(
        ({ direction, verdict }) =>
          verdict !== 'clean' &&
          (direction === 'outbound' || direction === 'intra-org') === (side === 'own'),
      ),
    );
  }

  #addOwn(seen: SeenRow): void {
    const { row, at, unwanted } = seen;
    if (row.sender === undefined) return;
    const one = this.own.add(row.sender, weightOf(seen));
    one.total += row.count;
    if (!unwanted) return;
    one.unwanted.add(row, at);
    one.byDirection[row.direction === 'intra-org' ? 'intra-org' : 'outbound'] += row.count;
    if (row.recipient !== undefined) one.others.add(row.recipient);
  }

  #addOutside(seen: SeenRow): void {
    const { row, at, unwanted, senderDomain } = seen;
    if (row.recipient !== undefined) {
      const one = this.receivers.add(row.recipient, weightOf(seen));
      one.total += row.count;
      if (unwanted) {
        one.unwanted.add(row, at);
        if (row.sender !== undefined) one.others.add(row.sender);
        if (senderDomain !== undefined) one.more.add(senderDomain);
      }
    }
    if (unwanted && row.sender !== undefined) this.#addSender(seen, row.sender);
    if (seen.spoofed !== undefined) this.#addSpoofed(seen);
  }

  #addSender({ row, at, senderDomain = '', claimsOwnDomain }: SeenRow, sender: string): void {
    const one = this.senders.add(sender, row.count);
    one.unwanted.add(row, at);
    if (claimsOwnDomain) one.claimsOwnDomain = true;
    if (row.recipient !== undefined) one.others.add(row.recipient);
    const domain = this.domains?.add(senderDomain, row.count);
    if (domain === undefined) return;
    domain.unwanted.add(row, at);
    domain.more.add(sender);
    if (row.recipient !== undefined) domain.others.add(row.recipient);
  }

  #addSpoofed({ row, at, senderDomain = '', spoofed = 'external' }: SeenRow): void {
    this.#spoofedTotal += row.count;
    const one = this.spoofed.add(`${spoofed}|${senderDomain}`, row.count);
    one.unwanted.add(row, at);
    if (row.sender !== undefined) one.more.add(row.sender);
    if (row.recipient !== undefined) one.others.add(row.recipient);
    const network = row.senderIp === undefined ? undefined : networkOf(row.senderIp);
    if (network !== undefined) one.networks.add(network, row.count);
  }
}

function weightOf({ row, unwanted }: SeenRow): number {
  return unwanted ? row.count * unwantedWeight : row.count;
}

function cellAt({
  direction,
  verdict,
  outcome,
}: Pick<MailRow, 'direction' | 'verdict' | 'outcome'>): number {
  return (
    (directions.indexOf(direction) * verdicts.length + verdicts.indexOf(verdict)) *
      outcomes.length +
    outcomes.indexOf(outcome)
  );
}
