import { brandOfHost, sameOwner } from '../brands.js';
import { claimOf, type Claim } from '../claimed-domain.js';
import { hostParts, isUnder } from '../domains.js';
import { observation } from '../observation.js';
import type { Observation, Weight } from '../report.js';
import { isClickTracker } from './host-tables.js';
import type { WebLinkInHand } from './judged-link.js';
import { unwrap } from './unwrap.js';

/** What the reader sees as the target, against where the link leads; both by registrable domain. */
export function textAgainstTarget(link: WebLinkInHand): readonly Observation[] {
  const claim = claimed(link.raw.text);
  const { parts, unwrapped } = link;
  if (claim === undefined || unwrapped.opaque) return [];
  if (claim.domain === parts.domain || sameOwner(claim.host, parts.host)) return [];
  return [judge(link, claim)];
}

/** The text may itself be a wrapped link. */
function claimed(text: string): Claim | undefined {
  const claim = claimOf(text);
  if (claim?.form !== 'url') return claim;
  const { target, wrappedBy, opaque } = unwrap(text.trim(), '');
  if (wrappedBy.length === 0 || target.kind !== 'web') return claim;
  if (opaque || target.parts.domain === '') return undefined;
  return { host: target.parts.host, domain: target.parts.domain, form: 'url' };
}

function judge(link: WebLinkInHand, claim: Claim): Observation {
  const { parts, unwrapped } = link;
  if (isClickTracker(parts) || unwrapped.kinds.has('tracker'))
    return observation(
      'link-text-tracked',
      'info',
      'A link leads through a service that counts clicks instead of where its text says, as in most bulk mail.',
      claim.host,
      parts.host,
    );
  if (claim.form === 'address')
    return observation(
      'link-text-is-address',
      'low',
      'A link reads like an e-mail address, but leads to a page elsewhere.',
      claim.host,
      parts.host,
    );
  return observation(
    'link-text-differs',
    weightOf(link, claim),
    'A link leads to another domain than its text says.',
    claim.host,
    parts.host,
  );
}

function weightOf({ parts, own }: WebLinkInHand, claim: Claim): Weight {
  // contoso.com and contoso.de are mostly one firm.
  const sameName = hostParts(claim.host).name === parts.name && parts.name.length > 3;
  if (sameName || claim.form === 'mentioned') return 'low';
  return brandOfHost(claim.host) !== undefined || isUnder(claim.host, own.domains)
    ? 'high'
    : 'medium';
}
