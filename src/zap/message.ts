import type {
  LinkClick,
  MailEnvelope,
  MailLocation,
  ZapSourceName,
  ZapThreat,
} from './sighting.js';

/** What is known of the purge's time. `within-48h`: the last change is later than ZAP can act, so it tells nothing. */
export type ZapTime =
  | { readonly kind: 'exact'; readonly at: string }
  | { readonly kind: 'at-most'; readonly at: string }
  | { readonly kind: 'within-48h' }
  | { readonly kind: 'none' };

/** Received until taken away, in whole minutes, never negative. */
export type Exposure =
  | { readonly kind: 'exact'; readonly minutes: number; readonly skewed?: boolean | undefined }
  | { readonly kind: 'at-most'; readonly minutes: number; readonly skewed?: boolean | undefined }
  | { readonly kind: 'within-48h' }
  | { readonly kind: 'unknown' };

export type ReadValue = 'clicked' | 'read' | 'unread' | 'unknown';

/** What the answer rests on, strongest first. `mailbox-now`: the item's state now, not at the time of the purge. */
export type ReadSource = 'link-click' | 'audit' | 'reply' | 'mailbox-now' | 'none';

export interface ReadEvidence {
  readonly value: ReadValue;
  readonly from: ReadSource;
  /** When, where the source says so. UTC ISO 8601. */
  readonly at?: string | undefined;
  /** Clicks that reached the page. */
  readonly reached?: number | undefined;
  /** True when it is known to have happened after the purge: a spam ZAP touches unread mail only. */
  readonly afterZap?: boolean | undefined;
}

export type ZapOutcome = 'zapped' | 'failed' | 'user-triaged';

/** One person who got the message. */
export interface ZapRecipient {
  /** SMTP address, lower case. */
  readonly address: string;
  /** Entra object id, where the directory knows the address. */
  readonly objectId?: string | undefined;
  readonly outcome: ZapOutcome;
  readonly threat: ZapThreat;
  readonly location: MailLocation;
  readonly receivedAt?: string | undefined;
  readonly zapTime: ZapTime;
  readonly exposure: Exposure;
  readonly evidence: ReadEvidence;
  readonly clicks: readonly LinkClick[];
  readonly itemId?: string | undefined;
  readonly sources: readonly ZapSourceName[];
}

/** One message and everybody from whom ZAP took it, or tried to. */
export interface ZapMessage extends MailEnvelope {
  /** NetworkMessageId in lower case; else 'imid:' and a hash of the InternetMessageId. Letters, digits, '-' and ':'. */
  readonly key: string;
  readonly networkMessageId?: string | undefined;
  /** In the order of their addresses; each once. */
  readonly recipients: readonly ZapRecipient[];
  /**
   * Clicks by accounts that are none of the recipients: somebody whose copy was not taken, somebody it was forwarded to,
   * or an account that the directory does not know.
   */
  readonly otherClicks?: number | undefined;
  readonly sources: readonly ZapSourceName[];
}
