import { z } from 'zod';
import type { AppError } from '../../lib/errors.js';
import type { GraphClient } from './graph-client.js';
import { odataString } from './odata.js';

export type MailboxName =
  | { readonly kind: 'user'; readonly objectId: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly error: AppError };

const user = z.object({ id: z.string().min(1) });

/**
 * GET /users?$filter=…: whose mailbox has this address, first as its primary address, then as any. Least permission
 * User.Read.All. `none` for an address of a group or of somebody outside.
 */
export async function mailboxNames(
  client: GraphClient,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, MailboxName>> {
  const primary = await ask(client, addresses, (address) => `mail eq ${odataString(address)}`);
  const others = addresses.filter((address) => primary.get(address)?.kind === 'none');
  const secondary = await ask(
    client,
    others,
    (address) => `proxyAddresses/any(p:p eq ${odataString(`smtp:${address}`)})`,
  );
  return new Map([...primary, ...secondary]);
}

async function ask(
  client: GraphClient,
  addresses: readonly string[],
  filterOf: (address: string) => string,
): Promise<ReadonlyMap<string, MailboxName>> {
  const requests = addresses.map((address) => ({
    id: address,
    path: `users?$filter=${encodeURIComponent(filterOf(address))}&$select=id`,
  }));
  const results = await client.lists(requests, user);
  return new Map(
    [...results].map(([address, result]): readonly [string, MailboxName] => {
      if (result.kind === 'failed') return [address, result];
      const [found, ...more] = result.items;
      // An address is one mailbox's; two answers name none.
      return more.length > 0 || found === undefined
        ? [address, { kind: 'none' }]
        : [address, { kind: 'user', objectId: found.id }];
    }),
  );
}
