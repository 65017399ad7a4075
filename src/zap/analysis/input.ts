import type { MailAttachment, MailHeader } from '../sighting.js';

/** A message as the analysis takes it. Everything in it may be written by an attacker. */
export interface MailParts {
  /** In the order of the message, top first. */
  readonly headers: readonly MailHeader[];
  readonly html?: string | undefined;
  readonly text?: string | undefined;
  /** Links that a source lists without a body (hunting's EmailUrlInfo). */
  readonly urls?: readonly string[] | undefined;
  readonly attachments: readonly MailAttachment[];
  /** Bodies of messages that this one carries as attachments. Their links are looked at, their senders are not. */
  readonly nested?: readonly MailBody[] | undefined;
  /** True when the source could not take in all of it: too large, or nested too deep. */
  readonly incomplete?: boolean | undefined;
}

export interface MailBody {
  readonly html?: string | undefined;
  readonly text?: string | undefined;
}

/** Whom the analysis defends. Without a tenant all lists are empty. */
export interface OwnSide {
  /** Accepted domains, lower case. */
  readonly domains: readonly string[];
  readonly people: readonly { readonly name: string; readonly address: string }[];
}
