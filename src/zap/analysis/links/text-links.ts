import { LinkifyIt } from 'linkify-it';
import { linkedDomain } from '../claimed-domain.js';
import type { RawLink, RawLinks } from './raw-link.js';

/** A text without one of these holds nothing that a client would make a link of. */
const hint = /:\/\/|www\.|[a-z]\.[a-z]{2}/i;

/** Compiled once; a search leaves nothing behind in it. */
const finder = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: false, urlAuth: true });

/** How far a text is read that is the message, and one that only stands beside HTML, which programs show instead. */
export const longestText = { alone: 200_000, besideHtml: 50_000 };

/** Links that a mail program makes of plain text. File names that only look like a domain are left out. */
export function textLinks(text: string, longest: number): RawLinks {
  const read = text.slice(0, longest);
  const cut = text.length > longest;
  if (!hint.test(read)) return { links: [], cut };
  const links: RawLink[] = [];
  for (const match of finder.match(read) ?? []) {
    if (match.schema === 'mailto:') continue;
    // Without a scheme, what is no domain is a file name or the end of a sentence.
    if (match.schema === '' && !isDomain(match.raw)) continue;
    links.push({ href: match.url, text: match.raw, where: 'text' });
  }
  return { links, cut };
}

function isDomain(word: string): boolean {
  return !/^[^/]{0,255}\.\p{Lu}\p{Ll}/u.test(word) && linkedDomain(word) !== '';
}
