import { withoutAddresses } from './recipients.js';
import type { Target } from './target.js';

const longestPath = 200;
const ellipsis = '…';

/**
 * What is kept of a target: scheme, host, port and path. Credentials, query and fragment go, because they hold tokens that
 * would sign a person in or out; a '?…' or '#…' tells that there was one.
 */
export function keptTarget(target: Target): string {
  if (target.kind === 'web') return keptWeb(target.url);
  if (target.kind === 'mail') return `mailto:${target.address}`;
  if (target.kind === 'script' || target.kind === 'program') return `${target.scheme}:${ellipsis}`;
  return '';
}

function keptWeb(url: URL): string {
  const query = url.search === '' ? '' : `?${ellipsis}`;
  const fragment = url.hash === '' ? '' : `#${ellipsis}`;
  const path = withoutAddresses(url.pathname);
  const cut = path.length > longestPath ? `${path.slice(0, longestPath)}${ellipsis}` : path;
  return `${url.protocol}//${url.host}${cut}${query}${fragment}`;
}

/** A wrapper that tells nothing: what stands behind its host is a token of the recipient. */
export function keptWrapper(url: URL): string {
  return `${url.protocol}//${url.host}/${ellipsis}`;
}
