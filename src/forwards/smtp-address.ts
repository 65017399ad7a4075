import { asciiDomain } from '../lib/host-name.js';

export interface SmtpAddress {
  /** As written: case may matter to the receiving server (RFC 5321 §2.4). */
  readonly localPart: string;
  /** ASCII ('xn--' where needed), lower case, without a trailing dot; or an address literal in brackets. */
  readonly domain: string;
}

const prefix = /^([a-z0-9]{1,16}):/i;
const plainLocalPart = /^[^\s\p{C}@<>()[\]\\,;:"]{1,200}$/u;
const quotedLocalPart = /^"(?:[^"\\\p{Cc}]|\\[^\p{Cc}]){1,200}"$/u;
/** Exchange unpacks such a local part into the address inside it, so the domain after the @ says nothing. */
const encapsulated = /^IMCEA/i;

/**
 * Reads an SMTP address or a ProxyAddress ('smtp:' in any case). Undefined for other address types (x500, EX), for
 * several addresses in one, and for anything that could be read in two ways: what is undefined is never internal.
 */
export function parseSmtpAddress(raw: string): SmtpAddress | undefined {
  const text = raw.trim();
  const type = prefix.exec(text)?.[1];
  if (type !== undefined && type.toLowerCase() !== 'smtp') return undefined;
  const address = type === undefined ? text : text.slice(type.length + 1);
  const at = address.lastIndexOf('@');
  const localPart = address.slice(0, Math.max(at, 0));
  if (!plainLocalPart.test(localPart) && !quotedLocalPart.test(localPart)) return undefined;
  if (encapsulated.test(localPart)) return undefined;
  const domain = asciiDomain(address.slice(at + 1));
  return domain === undefined ? undefined : { localPart, domain };
}

/** The address as it is compared and counted; the local part keeps its case. */
export function addressText({ localPart, domain }: SmtpAddress): string {
  return `${localPart}@${domain}`;
}
