import type { Cause } from '../tenants/cause.js';
import type { PlaceDomain } from './accepted-domains.js';
import {
  isOutside,
  type Destination,
  type ForwardVector,
  type Hop,
  type HopKind,
  type Placement,
  type Resolution,
  type UnresolvedWhy,
} from './destination.js';
import type { Known } from './known.js';
import type { DirectoryRecipient, MailboxForwarding } from './ports.js';
import { addressText, parseSmtpAddress } from './smtp-address.js';

/** Mail that passes more recipients than this is reported as unresolved. */
const maxHops = 5;
/** A group tree with more ends than this is reported as unresolved beyond them. */
const maxDestinations = 500;

/** Where on its way a resolution stands. */
interface Place {
  readonly vector: ForwardVector;
  readonly dormant: boolean;
  readonly hops: readonly Hop[];
  /** Mailboxes and groups passed: mail that comes back to one of them has not left. */
  readonly passed: ReadonlySet<string>;
}

/**
 * Follows both attributes of a mailbox to where mail really goes: through contacts, mail users and guests (by
 * ExternalEmailAddress; their primary address can lie inside an accepted domain), through groups, and through mailboxes
 * that forward themselves. Pure: what it still needs to know it lists under `wanted`.
 * Microsoft Learn, Set-Mailbox: while ForwardingAddress is set, ForwardingSmtpAddress is ignored.
 */
export function resolveDestinations(
  mailbox: MailboxForwarding,
  known: Known,
  placeDomain: PlaceDomain,
): Resolution {
  return new Walk(known, placeDomain).start(mailbox);
}

class Walk {
  readonly #known: Known;
  readonly #placeDomain: PlaceDomain;
  readonly #failures: Cause[] = [];
  readonly #recipients = new Set<string>();
  readonly #groups = new Set<string>();
  #ends = 0;

  constructor(known: Known, placeDomain: PlaceDomain) {
    this.#known = known;
    this.#placeDomain = placeDomain;
  }

