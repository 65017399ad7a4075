import { addressDomain } from '../domains.js';
import { isFreeMail } from '../free-mail.js';
import { observation } from '../observation.js';
import type { Observation } from '../report.js';
import { addressRules } from './address-rules.js';
import { hostRules } from './host-rules.js';
import type { LinkInHand, WebLinkInHand } from './judged-link.js';
import { readTarget } from './target.js';
import { textAgainstTarget } from './text-against-target.js';

/** Everything that one link gives away. */
export function judgeLink(link: LinkInHand): readonly Observation[] {
  const { target, opaque } = link.unwrapped;
  switch (target.kind) {
    case 'web': {
      const web = { ...link, web: target, parts: target.parts };
      return opaque ? placeRules(web) : [...placeRules(web), ...webRules(web)];
    }
    case 'mail':
      return judgeMail(link, target.address);
    case 'script':
      return [
        observation(
          'link-script',
          'high',
          'A link holds a script or a page of its own instead of an address.',
          link.kept,
        ),
      ];
    case 'program':
      return [
        observation(
          'link-program-scheme',
          'medium',
          'A link starts a program or opens a file share instead of a page.',
          link.kept,
        ),
      ];
    case 'unreadable':
      return [
        observation(
          'link-unreadable',
          'low',
          'A link is written so that it cannot be read as an address.',
        ),
      ];
    case 'none':
      return [];
  }
}

function webRules(link: WebLinkInHand): readonly Observation[] {
  return [
    ...textAgainstTarget(link),
    ...hostRules(link),
    ...addressRules(link),
    ...forgedOriginal(link),
  ];
}

/** Where in the message the link stands. */
function placeRules({ raw, parts }: WebLinkInHand): readonly Observation[] {
  if (raw.where === 'form')
    return [
      observation(
        'link-form',
        'medium',
        'The message holds a form that sends what is typed into it to a page.',
        parts.host,
      ),
    ];
  if (raw.refresh !== true) return [];
  const sentence = 'The message leads on to a page by itself.';
  return [observation('link-refresh', 'medium', sentence, parts.host)];
}

/** Safe Links notes what a link was before; a sender can write such a note too, with another address. */
function forgedOriginal({ raw, parts, unwrapped }: WebLinkInHand): readonly Observation[] {
  if (raw.original === undefined || unwrapped.wrappedBy.length === 0) return [];
  const original = readTarget(raw.original, '');
  if (original.kind !== 'web' || original.parts.domain === parts.domain) return [];
  const sentence = 'A link’s note of its original address does not agree with where it leads.';
  return [
    observation('link-original-differs', 'medium', sentence, original.parts.host, parts.host),
  ];
}

/** An answer asked for at a free mail service, in a message that claims to come from a firm. */
function judgeMail({ people }: LinkInHand, address: string): readonly Observation[] {
  const domain = addressDomain(address);
  const from = addressDomain(people.fromAddress);
  if (!isFreeMail(domain) || from === '' || isFreeMail(from)) return [];
  const sentence =
    'A link asks to write to a free mail account, although the sender has a domain of its own.';
  return [observation('link-mail-to-free', 'low', sentence, domain)];
}
