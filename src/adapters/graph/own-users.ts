import type { OwnUser, OwnUsers } from '../../spam/ports.js';
import type { GraphClient } from './graph-client.js';
import { directoryUser, personOf, userProperties } from './mailbox-people.js';
import { odataString } from './odata.js';
import { provenGraph } from './tenant-client.js';
import type { GraphOf } from './tenant-client.js';

/** Three conditions each, and a filter may have fifteen (Entra: "Too many child clauses specified"). */
const addressesPerRequest = 5;
const longestAddress = 320;

/**
 * The people behind addresses: GET /users with $filter on mail, proxyAddresses and userPrincipalName, in batches (Microsoft
 * Learn: "List users", "Advanced query capabilities on Microsoft Entra ID objects"); least permission User.Read.All. What
 * can be no address is nobody's, and is not asked for. Guests are left out: their mailboxes are elsewhere. `graphOf` gives
 * the reader's client.
 */
export function ownUsers(graphOf: GraphOf): OwnUsers {
  const clientOf = provenGraph(graphOf);
  return { find: async (tenantId, addresses) => find(clientOf(tenantId), addresses) };
}

async function find(
  client: GraphClient,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, OwnUser>> {
  const wanted = [...new Set(addresses.map((address) => address.trim().toLowerCase()))];
  const people = await peopleAt(client, wanted.filter(canBeAddress));
  const byAddress = new Map<string, OwnUser>();
  for (const person of people) {
    for (const address of person.addresses) byAddress.set(address, person);
  }
  // A sign-in name need not be an address of its owner, so it counts only where no address does.
  for (const person of people) {
    const { userPrincipalName } = person;
    if (!byAddress.has(userPrincipalName)) byAddress.set(userPrincipalName, person);
  }
  return new Map(
    wanted.flatMap((address) => {
      const person = byAddress.get(address);
      return person === undefined ? [] : [[address, person] as const];
    }),
  );
}

async function peopleAt(
  client: GraphClient,
  addresses: readonly string[],
): Promise<readonly OwnUser[]> {
  const requests = Array.from(
    { length: Math.ceil(addresses.length / addressesPerRequest) },
    (_, i) => ({
      id: i.toString(),
      path: pathOf(addresses.slice(i * addressesPerRequest, (i + 1) * addressesPerRequest)),
    }),
  );
  const results = await client.lists(requests, directoryUser);
  const people = new Map<string, OwnUser>();
  for (const result of results.values()) {
    if (result.kind === 'failed') throw result.error;
    for (const person of result.items.map(personOf)) {
      if (person !== undefined) people.set(person.objectId, person);
    }
  }
  return [...people.values()];
}

function pathOf(addresses: readonly string[]): string {
  const filter = addresses.map(isAt).join(' or ');
  const encoded = encodeURIComponent(filter).replaceAll("'", '%27');
  return `users?$filter=${encoded}&$select=${userProperties}`;
}

function isAt(address: string): string {
  const text = odataString(address);
  const proxy = odataString(`smtp:${address}`);
  return `mail eq ${text} or userPrincipalName eq ${text} or proxyAddresses/any(p:p eq ${proxy})`;
}

/** Senders' addresses are written by anybody. */
function canBeAddress(text: string): boolean {
  return (
    text.length <= longestAddress &&
    text.isWellFormed() &&
    /^[^\s\p{C}@]+@[^\s\p{C}@]+$/u.test(text)
  );
}
