import { z } from 'zod';
import type { DirectoryPerson } from '../../zap/ports.js';
import type { GraphClient } from './graph-client.js';

/** What is read of a user (Microsoft Learn: "user resource type"). */
export const directoryUser = z.object({
  id: z.string().min(1),
  userPrincipalName: z.string(),
  mail: z.string().nullish(),
  proxyAddresses: z.array(z.string()).nullish(),
  displayName: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  userType: z.string().nullish(),
});

export type DirectoryUser = z.infer<typeof directoryUser>;

export const userProperties = Object.keys(directoryUser.shape).join(',');

/**
 * GET /users, 999 a page; least permission User.Read.All. Guests are left out: their mailboxes are elsewhere. Accounts that are
 * blocked stay, because shared mailboxes are such accounts.
 */
export async function readPeople(client: GraphClient): Promise<readonly DirectoryPerson[]> {
  const users = await client.list(`users?$select=${userProperties}&$top=999`, directoryUser);
  const people = new Map<string, DirectoryPerson>();
  for (const row of users) {
    const person = personOf(row);
    if (person !== undefined) people.set(person.objectId, person);
  }
  return [...people.values()];
}

/** Undefined for guests. */
export function personOf(row: DirectoryUser): DirectoryPerson | undefined {
  if (row.userType?.toLowerCase() === 'guest') return undefined;
  return {
    objectId: row.id.toLowerCase(),
    userPrincipalName: row.userPrincipalName.toLowerCase(),
    addresses: addressesOf(row),
    displayName: row.displayName ?? '',
    accountEnabled: row.accountEnabled !== false,
  };
}

/** Exchange writes the primary address with 'SMTP:' and the others with 'smtp:'; other kinds (SIP, X500) are no mail. */
function addressesOf({ mail, proxyAddresses }: DirectoryUser): readonly string[] {
  const proxies = (proxyAddresses ?? []).filter((proxy) => /^smtp:./i.test(proxy));
  const primary = proxies.filter((proxy) => proxy.startsWith('SMTP:'));
  const others = proxies.filter((proxy) => !proxy.startsWith('SMTP:'));
  const all = [...primary.map(withoutKind), ...(mail ? [mail] : []), ...others.map(withoutKind)];
  return [...new Set(all.map((address) => address.toLowerCase()))];
}

function withoutKind(proxy: string): string {
  return proxy.slice('smtp:'.length);
}
