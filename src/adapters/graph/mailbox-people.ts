import { z } from 'zod';
import type { DirectoryPerson } from '../../zap/ports.js';
import type { GraphClient } from './graph-client.js';

const user = z.object({
  id: z.string().min(1),
  userPrincipalName: z.string(),
  mail: z.string().nullish(),
  proxyAddresses: z.array(z.string()).nullish(),
  displayName: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  userType: z.string().nullish(),
});

const properties = Object.keys(user.shape).join(',');

/**
 * GET /users, 999 a page; least permission User.Read.All. Guests are left out: their mailboxes are elsewhere. Accounts that are
 * blocked stay, because shared mailboxes are such accounts.
 */
export async function readPeople(client: GraphClient): Promise<readonly DirectoryPerson[]> {
  const users = await client.list(`users?$select=${properties}&$top=999`, user);
  const people = new Map<string, DirectoryPerson>();
  for (const row of users) {
    if (row.userType?.toLowerCase() === 'guest') continue;
    const id = row.id.toLowerCase();
    people.set(id, {
      objectId: id,
      userPrincipalName: row.userPrincipalName.toLowerCase(),
      addresses: addressesOf(row),
      displayName: row.displayName ?? '',
      accountEnabled: row.accountEnabled !== false,
    });
  }
  return [...people.values()];
}

/** Exchange writes the primary address with 'SMTP:' and the others with 'smtp:'; other kinds (SIP, X500) are no mail. */
function addressesOf({ mail, proxyAddresses }: z.infer<typeof user>): readonly string[] {
  const proxies = (proxyAddresses ?? []).filter((proxy) => /^smtp:./i.test(proxy));
  const primary = proxies.filter((proxy) => proxy.startsWith('SMTP:'));
  const others = proxies.filter((proxy) => !proxy.startsWith('SMTP:'));
  const all = [...primary.map(withoutKind), ...(mail ? [mail] : []), ...others.map(withoutKind)];
  return [...new Set(all.map((address) => address.toLowerCase()))];
}

function withoutKind(proxy: string): string {
  return proxy.slice('smtp:'.length);
}
