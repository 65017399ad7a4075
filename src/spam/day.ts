import { z } from 'zod';
import type { Json } from '../lib/json.js';
import { parseStored, storedForm } from '../lib/stored-form.js';
import type { TenantId } from '../tenants/tenant.js';
import { cellSchema } from './cell.js';
import { internalSchema, receiverSchema, senderSchema, spoofedSchema } from './figures.js';
import { listingOf } from './listing.js';
import { mailSources } from './ports.js';

export const spamDaySchema = z.object({
  tenantId: z.guid().transform((id) => id as TenantId),
  /** Local calendar day, YYYY-MM-DD. */
  day: z.iso.date(),
  /** IANA name of the zone in which the day is one. */
  zone: z.string(),
  /** The beginning of the local day. */
  from: z.iso.datetime(),
  /** The end of what was asked for: that of the day, or earlier while it is not over or the source lags behind. */
  to: z.iso.datetime(),
  /** Whose figures these are; absent when no source could be read. */
  source: z.enum(mailSources).optional(),
  /** Everything between `from` and `to` was read. */
  complete: z.boolean(),
  /** `to` is the end of the day. */
  over: z.boolean(),
  /** Why not everything was read, and what the source can't tell. In our own words. */
  limits: z.array(z.string()),
  readAt: z.iso.datetime(),
  cells: z.array(cellSchema),
  /** Unwanted mail from outside by sender; listed and left out add up to the unwanted inbound and unknown cells. */
  senders: listingOf(senderSchema),
  /** The same mail by receiver. */
  receivers: listingOf(receiverSchema),
  /** Unwanted mail of the tenant's own users; add up to the unwanted outbound and intra-org cells. */
  internal: listingOf(internalSchema),
  /** A part of the mail from outside, wanted or not: domains whose name was used by others. */
  spoofed: listingOf(spoofedSchema),
});

/**
 * What was read of one tenant's day, as it is stored. Texts are raw: attackers may have written them. The lists hold the
 * heaviest only.
 */
export type SpamDay = Readonly<z.infer<typeof spamDaySchema>>;

/** Reads a stored day back. ContractError (with the path, never the value) when it is none. */
export function parseSpamDay(json: unknown): SpamDay {
  return parseStored(spamDaySchema, json, 'A stored day of mail has another shape.');
}

/** The day as stored: the same without undefined, so that reading back gives an equal value. */
export function spamDayJson(day: SpamDay): Readonly<Record<string, Json>> {
  return storedForm(day);
}
