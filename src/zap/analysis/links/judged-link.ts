import type { HostParts } from '../domains.js';
import type { OwnSide } from '../input.js';
import type { MailPeople } from '../report.js';
import type { RawLink } from './raw-link.js';
import type { Recipients } from './recipients.js';
import type { Target } from './target.js';
import type { Unwrapped } from './unwrap.js';

export type WebTarget = Extract<Target, { kind: 'web' }>;

/** What the rules on one link are given. */
export interface LinkInHand {
  readonly raw: RawLink;
  readonly unwrapped: Unwrapped;
  /** The target in the form in which it is kept. */
  readonly kept: string;
  readonly people: MailPeople;
  readonly own: OwnSide;
  readonly recipients: Recipients;
}

/** The same for a link that leads to a host. */
export interface WebLinkInHand extends LinkInHand {
  readonly web: WebTarget;
  readonly parts: HostParts;
}
