import ipaddr from 'ipaddr.js';

/** True for an IPv4 address of four numbers or an IPv6 address, without a port or a zone. */
export function isAddress(text: string): boolean {
  return (
    ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(':') && ipaddr.IPv6.isValid(text))
  );
}
