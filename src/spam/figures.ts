import { z } from 'zod';
import { byOutcomeSchema, byVerdictSchema } from './cell.js';
import { distinctSchema } from './listing.js';

/*
 * What reports and stored days say of one sender, receiver and so on. Addresses, domains and reasons are raw: attackers
 * may have written them. Each `count` is the sum of its `byVerdict` and of its `byOutcome`.
 */

const count = z.number().int().nonnegative();
const instant = z.iso.datetime();
const fields = {
  /** Unwanted deliveries. */
  count,
  byVerdict: byVerdictSchema,
  byOutcome: byOutcomeSchema,
  /** Counted only from some point on: there may be more. */
  atLeast: z.boolean(),
};

/** An address from outside that sent unwanted mail. */
export const senderSchema = z.object({
  ...fields,
  /** '' for the empty sender. */
  address: z.string(),
  /** Different recipients. */
  targets: distinctSchema,
  firstAt: instant,
  lastAt: instant,
  /** It uses a domain of the tenant, and came from outside. */
  claimsOwnDomain: z.boolean(),
});
export type SpamSender = Readonly<z.infer<typeof senderSchema>>;

export const senderDomainSchema = z.object({
  ...fields,
  /** '' for senders without a domain. */
  domain: z.string(),
  addresses: distinctSchema,
  targets: distinctSchema,
});
export type SpamSenderDomain = Readonly<z.infer<typeof senderDomainSchema>>;

export const receiverSchema = z.object({
  ...fields,
  address: z.string(),
  /** All mail from outside, wanted or not. Absent where the source does not list wanted mail. */
  total: count.optional(),
  senders: distinctSchema,
  domains: distinctSchema,
  /** Named in the settings as somebody worth attacking. */
  vip: z.boolean(),
});
export type SpamReceiver = Readonly<z.infer<typeof receiverSchema>>;

export const likelyCauses = [
  'bulk-mail',
  'infected-client',
  'compromised-account',
  'unclear',
] as const;
export type LikelyCause = (typeof likelyCauses)[number];

/** A user of the tenant who sent unwanted mail, or is kept from sending. */
export const internalSchema = z.object({
  ...fields,
  address: z.string(),
  /** Everything sent, wanted or not, as far as the source lists it. */
  sent: count,
  byDirection: z.object({ outbound: count, 'intra-org': count }),
  recipients: distinctSchema,
  firstAt: instant.optional(),
  lastAt: instant.optional(),
  /** Microsoft keeps the user from sending. */
  blocked: z.boolean(),
  blockedAt: instant.optional(),
  /** Codes of what speaks for a cause; absent in stored days, where nobody judges. */
  evidence: z.array(z.string()).optional(),
  likelyCause: z.enum(likelyCauses).optional(),
  /** Whether there is a card for it. */
  alerted: z.boolean().optional(),
});
export type SpamInternal = Readonly<z.infer<typeof internalSchema>>;

/** A domain whose name was used by somebody else. */
export const spoofedSchema = z.object({
  ...fields,
  domain: z.string(),
  /** 'internal': a domain of the tenant. */
  type: z.enum(['internal', 'external']),
  /** The addresses that were claimed. */
  addresses: distinctSchema,
  targets: distinctSchema,
  /** /24 or /48 of the servers that sent it, most used first, at most five. */
  networks: z.array(z.string()),
});
export type SpamSpoofed = Readonly<z.infer<typeof spoofedSchema>>;
