import type { SafeText } from '../lib/untrusted.js';
import type { Untrusted } from '../lib/untrusted.js';
import type { Tenant } from '../tenants/tenant.js';

/** What a fact is about. The order is that of the summary. */
export const factKinds = [
  'forward',
  'decision',
  'account',
  'sender',
  'zapped',
  'received',
  'sent',
  'refused',
] as const;
export type FactKind = (typeof factKinds)[number];

/** How much a fact must not be crowded out: 2 what was found or decided, 1 mail that was seen or stayed, 0 the rest. */
export type FactWeight = 0 | 1 | 2;

/** A piece of a sentence: our own words, or text that somebody else wrote and that each view makes inert in its own way. */
export type Part = SafeText | Untrusted;

/** Who did it. The name is as it was when it was stored, where it was. */
export interface FactPerson {
  readonly objectId: string;
  readonly name?: Untrusted | undefined;
}

/** One thing that is stored about a mailbox, as one dated line. */
export interface MailboxFact {
  /** UTC ISO 8601. */
  readonly at: string;
  /** It stands for a whole local day that begins at `at`. */
  readonly wholeDay?: boolean | undefined;
  /** Among facts of the same moment, the later one has the higher number. */
  readonly order: number;
  /** The same for the same fact, and for no other. */
  readonly key: string;
  readonly kind: FactKind;
  readonly weight: FactWeight;
  readonly tenant: Tenant;
  readonly sentence: readonly Part[];
  readonly who?: FactPerson | undefined;
  /** An alert's id, for `show`. */
  readonly reference?: string | undefined;
}

/** The accounts and addresses of one tenant that are the mailbox asked for. Lower case. */
export interface MailboxIdentity {
  readonly addresses: ReadonlySet<string>;
  readonly objectIds: ReadonlySet<string>;
}

/** True for one of its addresses, or its account. Any case; undefined names nobody. */
export function isMailbox(
  { addresses, objectIds }: MailboxIdentity,
  {
    address,
    objectId,
  }: { readonly address?: string | undefined; readonly objectId?: string | undefined },
): boolean {
  return (
    (address !== undefined && addresses.has(address.trim().toLowerCase())) ||
    (objectId !== undefined && objectIds.has(objectId.toLowerCase()))
  );
}
