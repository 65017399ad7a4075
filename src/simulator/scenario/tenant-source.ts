import type { ScenarioMail } from './mail-schema.js';
import type { MailboxRow, RecipientRow } from './rows.js';
import type { AcceptedDomain, Consent, GraphGroup, GraphUser } from './schema.js';

/** Rows that may be computed when they are asked for. */
export interface Rows<T> {
  readonly count: number;
  slice(from: number, count: number): readonly T[];
}

/** A tenant as the scenario has it: it never changes, and its mailboxes have fixed numbers from 0. */
export interface TenantSource {
  readonly tenantId: string;
  readonly displayName: string;
  readonly acceptedDomains: readonly AcceptedDomain[];
  readonly consents: Readonly<Record<string, Consent>>;
  readonly recipients: readonly RecipientRow[];
  readonly groups: readonly GraphGroup[];
  readonly mailboxCount: number;
  mailbox(number: number): MailboxRow;
  /** Numbers of the mailboxes that may have this name; the caller compares the rows. */
  mailboxesNamed(identity: string): readonly number[];
  /** Numbers of the mailboxes with any forwarding setting, ascending. */
  forwarding(): readonly number[];
  readonly users: Rows<GraphUser>;
  /** Users that have this id or user principal name, or mail address. */
  usersNamed(name: string): readonly GraphUser[];
  /** Object ids. */
  readonly administrators: readonly string[];
  readonly mail: ScenarioMail;
}

export function rowsOf<T>(all: readonly T[]): Rows<T> {
  return { count: all.length, slice: (from, count) => all.slice(from, from + count) };
}
