/**
 * What the filter took a message for when it came. Each row counts under one verdict only, the gravest: malware before
 * phish before spoof before spam before bulk. `spoof`: phish found by nothing but the forged sender. `unknown`: the source
 * says that it was filtered, and not what for.
 */
export const verdicts = ['malware', 'phish', 'spoof', 'spam', 'bulk', 'unknown', 'clean'] as const;
export type MailVerdict = (typeof verdicts)[number];

/** Where it went when it came. `rejected`: it reached nobody, not even a quarantine. */
export const outcomes = ['delivered', 'junked', 'quarantined', 'rejected', 'unknown'] as const;
export type MailOutcome = (typeof outcomes)[number];

export const directions = ['inbound', 'outbound', 'intra-org', 'unknown'] as const;
export type MailDirection = (typeof directions)[number];

/**
 * Deliveries of a tenant's mail, one per message and recipient, as one source tells them. Mail that nobody minds may come
 * summed up: one row for a sender's or a recipient's hour. Everything textual may be written by an attacker.
 */
export interface MailRow {
  /** UTC ISO 8601; of several the first. */
  readonly at: string;
  /** Deliveries that the row stands for, 1 or more. */
  readonly count: number;
  readonly direction: MailDirection;
  readonly verdict: MailVerdict;
  readonly outcome: MailOutcome;
  /** From address, lower case; '' for the empty sender. Undefined where the row is summed up over senders. */
  readonly sender?: string | undefined;
  /** SMTP address, lower case. Undefined where the row is summed up over recipients. */
  readonly recipient?: string | undefined;
  /** Of a row without `recipient`: how many different ones there were, where it is known. */
  readonly recipients?: number | undefined;
  /** Lower-case GUID. */
  readonly networkMessageId?: string | undefined;
  /** EmailClusterId, as text. */
  readonly clusterId?: string | undefined;
  /** See `lib/subject-shape.ts`; '' where nothing is left of the subject. Subjects themselves are not kept. */
  readonly subjectShape?: string | undefined;
  readonly senderIp?: string | undefined;
  /** Bulk complaint level, 0 to 9. */
  readonly bcl?: number | undefined;
  /** Composite authentication, lower case: 'pass', 'softpass', 'fail', 'none'. */
  readonly compauth?: string | undefined;
  /** The filter itself said that the sender is forged: 'internal' when it is a domain of the tenant. */
  readonly spoof?: 'internal' | 'external' | undefined;
}
