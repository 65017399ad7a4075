import { z } from 'zod';
import type { Json } from '../lib/json.js';
import { parseStored, storedForm } from '../lib/stored-form.js';
import { evidenceSchema } from './evidence.js';
import { likelyCauses } from './figures.js';
import { distinctSchema } from './listing.js';
import { mailSources } from './ports.js';

const count = z.number().int().nonnegative();
const instant = z.iso.datetime();

const schema = z.object({
  /** Lower case. */
  address: z.string().min(1),
  displayName: z.string().optional(),
  /** Where the directory knows the address. */
  objectId: z.string().optional(),
  accountEnabled: z.boolean().optional(),
  startedAt: instant,
  lastAt: instant,
  zone: z.string(),
  source: z.enum(mailSources).optional(),
  /** Deliveries, wanted or not, of the look that saw the most. */
  sent: count,
  unwanted: count,
  byVerdict: z.record(z.string(), count),
  recipients: distinctSchema,
  busiestHour: z.object({ at: instant, count }).optional(),
  usualBusiest: count.optional(),
  blocked: z.boolean(),
  blockedAt: instant.optional(),
  /** Microsoft's words, raw. */
  blockedReason: z.string().optional(),
  evidence: z.array(evidenceSchema),
  likelyCause: z.enum(likelyCauses),
  points: z.object({
    'bulk-mail': z.number(),
    'infected-client': z.number(),
    'compromised-account': z.number(),
  }),
  /** What could not be looked at, in our own words. */
  notKnown: z.array(z.string()),
  atLeast: z.boolean(),
});

/** What a spam alert stores: one user of the tenant, and one stretch of unusual sending. */
export type SpamFacts = Readonly<z.infer<typeof schema>>;

/** Reads stored facts back. ContractError (with the path, never the value) when they are not a spam alert's. */
export function parseSpamFacts(json: unknown): SpamFacts {
  return parseStored(schema, json, 'The stored facts of a spam alert have another shape.');
}

/** The facts as stored: the same without undefined, so that reading back gives an equal value. */
export function spamFactsJson(facts: SpamFacts): Readonly<Record<string, Json>> {
  return storedForm(facts);
}
