import { decoded } from './target.js';

/** URL Defense v2: '-' stands for '%' and '_' for '/'. */
export function proofpointV2(url: URL): string | undefined {
  const coded = url.searchParams.get('u');
  if (coded === null || coded === '') return undefined;
  return decoded(coded.replaceAll('-', '%').replaceAll('_', '/'));
}

/** '**A' stands for two replaced characters, '**B' for three, and so on. */
const runs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * URL Defense v3: '/v3/__target__;characters!!…'. Characters that the format can't hold are '*' in the target, and stand
 * one after another in base64 behind it.
 */
export function proofpointV3(url: URL): string | undefined {
  const start = url.href.indexOf('/v3/__');
  const end = url.href.indexOf('__;', start + 6);
  if (start === -1 || end === -1) return undefined;
  const target = url.href.slice(start + 6, end);
  const stop = url.href.indexOf('!', end);
  const coded = url.href.slice(end + 3, stop === -1 ? url.href.length : stop);
  const replaced = Buffer.from(coded, 'base64url').toString('utf8');
  return restoreSlash(fillIn(target, Array.from(replaced)));
}

function fillIn(target: string, replaced: readonly string[]): string {
  let next = 0;
  return target.replace(/\*(?:\*(.))?/g, (_, run: string | undefined) => {
    const length = run === undefined ? 1 : Math.max(1, runs.indexOf(run) + 2);
    const piece = replaced.slice(next, next + length).join('');
    next += length;
    return piece;
  });
}

/** Servers on the way merge '//' into '/'. */
function restoreSlash(target: string): string {
  return target.replace(/^([a-z][a-z0-9+.-]{0,20}:\/)(?=[^/])/i, '$1/');
}
