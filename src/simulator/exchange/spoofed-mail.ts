import type { MailRecord } from '../mail/mail-record.js';
import type { TenantState } from '../tenant-state.js';
import { domainOf } from '../hunting/email-words.js';
import { deliveredMail } from './reported-mail.js';
import type { ReportWindow } from './report-window.js';

/** A message whose sender isn't who it says, as spoof intelligence sees it. */
export interface SpoofedMail {
  readonly message: MailRecord;
  /** Whether the domain is one of the tenant's. */
  readonly isInternal: boolean;
  /** Domain of the From address, lower case. */
  readonly domain: string;
  /** The address where the domain is the tenant's own, else the domain. */
  readonly spoofed: string;
  /** Domain of the sending server by its PTR record; undefined without one. */
  readonly trueDomain: string | undefined;
  /** Some recipient's copy was kept out of the inbox. */
  readonly isCaught: boolean;
}

/**
 * Inbound messages with a forged sender, newest first: those that the story calls so, and those whose composite
 * authentication failed for a domain of the tenant. What was turned away at the edge was never looked at.
 */
export function spoofedMail(tenant: TenantState, window: ReportWindow): readonly SpoofedMail[] {
  const own = new Set(tenant.acceptedDomains.map(({ DomainName }) => DomainName.toLowerCase()));
  return tenant.mail
    .messages()
    .toReversed()
    .filter((message) => {
      const at = Date.parse(message.receivedAt);
      return at >= window.from && at <= window.to && isForged(message);
    })
    .map((message) => spoofedOf(message, own));
}

function isForged({ direction, edgeBlocked, forged, authentication }: MailRecord): boolean {
  if (direction !== 'Inbound' || edgeBlocked === true) return false;
  return forged !== undefined || /^(?:010|6\d\d)$/.test(authentication.reason);
}

function spoofedOf(message: MailRecord, own: ReadonlySet<string>): SpoofedMail {
  const domain = domainOf(message.senderAddress).toLowerCase();
  const isInternal = own.has(domain);
  return {
    message,
    isInternal,
    domain,
    spoofed: isInternal ? message.senderAddress.toLowerCase() : domain,
    trueDomain: message.ptr.includes('.') ? organizationalDomain(message.ptr) : undefined,
    isCaught: deliveredMail(message).some(({ action }) => action !== 'NoAction'),
  };
}

/** The last two labels: all names in the simulator are reserved ones, such as `host.sender.example`. */
function organizationalDomain(host: string): string {
  return host.toLowerCase().split('.').slice(-2).join('.');
}
