import type { Acquaintance } from '../../mail/correspondents.js';
import { messageOf } from '../../mail/drafted-mail.js';
import type { Draft } from '../../mail/drafted-mail.js';
import type { BlockedSender, MailRecord, SignInRecord } from '../../mail/mail-record.js';
import type { OwnPerson } from '../../mail/own-people.js';
import { SeededNumbers } from '../../mail/seeded-numbers.js';

export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

/** Where a story is played. */
export interface Stage {
  readonly ownDomain: string;
  readonly country: string;
  readonly known: Acquaintance;
}

export interface Scene extends Stage {
  /** The user at the centre; of stories without one, nobody in particular. */
  readonly star: OwnPerson;
  /** In ms since the epoch. */
  readonly start: number;
  /** What is this story's alone follows from these. */
  readonly numbers: SeededNumbers;
}

/** What a story makes happen, and who is concerned beside its star. */
export interface Play {
  readonly drafts: readonly Draft[];
  readonly signIns?: readonly SignInRecord[];
  readonly blockedSenders?: readonly BlockedSender[];
  /** People of the tenant. */
  readonly addresses?: readonly string[];
  /** Of the attackers. */
  readonly senderDomains?: readonly string[];
}

export interface Plot {
  /** At which hour of the clock it begins, and how long the last day of it takes. */
  readonly hour: number;
  readonly minutes: number;
  readonly onWorkdays: boolean;
  /** False: nobody of the tenant is at the centre. */
  readonly hasStar: boolean;
  /** Whom to prefer for it. */
  readonly prefers?: (person: OwnPerson) => boolean;
  play(scene: Scene): Play;
}

/** The messages of a play. */
export function messagesOf(drafts: readonly Draft[], seed: string): readonly MailRecord[] {
  const numbers = new SeededNumbers(`${seed} messages`);
  return drafts.map((draft) => messageOf(draft, numbers));
}

/** Moments spread evenly from `start` over some minutes. */
export function spread(start: number, minutes: number, count: number): readonly number[] {
  const step = (minutes * MINUTE_MS) / Math.max(1, count);
  return Array.from({ length: count }, (_, index) => Math.floor(start + index * step));
}

/** Others of the tenant, as many as there are. */
export function colleagues({ known, star, numbers }: Scene, count: number): readonly OwnPerson[] {
  const others = known.people.filter(({ address }) => address !== star.address);
  return numbers.some(others, count);
}
