import { domainToASCII } from 'node:url';

export interface SmtpAddress {
  /** As written: case may matter to the receiving server (RFC 5321 §2.4). */
  readonly localPart: string;
  /** ASCII ('xn--' where needed), lower case, without a trailing dot; or an address literal in brackets. */
  readonly domain: string;
}

const prefix = /^([a-z0-9]{1,16}):/i;
const hostName = /^[\p{L}\p{N}\p{M}._\u3002\uFF0E\uFF61-]{1,255}$/u;
const addressLiteral = /^\[[0-9a-f.:]{2,60}\]$/i;
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

/**
 * A domain in the form in which domains are compared. Undefined when it is none. The characters are checked first,
 * because domainToASCII reads its input as the host of a URL: 'contoso.com#.evil.example' would become 'contoso.com'.
 */
export function asciiDomain(raw: string): string | undefined {
  const text = raw.replace(/\.$/, '');
  if (addressLiteral.test(text)) return text.toLowerCase();
  if (!hostName.test(text)) return undefined;
  const ascii = domainToASCII(text);
  const labels = ascii.split('.');
  if (ascii === '' || labels.some((part) => part === '' || part.length > 63)) return undefined;
  const disguised = /[^\0-\x7f]/.test(text) && !labels.some((part) => part.startsWith('xn--'));
  return disguised ? undefined : ascii;
}

/** The address as it is compared and counted; the local part keeps its case. */
export function addressText({ localPart, domain }: SmtpAddress): string {
  return `${localPart}@${domain}`;
}
