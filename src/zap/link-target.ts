import type { AnalysedLink } from './analysis/report.js';

/** Longer texts are cut before they are searched. */
const longestText = 300;

/**
 * Where a link leads, raw, without its path and query: those may name the recipient. A link without a host is named by
 * its scheme alone.
 */
export function targetOf({ target, host }: Pick<AnalysedLink, 'target' | 'host'>): string {
  const scheme = /^\s{0,10}([a-z][a-z0-9+.-]{0,30}):/i.exec(target)?.[1]?.toLowerCase();
  if (host !== '') return `${scheme ?? 'https'}://${host}/…`;
  return scheme === undefined ? '(no address)' : `${scheme}:…`;
}

/** Text as the reader sees it, with every URL in it cut after its host. Raw. */
export function withoutPath(text: string): string {
  return text
    .slice(0, longestText)
    .replace(/([a-z]{2,20}:\/\/[^\s/?#]{1,255})[/?#]\S*/gi, '$1/…')
    .trim();
}
