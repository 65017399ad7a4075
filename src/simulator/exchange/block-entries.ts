import { isIPv6 } from 'node:net';
import type { BlockEntry, MailLicence } from '../mail/mail-record.js';

export type ListType = BlockEntry['listType'];
export type BlockAction = BlockEntry['action'];

/** How many entries of one type a tenant may have. Microsoft Learn: "Manage allows and blocks in the Tenant Allow/Block List". */
export const LIMITS: Readonly<
  Record<MailLicence['defender'], Readonly<Record<BlockAction, number>>>
> = {
  none: { Allow: 500, Block: 500 },
  P1: { Allow: 1000, Block: 1000 },
  P2: { Allow: 5000, Block: 10_000 },
};

const LIST_TYPES: readonly ListType[] = ['Sender', 'Url', 'FileHash', 'IP'];

export function listTypeOf(text: string | undefined): ListType | undefined {
  return LIST_TYPES.find((type) => type.toLowerCase() === text?.toLowerCase());
}

const VALID: Readonly<Record<ListType, (value: string) => boolean>> = {
  // An address, or a domain without anything before it.
  Sender: (value) => /^(?:[^@\s]{1,64}@)?[^@\s.][^@\s]{0,252}\.[^@\s.]{1,63}$/.test(value),
  Url: isBlockableUrl,
  FileHash: (value) => /^[0-9a-fA-F]{64}$/.test(value),
  IP: isBlockableIp,
};

/** Whether the value can stand in the list of this type. */
export function isValidEntry(type: ListType, value: string): boolean {
  return VALID[type](value);
}

/** At most 250 characters, and no scheme, port or credentials; wildcards are allowed. */
function isBlockableUrl(value: string): boolean {
  const host = value.split('/', 1)[0] ?? '';
  return (
    value.length <= 250 &&
    !/\s/.test(value) &&
    !value.includes('://') &&
    !/[@:]/.test(host) &&
    host.includes('.')
  );
}

/** IPv6 only, alone or with a prefix length; IPv4 belongs to the connection filter policy. */
function isBlockableIp(value: string): boolean {
  const [address = '', length, ...rest] = value.split('/');
  if (rest.length > 0 || !isIPv6(address)) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= 128);
}

/** The entries that haven't expired. */
export function entriesInForce(
  blocks: readonly BlockEntry[],
  type: ListType,
  now: number,
): readonly BlockEntry[] {
  return blocks.filter(
    ({ listType, expiresAt }) =>
      listType === type && (expiresAt === undefined || Date.parse(expiresAt) > now),
  );
}

export function sameEntry(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
