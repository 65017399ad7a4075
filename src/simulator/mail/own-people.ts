import type { MailboxRow } from '../scenario/rows.js';
import type { TenantSource } from '../scenario/tenant-source.js';
import type { MailboxOwner } from './written-mail.js';

/** A mailbox of the tenant that gets and sends mail. */
export interface OwnPerson extends MailboxOwner {
  /** Lower case. */
  readonly address: string;
  readonly name: string;
  /** Somebody who signs in; shared mailboxes do not. */
  readonly isPerson: boolean;
}

export type PeopleSource = Pick<
  TenantSource,
  'tenantId' | 'acceptedDomains' | 'mailboxCount' | 'mailbox' | 'mailboxesNamed'
>;

const WITH_MAIL = ['UserMailbox', 'SharedMailbox', 'TeamMailbox'];

/** At most so many mailboxes, spread over all, in the order of the tenant. */
export function ownPeople(source: PeopleSource, most: number): readonly OwnPerson[] {
  const step = Math.max(1, source.mailboxCount / most);
  const people: OwnPerson[] = [];
  for (let place = 0; Math.floor(place) < source.mailboxCount; place += step) {
    const row = source.mailbox(Math.floor(place));
    if (WITH_MAIL.includes(row.RecipientTypeDetails)) people.push(personOf(row));
  }
  return people;
}

/** By any name of the mailbox. @throws RangeError when there is none */
export function personNamed(source: PeopleSource, name: string): OwnPerson {
  const [number] = source.mailboxesNamed(name);
  if (number === undefined) throw new RangeError(`There is no mailbox '${name}'.`);
  return personOf(source.mailbox(number));
}

function personOf(row: MailboxRow): OwnPerson {
  return {
    objectId: row.ExternalDirectoryObjectId,
    userPrincipalName: row.UserPrincipalName,
    address: row.PrimarySmtpAddress.toLowerCase(),
    name: row.DisplayName,
    isPerson: row.RecipientTypeDetails === 'UserMailbox',
  };
}

/** The domain that the people's addresses are of. */
export function ownDomainOf({ acceptedDomains }: Pick<PeopleSource, 'acceptedDomains'>): string {
  const row = acceptedDomains.find(({ Default }) => Default) ?? acceptedDomains[0];
  return row?.DomainName ?? 'own.example';
}
