import { completeMailbox, completeRecipient, identitiesOf } from './rows.js';
import type { MailboxRow } from './rows.js';
import type { GraphUser, ScenarioTenant } from './schema.js';
import { rowsOf } from './tenant-source.js';
import type { TenantSource } from './tenant-source.js';

/** A tenant that a scenario spells out. Mailboxes without a user of the same id get one. */
export function writtenTenant(tenant: ScenarioTenant): TenantSource {
  const initial =
    tenant.acceptedDomains.find((row) => row.InitialDomain) ?? tenant.acceptedDomains[0];
  const initialDomain = initial?.DomainName ?? '';
  const mailboxes = tenant.mailboxes.map((row) => completeMailbox(row, initialDomain));
  const users = allUsers(tenant, mailboxes);
  const byName = indexBy(mailboxes, identitiesOf);
  const usersByName = indexBy(users, (user) =>
    [user.id, user.userPrincipalName, user.mail ?? ''].map((name) => name.toLowerCase()),
  );
  const forwarding = [...mailboxes.keys()].filter((number) => {
    const row = mailboxes[number];
    return (
      row !== undefined &&
      (row.ForwardingSmtpAddress !== null ||
        row.ForwardingAddress !== null ||
        row.DeliverToMailboxAndForward)
    );
  });
  return {
    tenantId: tenant.tenantId,
    displayName: tenant.displayName,
    acceptedDomains: tenant.acceptedDomains,
    consents: tenant.consents,
    recipients: tenant.recipients.map((row) => completeRecipient(row, initialDomain)),
    groups: tenant.groups,
    mailboxCount: mailboxes.length,
    mailbox: (number) => {
      const row = mailboxes[number];
      if (row === undefined) throw new RangeError(`no mailbox ${number}`);
      return row;
    },
    mailboxesNamed: (identity) => byName.get(identity.toLowerCase()) ?? [],
    forwarding: () => forwarding,
    users: rowsOf(users),
    usersNamed: (name) =>
      (usersByName.get(name.toLowerCase()) ?? []).flatMap((number) => users[number] ?? []),
    administrators: tenant.administrators,
    mail: tenant.mail,
  };
}

function allUsers(tenant: ScenarioTenant, mailboxes: readonly MailboxRow[]): readonly GraphUser[] {
  const known = new Set(tenant.users.map((user) => user.id));
  const owners = mailboxes.filter((row) => !known.has(row.ExternalDirectoryObjectId));
  const addresses = new Map(
    mailboxes.map((row) => [row.ExternalDirectoryObjectId, row.EmailAddresses]),
  );
  const written = tenant.users.map((user) => ({
    ...user,
    proxyAddresses: [...(user.proxyAddresses ?? addresses.get(user.id) ?? addressesOf(user))],
  }));
  return [...written, ...owners.map(userOfMailbox)];
}

function addressesOf(user: GraphUser): readonly string[] {
  return user.mail === null ? [] : [`SMTP:${user.mail}`];
}

/** The Entra user behind a mailbox; those of rooms and shared mailboxes can't sign in. */
export function userOfMailbox(row: MailboxRow): GraphUser {
  return {
    id: row.ExternalDirectoryObjectId,
    userPrincipalName: row.UserPrincipalName,
    displayName: row.DisplayName,
    mail: row.PrimarySmtpAddress,
    accountEnabled: row.RecipientTypeDetails === 'UserMailbox',
    userType: 'Member',
    jobTitle: null,
    proxyAddresses: [...row.EmailAddresses],
  };
}

function indexBy<T>(
  rows: readonly T[],
  names: (row: T) => readonly string[],
): ReadonlyMap<string, readonly number[]> {
  const index = new Map<string, number[]>();
  for (const [number, row] of rows.entries()) {
    for (const name of new Set(names(row))) {
      const numbers = index.get(name);
      if (numbers === undefined) index.set(name, [number]);
      else numbers.push(number);
    }
  }
  return index;
}
