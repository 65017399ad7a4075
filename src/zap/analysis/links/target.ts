import { hostParts, type HostParts } from '../domains.js';
import { linkedDomain } from '../claimed-domain.js';

/** Where a link leads, as far as its scheme says. */
export type Target =
  | {
      readonly kind: 'web';
      readonly url: URL;
      readonly parts: HostParts;
      /** The host as it was written, before URL read numbers and escapes in it. */
      readonly writtenHost: string;
      readonly hadControls: boolean;
    }
  | { readonly kind: 'mail'; readonly address: string }
  /** Runs code or shows a page that stands in the link itself. */
  | { readonly kind: 'script'; readonly scheme: string }
  /** Starts a program, opens a file or a share. */
  | { readonly kind: 'program'; readonly scheme: string }
  | { readonly kind: 'unreadable' }
  /** Leads nowhere: within the message, a telephone number, an image of its own. */
  | { readonly kind: 'none' };

/** Control characters, and spaces at the ends, mean nothing in a link: programs drop them. */
const controls = /\p{Cc}/gu;
const schemeOf = /^([a-z][a-z0-9+.-]{0,40}):/i;

const scriptSchemes = new Set([
  'javascript',
  'vbscript',
  'livescript',
  'mocha',
  'blob',
  'view-source',
]);
const nowhere = new Set(
  'tel sms callto cid mid about skype sip sips facetime whatsapp geo maps webcal data news msteams tg slack zoommtg itms-apps market intent'.split(
    ' ',
  ),
);

/** Reads a link as a mail program or browser does. `base` is an absolute address, or ''. */
export function readTarget(raw: string, base: string): Target {
  const text = raw.replace(controls, '').trim();
  if (text === '' || text.startsWith('#')) return { kind: 'none' };
  if (/^\\\\[^\\]/.test(text)) return { kind: 'program', scheme: 'file' };
  const scheme = schemeOf.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined || isHostAndPort(text, scheme)) return relative(text, raw, base);
  if (scheme === 'http' || scheme === 'https') return web(text, raw);
  if (scheme === 'mailto') return mail(text);
  return withScheme(scheme, text);
}

function withScheme(scheme: string, text: string): Target {
  if (scriptSchemes.has(scheme) || isActiveData(scheme, text)) return { kind: 'script', scheme };
  // Outlook wraps appointments and files of its own in links such as 'x-apple-data-detectors:'.
  if (nowhere.has(scheme) || scheme.startsWith('x-')) return { kind: 'none' };
  return { kind: 'program', scheme };
}

/** Pictures in a link are ordinary; pages and scripts are not. */
function isActiveData(scheme: string, text: string): boolean {
  return scheme === 'data' && !/^data:\s{0,9}(?:image\/(?!svg)|font\/|;|,|$)/i.test(text);
}

/** 'contoso.com:8080/x' has no scheme, although it looks so. */
function isHostAndPort(text: string, scheme: string): boolean {
  return (
    scheme.includes('.') &&
    /^\d{1,5}(?:[/?#]|$)/.test(text.slice(scheme.length + 1, scheme.length + 8))
  );
}

function relative(text: string, raw: string, base: string): Target {
  if (/^[/\\]{2}/.test(text)) return web(`https:${text}`, raw);
  if (base !== '') {
    const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
    if (url !== undefined) return web(url.href, raw);
  }
  const host = /^[^/?#\\]{1,255}/.exec(text)?.[0] ?? '';
  return linkedDomain(host) === '' && !/^www\./i.test(host)
    ? { kind: 'none' }
    : web(`http://${text}`, raw);
}

function web(text: string, raw: string): Target {
  if (!URL.canParse(text)) return { kind: 'unreadable' };
  const url = new URL(text);
  const writtenHost = hostAsWritten(text);
  return {
    kind: 'web',
    url,
    parts: hostParts(url.hostname.replace(/\.$/, '')),
    writtenHost,
    hadControls: controlsWithin(raw),
  };
}

/** Between scheme and path, after the last '@', without the port. */
function hostAsWritten(text: string): string {
  const authority = /^[a-z]+:[/\\]{0,9}([^/\\?#]{0,2000})/i.exec(text)?.[1] ?? '';
  return authority
    .slice(authority.lastIndexOf('@') + 1)
    .replace(/:\d{0,6}$/, '')
    .toLowerCase();
}

/** Line breaks within a long path come from careless programs; within scheme and host nobody sets them by accident. */
function controlsWithin(raw: string): boolean {
  const start = raw.slice(0, 300).trim();
  const end = start.slice(0, 300).search(/[a-z0-9][/?#]/i);
  return /\p{Cc}/u.test(end === -1 ? start.slice(0, 60) : start.slice(0, end + 1));
}

function mail(text: string): Target {
  const raw = text.slice('mailto:'.length).split('?', 1)[0] ?? '';
  const address = decoded(raw).trim().toLowerCase();
  return /^[^\s@,;<>]{1,64}@[^\s@<>]{1,255}$/.test(address)
    ? { kind: 'mail', address }
    : { kind: 'none' };
}

/** Undoes percent encoding; a text that is broken stays as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
