/** Where a tenant can say that ZAP took a message away, best first. */
export const zapSources = ['hunting', 'analyzed-emails', 'zap-report', 'mailbox'] as const;
export type ZapSourceName = (typeof zapSources)[number];

/** What ZAP took it for. */
export type ZapThreat = 'malware' | 'phish' | 'spam' | 'unknown';

/**
 * What came of it. `failed`: ZAP reported an error, the message may still be where it was. `user-triaged`: the person had
 * moved, deleted or reported it before (Microsoft Learn: EmailPostDeliveryEvents, ActionResult).
 */
export type ZapResult = 'moved' | 'failed' | 'user-triaged' | 'unknown';

export type MailLocation =
  'inbox' | 'junk' | 'deleted-items' | 'quarantine' | 'removed' | 'elsewhere' | 'unknown';

/** One click on a link of the message, as Safe Links logged it. */
export interface LinkClick {
  /** UTC ISO 8601. */
  readonly at: string;
  /** UPN of the person, lower case: not always the SMTP address. */
  readonly account: string;
  /** True when the page was reached: allowed, or clicked through a warning. */
  readonly reached: boolean;
  readonly address?: string | undefined;
}

/** A header as it stands in the message: the value unfolded, RFC 2047 words not yet decoded. */
export interface MailHeader {
  readonly name: string;
  readonly value: string;
}

/** What the sender's side of a message looks like. Everything here may be written by an attacker. */
export interface MailEnvelope {
  readonly internetMessageId?: string | undefined;
  readonly subject?: string | undefined;
  /** The From address (P2), lower case. */
  readonly senderAddress?: string | undefined;
  readonly senderName?: string | undefined;
  /** Domain of MAIL FROM (P1), lower case. */
  readonly mailFromDomain?: string | undefined;
  /** Connecting address, IPv4 or IPv6. */
  readonly senderIp?: string | undefined;
  readonly direction?: 'inbound' | 'outbound' | 'intra-org' | undefined;
  /** EmailClusterId, as text: it is a 64-bit number. */
  readonly clusterId?: string | undefined;
  /** AuthenticationDetails of hunting, or the same from headers: 'pass', 'fail', 'none' … by method. */
  readonly authentication?: Readonly<
    Partial<Record<'spf' | 'dkim' | 'dmarc' | 'compauth', string>>
  >;
  readonly headers?: readonly MailHeader[] | undefined;
  /** Unwrapped where it was wrapped; never with a recipient's token. */
  readonly urls?: readonly string[] | undefined;
  readonly attachments?: readonly MailAttachment[] | undefined;
}

export interface MailAttachment {
  readonly name: string;
  readonly contentType?: string | undefined;
  readonly size?: number | undefined;
  /** Lower-case hex. */
  readonly sha256?: string | undefined;
}

/** What one source says of one message and one recipient. */
export interface ZapSighting extends MailEnvelope {
  readonly source: ZapSourceName;
  /** Lower-case GUID. Missing only from a mailbox whose message carries no such header. */
  readonly networkMessageId?: string | undefined;
  /** SMTP address, lower case. */
  readonly recipient: string;
  readonly threat: ZapThreat;
  readonly result: ZapResult;
  readonly location: MailLocation;
  /** UTC ISO 8601. */
  readonly receivedAt?: string | undefined;
  /** UTC ISO 8601. `exact`: the source logs the purge. `last-change`: an upper bound only. */
  readonly zapAt?: { readonly kind: 'exact' | 'last-change'; readonly at: string } | undefined;
  /** Undefined where the source logs no clicks. */
  readonly clicks?: readonly LinkClick[] | undefined;
  /** The mailbox item's isRead, as it is now. */
  readonly isRead?: boolean | undefined;
  /** Immutable Graph id of the item, where the source saw one. */
  readonly itemId?: string | undefined;
}
