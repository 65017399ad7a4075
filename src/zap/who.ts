import { domainOf, networkOf, plainIp } from '../lib/infrastructure.js';
import type { ZapRecord } from './records.js';
import type { TenantRecord } from './tenant-record.js';
import type { WhoQuery } from './who-query.js';

/** A forward's alert, as far as a search needs it. Raw texts. */
export interface ForwardTrace {
  readonly tenantName: string;
  readonly alertId: string;
  readonly mailbox: string;
  /** Addresses outside to which it leads. */
  readonly destinations: readonly string[];
  /** Gone or removed since. */
  readonly ended: boolean;
  readonly lastSeenAt: string;
}

/** As what it was found, the most telling first. */
export const whoRoles = [
  'sender',
  'return-path',
  'connecting-address',
  'network',
  'server-name',
  'link',
  'recipient',
  'forward-destination',
  'forwarding-mailbox',
] as const;
export type WhoRole = (typeof whoRoles)[number];

export type WhoHit =
  | { readonly kind: 'message'; readonly at: string; readonly roles: readonly WhoRole[]; readonly found: TenantRecord }
  | { readonly kind: 'forward'; readonly at: string; readonly roles: readonly WhoRole[]; readonly found: ForwardTrace }; // prettier-ignore

/** Everything stored that names what was asked for, the newest first. It says nothing of what was never stored. */
export function who(
  records: Iterable<TenantRecord>,
  forwards: Iterable<ForwardTrace>,
  query: WhoQuery,
): readonly WhoHit[] {
  const hits: WhoHit[] = [];
  for (const found of records) {
    const roles = recordRoles(found.record, query);
    if (roles.length > 0) hits.push({ kind: 'message', at: found.record.at, roles, found });
  }
  for (const found of forwards) {
    const roles = forwardRoles(found, query);
    if (roles.length > 0) hits.push({ kind: 'forward', at: found.lastSeenAt, roles, found });
  }
  return hits.sort((a, b) => (a.at < b.at ? 1 : -1));
}

type RoleTests = readonly (readonly [WhoRole, boolean])[];

function rolesIn(tests: RoleTests): readonly WhoRole[] {
  return tests.filter(([, is]) => is).map(([role]) => role);
}

function recordRoles(record: ZapRecord, query: WhoQuery): readonly WhoRole[] {
  switch (query.by) {
    case 'address':
      return rolesIn([
        ['sender', record.senderAddress === query.address],
        ['recipient', record.recipients.some(({ address }) => address === query.address)],
      ]);
    case 'domain':
      return hostRoles(record, query.domain);
    case 'host':
      return hostRoles(record, query.host);
    case 'ip':
      return addressRoles(record, query);
  }
}

function hostRoles(record: ZapRecord, host: string): readonly WhoRole[] {
  const { senderDomain, mailFromDomain, linkHosts, ptr, explanation } = record;
  const servers = [ptr, explanation?.headers.ptr, explanation?.headers.helo];
  return rolesIn([
    ['sender', isUnder(senderDomain, host)],
    ['return-path', isUnder(mailFromDomain, host)],
    ['server-name', servers.some((name) => isUnder(name, host))],
    ['link', linkHosts.some((name) => isUnder(name, host))],
  ]);
}

function addressRoles(
  { senderIp, explanation, linkHosts }: ZapRecord,
  { ip, network }: { readonly ip: string; readonly network: string },
): readonly WhoRole[] {
  const addresses = [senderIp, explanation?.headers.connectingIp].flatMap((raw) =>
    raw === undefined ? [] : [plainIp(raw)],
  );
  const same = addresses.includes(ip);
  const near = addresses.some((one) => one !== undefined && networkOf(one) === network);
  // A link to an IPv6 address has its host in brackets.
  const linked = linkHosts.some((host) => plainIp(host.replace(/^\[|\]$/g, '')) === ip);
  return rolesIn([
    ['connecting-address', same],
    ['network', near && !same],
    ['link', linked],
  ]);
}

function forwardRoles(
  { mailbox, destinations }: ForwardTrace,
  query: WhoQuery,
): readonly WhoRole[] {
  switch (query.by) {
    case 'address':
      return rolesIn([
        ['forward-destination', destinations.some((one) => one.toLowerCase() === query.address)],
        ['forwarding-mailbox', mailbox.toLowerCase() === query.address],
      ]);
    case 'domain':
    case 'host': {
      const host = query.by === 'domain' ? query.domain : query.host;
      const leads = destinations.some((one) => isUnder(domainOf(one), host));
      return rolesIn([['forward-destination', leads]]);
    }
    case 'ip':
      return [];
  }
}

/** The host itself or something below it. */
function isUnder(name: string | undefined, host: string): boolean {
  const plain = name?.toLowerCase();
  return plain === host || plain?.endsWith(`.${host}`) === true;
}
