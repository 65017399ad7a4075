import { asciiDomain } from '../lib/host-name.js';
import { networkOf, plainIp, registrableDomain } from '../lib/infrastructure.js';

/** Whom or what to look for. All values in the form in which they are compared: lower case, ASCII hosts. */
export type WhoQuery =
  | { readonly by: 'address'; readonly address: string }
  /** A registrable domain: also everything below it. */
  | { readonly by: 'domain'; readonly domain: string }
  | { readonly by: 'host'; readonly host: string }
  /** `network` is the /24 or /48 around it. */
  | { readonly by: 'ip'; readonly ip: string; readonly network: string };

const longestQuery = 320;
const localPart = /^[^\s\p{C}@<>()[\]\\,;:"]{1,200}$/u;

/**
 * What a person typed after "who". Takes the defanged forms that cards show ('evil[.]example'), and nothing that could
 * be read in two ways: no URL, no list, no pattern. Undefined when it is none of the four.
 */
export function parseWho(text: string): WhoQuery | undefined {
  const plain = text.trim().replaceAll('[.]', '.').replaceAll('[@]', '@').toLowerCase();
  if (plain === '' || plain.length > longestQuery) return undefined;
  const ip = plainIp(plain);
  const network = ip === undefined ? undefined : networkOf(ip);
  if (ip !== undefined && network !== undefined) return { by: 'ip', ip, network };
  return plain.includes('@') ? addressQuery(plain) : hostQuery(plain);
}

function addressQuery(text: string): WhoQuery | undefined {
  const at = text.lastIndexOf('@');
  const domain = asciiDomain(text.slice(at + 1));
  const local = text.slice(0, at);
  if (domain?.includes('.') !== true || !localPart.test(local)) return undefined;
  return { by: 'address', address: `${local}@${domain}` };
}

function hostQuery(text: string): WhoQuery | undefined {
  const host = asciiDomain(text);
  // Digits and dots only would be an IP address, and it was none.
  if (host?.includes('.') !== true || host.startsWith('[') || /^[\d.]+$/.test(host)) {
    return undefined;
  }
  return registrableDomain(host) === host ? { by: 'domain', domain: host } : { by: 'host', host };
}
