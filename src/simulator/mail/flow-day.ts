import type { MailFlow } from '../scenario/flow-schema.js';
import { cyclic } from './cyclic.js';
import type { Acquaintance } from './correspondents.js';
import type { Addressee, Sender } from './drafted-mail.js';
import type { OwnPerson } from './own-people.js';
import type { SeededNumbers } from './seeded-numbers.js';
import type { Destination } from './written-mail.js';
import type { ZoneDay } from './zone-days.js';

/** What the mail of one day is made of. */
export interface FlowDay {
  readonly day: ZoneDay;
  readonly flow: MailFlow;
  readonly numbers: SeededNumbers;
  readonly known: Acquaintance;
  readonly ownDomain: string;
}

/** Where everybody's own mail leaves. */
export const OWN_IP = '198.51.100.7';

export const CLEAN_LOGIN = {
  spf: 'pass',
  dkim: 'pass',
  dmarc: 'pass',
  compauth: 'pass',
  reason: '100',
} as const;

const INSIDE = { spf: 'none', dkim: 'none', dmarc: 'none', compauth: '', reason: '' } as const;

/** Somebody of the tenant as a sender. */
export function ownSender(
  person: OwnPerson,
  country: string,
  direction: 'Outbound' | 'Intra-org',
): Sender {
  return {
    address: person.address,
    name: person.name,
    ip: OWN_IP,
    country,
    objectId: person.objectId,
    authentication: direction === 'Intra-org' ? INSIDE : CLEAN_LOGIN,
  };
}

export function toOwn(person: OwnPerson, destination: Destination = 'inbox'): Addressee {
  return { address: person.address, owner: person, destination };
}

export function toOutside(address: string, destination: Destination = 'inbox'): Addressee {
  return { address, destination };
}

/** Some get far more mail than others. */
export function somebody({ known: { people }, numbers }: FlowDay): OwnPerson {
  const share = numbers.share();
  const index = Math.floor(share ** 1.5 * people.length);
  return cyclic(people, index);
}
