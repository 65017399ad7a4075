import ipaddr from 'ipaddr.js';
import { parse } from 'tldts';
import { asciiDomain } from './host-name.js';

const longestUrl = 4_000;
const longestAddress = 45;

/**
 * An IP address in one form: IPv4 where it is one (also inside IPv6), else shortened IPv6. Undefined for what is none and
 * for 255.255.255.255, which Exchange stamps on internal submissions (Microsoft Learn: "Anti-spam message headers").
 */
export function plainIp(raw: string): string | undefined {
  const text = raw.trim();
  // Only the usual form: ipaddr.js also takes '1', '0x7f.1' and zone ids.
  const dotted = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text);
  if (text.length > longestAddress || (!dotted && !/^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text))) {
    return undefined;
  }
  if (!ipaddr.isValid(text)) return undefined;
  const address = ipaddr.process(text).toString();
  return address === '255.255.255.255' ? undefined : address;
}

/** The neighbourhood of an address: its /24, or the /48 of IPv6. Undefined where `plainIp` is. */
export function networkOf(raw: string): string | undefined {
  const ip = plainIp(raw);
  if (ip === undefined) return undefined;
  return ip.includes(':')
    ? `${ipaddr.IPv6.networkAddressFromCIDR(`${ip}/48`).toString()}/48`
    : `${ipaddr.IPv4.networkAddressFromCIDR(`${ip}/24`).toString()}/24`;
}

/** The host that a link leads to, lower-case ASCII. Undefined for other schemes and for what is no URL. */
export function hostOf(url: string): string | undefined {
  if (url.length > longestUrl || !URL.canParse(url)) return undefined;
  const { protocol, hostname } = new URL(url);
  if (!['http:', 'https:', 'ftp:'].includes(protocol) || hostname === '') return undefined;
  return hostname.replace(/\.$/, '');
}

/** The domain of an address or a bare domain, ASCII and lower case. Undefined when it has none. */
export function domainOf(address: string): string | undefined {
  return asciiDomain(
    address
      .slice(address.lastIndexOf('@') + 1)
      .trim()
      .toLowerCase(),
  );
}

/** What somebody registered: 'a.b.contoso.com' gives 'contoso.com', 'x.github.io' stays. Undefined for IP addresses. */
export function registrableDomain(host: string): string | undefined {
  return parse(host, { allowPrivateDomains: true }).domain ?? undefined;
}