  start(mailbox: MailboxForwarding): Resolution {
    const { forwardingAddress, forwardingSmtpAddress } = mailbox;
    const passed = new Set([mailbox.mailboxId.toLowerCase()]);
    const destinations: Destination[] = [];
    if (forwardingAddress !== null) {
      const place = { vector: 'mailbox-recipient', dormant: false, hops: [], passed } as const;
      destinations.push(...this.#identity(forwardingAddress, place));
    }
    if (forwardingSmtpAddress !== null) {
      const dormant = forwardingAddress !== null;
      const place = { vector: 'mailbox-smtp', dormant, hops: [], passed } as const;
      destinations.push(...this.#address(forwardingSmtpAddress, place));
    }
    return {
      destinations: inOrder(destinations),
      failures: this.#failures,
      wanted: { recipients: this.#recipients, groups: this.#groups },
    };
  }

  #identity(identity: string, place: Place): Destination[] {
    const found = this.#known.recipients.get(identity);
    switch (found?.kind) {
      case undefined:
        this.#recipients.add(identity);
        return [this.#unresolved(identity, 'failed', place)];
      case 'one':
        return this.#recipient(found.recipient, place);
      case 'none':
        return [this.#unresolved(identity, 'not-found', place)];
      case 'several':
        return [this.#unresolved(identity, 'several', place)];
      case 'failed':
        this.#failures.push(found.cause);
        return [this.#unresolved(identity, 'failed', place)];
    }
  }

  #address(raw: string, place: Place): Destination[] {
    const parsed = parseSmtpAddress(raw);
    if (!parsed) return [this.#unresolved(raw, 'not-an-address', place)];
    const address = addressText(parsed);
    const placement = this.#placeDomain(parsed.domain);
    return placement === 'internal'
      ? this.#insideAddress(address, place)
      : [this.#end({ address, label: raw, placement }, place)];
  }

  /** An address in an accepted domain may still belong to a contact, or to a mailbox that forwards out. */
  #insideAddress(address: string, place: Place): Destination[] {
    const mailbox = this.#known.forwarding.get(address.toLowerCase());
    if (mailbox) return this.#mailbox(mailbox, place);
    const found = this.#known.recipients.get(address);
    if (!found) this.#recipients.add(address);
    if (found?.kind === 'failed') this.#failures.push(found.cause);
    return found?.kind === 'one'
      ? this.#recipient(found.recipient, place)
      : [this.#end({ address, label: address, placement: 'internal' }, place)];
  }

  #recipient(recipient: DirectoryRecipient, place: Place): Destination[] {
    const kind = hopKindOf(recipient.recipientType);
    const name = recipient.displayName || recipient.identity;
    if (place.hops.length >= maxHops) return [this.#unresolved(name, 'too-deep', place)];
    switch (kind) {
      case 'mailbox':
        return this.#insideMailbox(recipient, place);
      case 'group':
        return this.#group(recipient, pass(place, { kind, name }, recipient.identity));
      case 'contact':
      case 'mail user':
      case 'guest':
      case 'recipient': {
        const outward = recipient.externalEmailAddress;
        if (outward === null) return [this.#unresolved(name, 'unknown-recipient', place)];
        if (place.passed.has(recipient.identity)) {
          return [this.#end({ address: outward, label: name, placement: 'internal' }, place)];
        }
        return this.#address(outward, pass(place, { kind, name }, recipient.identity));
      }
    }
  }

  #insideMailbox(recipient: DirectoryRecipient, place: Place): Destination[] {
    const { forwarding } = this.#known;
    const address = recipient.primarySmtpAddress ?? undefined;
    const mailbox =
      forwarding.get(recipient.mailboxId?.toLowerCase() ?? '') ??
      forwarding.get(address?.toLowerCase() ?? '');
    if (mailbox) return this.#mailbox(mailbox, place);
    const label = address ?? recipient.displayName;
    return [this.#end({ address, label, placement: 'internal' }, place)];
  }

  #mailbox(mailbox: MailboxForwarding, place: Place): Destination[] {
    const id = mailbox.mailboxId.toLowerCase();
    const address = mailbox.primarySmtpAddress;
    const stays = this.#end({ address, label: address, placement: 'internal' }, place);
    if (place.passed.has(id)) return [stays];
    if (place.hops.length >= maxHops) return [this.#unresolved(address, 'too-deep', place)];
    const next = pass(place, { kind: 'mailbox', name: address }, id);
    const { forwardingAddress, forwardingSmtpAddress } = mailbox;
    if (forwardingAddress !== null) return this.#identity(forwardingAddress, next);
    return forwardingSmtpAddress === null ? [stays] : this.#address(forwardingSmtpAddress, next);
  }

  #group({ identity }: DirectoryRecipient, place: Place): Destination[] {
    const name = place.hops.at(-1)?.name ?? identity;
    const found = this.#known.groups.get(identity);
    if (!found) this.#groups.add(identity);
    if (found?.kind === 'failed') this.#failures.push(found.cause);
    if (found?.kind !== 'members') return [this.#unresolved(name, 'failed', place)];
    const ends: Destination[] = [];
    for (const member of found.members) {
      if (this.#ends > maxDestinations) return [...ends, this.#unresolved(name, 'too-deep', place)];
      const returns = place.passed.has(member.identity);
      if (!returns) ends.push(...this.#recipient(member, place));
    }
    return ends.length > 0 ? ends : [this.#end({ label: name, placement: 'internal' }, place)];
  }

  #end(
    what: {
      address?: string | undefined;
      label: string;
      placement: Placement;
      why?: UnresolvedWhy;
    },
    { vector, dormant, hops }: Place,
  ): Destination {
    this.#ends++;
    return { ...what, vector, dormant, ...(hops.length > 0 ? { via: hops } : {}) };
  }

  #unresolved(label: string, why: UnresolvedWhy, place: Place): Destination {
    return this.#end({ label, placement: 'unresolved', why }, place);
  }
}

function pass(place: Place, hop: Hop, key: string): Place {
  return { ...place, hops: [...place.hops, hop], passed: new Set([...place.passed, key]) };
}

/** RecipientTypeDetails. A Microsoft 365 group calls itself GroupMailbox; a hybrid mailbox is a mail user here. */
function hopKindOf(recipientType: string): HopKind {
  const endsWith = (end: string): boolean => recipientType.endsWith(end);
  if (endsWith('Group') || recipientType === 'GroupMailbox' || recipientType === 'RoomList') {
    return 'group';
  }
  if (endsWith('Mailbox') && !recipientType.startsWith('Remote')) return 'mailbox';
  if (endsWith('Contact')) return 'contact';
  if (recipientType === 'GuestMailUser') return 'guest';
  return recipientType === 'MailUser' ? 'mail user' : 'recipient';
}

function inOrder(destinations: readonly Destination[]): Destination[] {
  const rank = (one: Destination): number => (isOutside(one) ? 0 : 2) + (one.dormant ? 1 : 0);
  const unique = new Map(
    destinations.map((one) => [`${one.vector}|${one.placement}|${one.address ?? one.label}`, one]),
  );
  return [...unique.values()].sort(
    (a, b) => rank(a) - rank(b) || compare(a.address ?? a.label, b.address ?? b.label),
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
