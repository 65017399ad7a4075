import { isMailbox, type MailboxIdentity } from './mailbox-fact.js';
import type { NamedAccount } from './mailbox-concern.js';

/** Account and addresses of a mailbox as the directory has them now. */
export interface KnownAccount {
  readonly objectId: string;
  readonly addresses: readonly string[];
}

/**
 * Learns from what is stored which accounts have had the address asked for, and which other addresses these accounts have
 * had. No further: another person who had one of those other addresses is another person.
 */
export class IdentityLearner {
  readonly #asked: MailboxIdentity;
  readonly #addresses: Set<string>;
  readonly #objectIds: Set<string>;
  #learned = false;

  constructor(address: string, known?: KnownAccount) {
    const addresses = [address, ...(known?.addresses ?? [])].map(lower);
    this.#asked = { addresses: new Set(addresses), objectIds: new Set() };
    this.#addresses = new Set(addresses);
    this.#objectIds = new Set(known === undefined ? [] : [lower(known.objectId)]);
  }

  get identity(): MailboxIdentity {
    return { addresses: new Set(this.#addresses), objectIds: new Set(this.#objectIds) };
  }

  /** True when something was learned since the last call: what was passed over before may concern the mailbox after all. */
  hasLearned(): boolean {
    const learned = this.#learned;
    this.#learned = false;
    return learned;
  }

  learn({ objectId, address, signInName }: NamedAccount): void {
    if (objectId === undefined || objectId === '') return;
    const id = lower(objectId);
    const isAsked = [address, signInName].some((one) => isMailbox(this.#asked, { address: one }));
    if (isAsked) this.#add(this.#objectIds, id);
    if (address !== undefined && address !== '' && this.#objectIds.has(id)) {
      this.#add(this.#addresses, lower(address));
    }
  }

  #add(to: Set<string>, value: string): void {
    if (to.has(value)) return;
    to.add(value);
    this.#learned = true;
  }
}

function lower(text: string): string {
  return text.trim().toLowerCase();
}
