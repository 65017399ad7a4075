import { asciiDomain } from '../../lib/host-name.js';
import { hostParts } from './domains.js';

/** Endings of file names that are also top-level domains, or look like one. */
const fileEndings = new Set(
  `ai app bat bin cab cc com.exe cpl css csv dll doc docm docx eml exe gz htm html ico ics img iso jar java jpeg jpg js json
   lnk log md mov mp3 mp4 msg msi one pdf php pl png pps ppt pptm pptx ps ps1 py rar rs rtf sh so svg tar tgz tif tiff txt
   vb vbs xls xlsm xlsx xml zip`
    .split(/\s+/)
    // Domains far more often than files.
    .filter((ending) => !['ai', 'app', 'cc', 'so', 'com.exe'].includes(ending)),
);

const longestText = 500;

/** How a text names the place that it seems to lead to. */
export interface Claim {
  readonly host: string;
  readonly domain: string;
  /** `url`: with a scheme or 'www.'; `bare`: a domain alone; `address`: the domain of an e-mail address;
   * `mentioned`: the first of two or three words. */
  readonly form: 'url' | 'bare' | 'address' | 'mentioned';
}

/**
 * The place that a link's text names. A text with a scheme or 'www.' counts wherever it stands, a domain without them only
 * when it is the whole text: sentences are full of words with dots.
 */
export function claimOf(text: string): Claim | undefined {
  const words = text
    .slice(0, longestText)
    .split(/[\s<>"'()[\],;|]+/u)
    .filter((word) => word !== '');
  for (const word of words.slice(0, 60)) {
    const rest = /^(?:https?:\/\/|www\.)(?=[^/])/i.exec(word);
    const domain = rest === null ? undefined : claim(word.replace(/^https?:\/\//i, ''), 'url');
    if (domain !== undefined) return domain;
  }
  if (words.length === 2 || words.length === 3) return claim(words[0] ?? '', 'mentioned');
  const only = words.length === 1 ? (words[0] ?? '') : '';
  if (only.includes('@')) return claim(only.slice(only.lastIndexOf('@') + 1), 'address');
  return claim(only, 'bare');
}

/** The registrable domain that one word is, '' when it is none. */
export function linkedDomain(word: string): string {
  if (word.includes('@')) return '';
  return claim(word.replace(/^https?:\/\//i, ''), 'bare')?.domain ?? '';
}

function claim(word: string, form: Claim['form']): Claim | undefined {
  const written = /^[^/?#:\\]{4,255}/u.exec(word)?.[0] ?? '';
  const host = asciiDomain(written.replace(/\.+$/, ''));
  if (host === undefined || !host.includes('.') || isFileName(host, word)) return undefined;
  const { domain, name, suffix, isIcann } = hostParts(host);
  if (!isIcann || domain === '') return undefined;
  // 'Dr.med' and 'M.Sc' end like domains; without a scheme only longer names count.
  if (form !== 'url' && name.length < 3 && !/^(?:com|org|net)$/.test(suffix)) return undefined;
  return { host, domain, form };
}

/** 'invoice-1.zip' is a file; 'contoso.zip/login' is not, and neither is 'www.contoso.zip'. */
function isFileName(host: string, word: string): boolean {
  const ending = host.slice(host.lastIndexOf('.') + 1);
  return fileEndings.has(ending) && !host.startsWith('www.') && !word.includes('/');
}
