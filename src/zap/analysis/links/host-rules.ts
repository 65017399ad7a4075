import { unicodeLabel } from '../../../lib/host-name.js';
import { brandIn, brandInFront, brandOfHost, isDisguised, linksTo } from '../brands.js';
import { addressDomain } from '../domains.js';
import { mixesScripts } from '../letters.js';
import { observation } from '../observation.js';
import { ownLookAlike } from '../own-look-alike.js';
import type { Observation } from '../report.js';
import type { WebLinkInHand } from './judged-link.js';

/** Labels in front of the registrable domain from which on a name is made to be cut off by a narrow screen. */
const manyLabels = 5;
/** Decimal parts without a leading zero; fewer than four is how a number of a chapter is taken for an address. */
const dotted = /^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){1,3}$/;

/** What the host of a link gives away. */
export function hostRules(link: WebLinkInHand): readonly Observation[] {
  return link.parts.isIp
    ? byNumber(link)
    : [...letters(link), ...brandParts(link), ...ownParts(link), ...depth(link)];
}

function byNumber({ parts, web }: WebLinkInHand): readonly Observation[] {
  const plain = dotted.test(web.writtenHost) || web.writtenHost.startsWith('[');
  if (plain)
    return [
      observation(
        'link-ip-host',
        'medium',
        'A link leads to a bare IP address instead of a name.',
        parts.host,
      ),
    ];
  const sentence = 'A link hides an IP address in an unusual way of writing numbers.';
  return [observation('link-disguised-ip', 'high', sentence, parts.host)];
}

function letters({ parts }: WebLinkInHand): readonly Observation[] {
  if (!parts.host.includes('xn--')) return [];
  const labels = parts.host.split('.').map((label) => unicodeLabel(label));
  const shown = labels.join('.');
  const name = unicodeLabel(parts.name);
  const brand = brandIn(name);
  if (brand !== undefined && isDisguised(name, brand))
    return [
      observation(
        'link-disguised-brand',
        'high',
        `A link leads to a domain that imitates ${brand.name} with letters that only look alike.`,
        shown,
        parts.host,
      ),
    ];
  if (labels.some(mixesScripts))
    return [
      observation(
        'link-mixed-scripts',
        'high',
        'A link’s host mixes letters of several alphabets within one word.',
        shown,
        parts.host,
      ),
    ];
  return [
    observation(
      'link-other-alphabet',
      'info',
      'A link’s host is written in letters beyond the Latin ones.',
      shown,
      parts.host,
    ),
  ];
}

function brandParts({ parts }: WebLinkInHand): readonly Observation[] {
  if (brandOfHost(parts.host) !== undefined) return [];
  const whole = brandInFront(parts.subdomain);
  if (whole !== undefined && !linksTo(whole, parts.host))
    return [
      observation(
        'link-brand-in-front',
        'high',
        `A link’s host begins with a domain of ${whole.name}, but belongs to somebody else.`,
        parts.host,
      ),
    ];
  const inDomain = brandIn(parts.name);
  if (inDomain !== undefined && !linksTo(inDomain, parts.host))
    return [
      observation(
        'link-brand-in-domain',
        'medium',
        `A link’s domain contains the name of ${inDomain.name}, but is not one of ${inDomain.name}.`,
        parts.host,
      ),
    ];
  return brandLabel(parts.subdomain, parts.host);
}

/** Firms serve brands under names such as brand.firm.com, so a label alone says little. */
function brandLabel(subdomain: string, host: string): readonly Observation[] {
  const brand = subdomain === '' ? undefined : brandIn(subdomain);
  if (brand === undefined || linksTo(brand, host)) return [];
  const sentence = `A link’s host carries the name of ${brand.name} in front of another domain.`;
  return [observation('link-brand-in-label', 'low', sentence, host)];
}

/** A name of ours at a service, or in somebody's domain, is ordinary in a link; a disguised one never is. */
function ownParts({ parts, own, people }: WebLinkInHand): readonly Observation[] {
  const like = ownLookAlike(parts.host, own.domains);
  if (like === undefined || like.kind === 'as-label' || brandOfHost(parts.host) !== undefined)
    return [];
  // The sender's own domain is judged with the sender.
  if (parts.domain === addressDomain(people.fromAddress)) return [];
  return [
    observation(
      'link-own-look-alike',
      like.weight === 'high' ? 'high' : 'low',
      'A link leads to a domain that resembles one of our own.',
      parts.host,
      like.own,
    ),
  ];
}

function depth({ parts }: WebLinkInHand): readonly Observation[] {
  const count = parts.subdomain === '' ? 0 : parts.subdomain.split('.').length;
  if (count < manyLabels) return [];
  return [
    observation(
      'link-many-labels',
      'low',
      'A link’s host has so many parts that its end may be cut off on a screen.',
      parts.host,
    ),
  ];
}
