import type { Cause } from '../tenants/cause.js';

/** How mail leaves: ForwardingSmtpAddress or ForwardingAddress of the mailbox. */
export type ForwardVector = 'mailbox-smtp' | 'mailbox-recipient';

/** What can't be told is 'unresolved' and treated as external, never as internal. */
export type Placement = 'external' | 'internal' | 'partner' | 'unresolved';

export type UnresolvedWhy =
  'not-found' | 'several' | 'failed' | 'not-an-address' | 'unknown-recipient' | 'too-deep';

export type HopKind = 'contact' | 'mail user' | 'guest' | 'group' | 'mailbox' | 'recipient';

/** A recipient that mail passes on its way. The name is as read: attackers may have written it. */
export interface Hop {
  readonly kind: HopKind;
  readonly name: string;
}

/** One place where a mailbox's mail goes. `address` and `label` are as read: attackers may have written them. */
export interface Destination {
  /** The address where mail really ends, where one is known; the domain in ASCII, lower case. */
  readonly address?: string | undefined;
  /** What the attribute or the recipient says, for when there is no address. */
  readonly label: string;
  readonly vector: ForwardVector;
  readonly placement: Placement;
  readonly via?: readonly Hop[] | undefined;
  readonly why?: UnresolvedWhy | undefined;
  /** Set, but ignored while ForwardingAddress is set; live as soon as only that one is cleared. */
  readonly dormant: boolean;
}

/** Leaves the organisation, as far as anybody can tell. */
export function isOutside({ placement }: Destination): boolean {
  return placement === 'external' || placement === 'unresolved';
}

export interface Resolution {
  /** Each place once; outside first, live before dormant. */
  readonly destinations: readonly Destination[];
  /** Look-ups that failed: with any of these the mailbox has not been judged for certain. */
  readonly failures: readonly Cause[];
  /** What has to be looked up before the resolution is final. */
  readonly wanted: {
    readonly recipients: ReadonlySet<string>;
    readonly groups: ReadonlySet<string>;
  };
}
