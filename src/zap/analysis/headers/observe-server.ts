import ipaddr from 'ipaddr.js';
import { parse } from 'tldts';
import type { HeaderValues, Observation } from '../report.js';
import { observed } from './observation-text.js';
import { isAddress } from './address-text.js';

/** Beyond this length nothing is a host name (RFC 1035). */
const longestName = 253;
const internalRanges = new Set<string>(
  'private uniqueLocal loopback linkLocal carrierGradeNat unspecified'.split(' '),
);

/**
 * The sending server's own name, the name of its address, and the address, side by side. Only for a message from outside:
 * inside Exchange the names say nothing.
 */
export function observeServer(values: HeaderValues, hasReport: boolean): readonly Observation[] {
  const { helo, ptr, connectingIp, direction } = values;
  const isOutside = direction === undefined || direction.toUpperCase() === 'INB';
  if (connectingIp === undefined || !isOutside || isInternal(connectingIp)) return [];
  const hasNoName = ptr === undefined || ptr.toLowerCase() === 'infodomainnonexistent';
  return [
    ...(hasReport && hasNoName ? [noName(connectingIp)] : []),
    ...(helo === undefined ? [] : observeHelo(helo, connectingIp)),
    ...(helo === undefined || ptr === undefined || hasNoName ? [] : compareNames(helo, ptr)),
  ];
}

function noName(address: string): Observation {
  return observed(
    'no-ptr',
    'low',
    'The sending server’s address has no name (reverse DNS).',
    address,
  );
}

/** A server gives its full name in HELO; an address in brackets is allowed (RFC 5321, 4.1.3) and rare among mail servers. */
function observeHelo(helo: string, connectingIp: string): readonly Observation[] {
  const literal = helo
    .replace(/^\[/, '')
    .replace(/\]$/, '')
    .replace(/^ipv6:/i, '');
  if (isAddress(literal)) {
    return isSameAddress(literal, connectingIp)
      ? [
          observed(
            'helo-is-address',
            'low',
            'The sending server gave an address instead of a name.',
            helo,
          ),
        ]
      : [
          observed(
            'helo-names-other-address',
            'medium',
            'The sending server called itself by an address that is not its own.',
            helo,
            connectingIp,
          ),
        ];
  }
  const isName = helo.length <= longestName && (parse(helo).isIcann ?? false);
  const sentence = 'The sending server gave a name that can’t exist on the internet.';
  return isName ? [] : [observed('helo-is-no-name', 'low', sentence, helo)];
}

function compareNames(helo: string, ptr: string): readonly Observation[] {
  const [own, real] = [domainOf(helo), domainOf(ptr)];
  if (own === undefined || real === undefined || own === real) return [];
  const sentence =
    'The sending server called itself by another domain than its address has (reverse DNS).';
  return [observed('helo-differs-from-ptr', 'low', sentence, helo, ptr)];
}

function domainOf(host: string): string | undefined {
  if (host.length > longestName) return undefined;
  return parse(host.toLowerCase()).domain ?? undefined;
}

function isInternal(address: string): boolean {
  return internalRanges.has(ipaddr.process(address).range());
}

function isSameAddress(one: string, other: string): boolean {
  return ipaddr.process(one).toNormalizedString() === ipaddr.process(other).toNormalizedString();
}
