import type { ByOutcome, ByVerdict } from './cell.js';
import { DistinctCount } from './distinct-count.js';
import type { MailRow, MailOutcome, MailVerdict } from './mail-row.js';

/** Counts of deliveries by what the filter took them for, and by where they went. */
export class UnwantedCount {
  readonly #byVerdict: Record<MailVerdict, number> = {
    malware: 0,
    phish: 0,
    spoof: 0,
    spam: 0,
    bulk: 0,
    unknown: 0,
    clean: 0,
  };
  readonly #byOutcome: Record<MailOutcome, number> = {
    delivered: 0,
    junked: 0,
    quarantined: 0,
    rejected: 0,
    unknown: 0,
  };
  #count = 0;
  #firstAt = Infinity;
  #lastAt = -Infinity;

  add({ verdict, outcome, count }: MailRow, at: number): void {
    this.#byVerdict[verdict] += count;
    this.#byOutcome[outcome] += count;
    this.#count += count;
    if (at < this.#firstAt) this.#firstAt = at;
    if (at > this.#lastAt) this.#lastAt = at;
  }

  get count(): number {
    return this.#count;
  }

  get byVerdict(): ByVerdict {
    return this.#byVerdict;
  }

  get byOutcome(): ByOutcome {
    return this.#byOutcome;
  }

  /** Malware, phish and spoof: mail that means harm. */
  get dangerous(): number {
    const { malware, phish, spoof } = this.#byVerdict;
    return malware + phish + spoof;
  }

  get firstAt(): number {
    return this.#firstAt;
  }

  get lastAt(): number {
    return this.#lastAt;
  }
}

export function isDangerous({ verdict }: Pick<MailRow, 'verdict'>): boolean {
  return verdict === 'malware' || verdict === 'phish' || verdict === 'spoof';
}

/** What is gathered of one address or domain: its unwanted mail, and how many different others it has to do with. */
export class Gathering {
  readonly unwanted = new UnwantedCount();
  /** Wanted or not. */
  total = 0;
  #others: DistinctCount | undefined;
  #more: DistinctCount | undefined;

  /** Recipients of a sender, senders of a recipient. */
  get others(): DistinctCount {
    return (this.#others ??= new DistinctCount());
  }

  /** Addresses of a domain, domains of a recipient's senders. */
  get more(): DistinctCount {
    return (this.#more ??= new DistinctCount());
  }
}
