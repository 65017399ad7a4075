import { z } from 'zod';
import { zapSources } from './sighting.js';

/** The stored forms that records and alerts' facts share. Everything is optional in JSON where it may be undefined. */

const instant = z.iso.datetime();

const zapTime = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exact'), at: instant }),
  z.object({ kind: z.literal('at-most'), at: instant }),
  z.object({ kind: z.literal('within-48h') }),
  z.object({ kind: z.literal('none') }),
]);

const minutes = z.number().int().nonnegative();

export const exposureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exact'), minutes, skewed: z.boolean().optional() }),
  z.object({ kind: z.literal('at-most'), minutes, skewed: z.boolean().optional() }),
  z.object({ kind: z.literal('within-48h') }),
  z.object({ kind: z.literal('unknown') }),
]);

export const threatSchema = z.enum(['malware', 'phish', 'spam', 'unknown']);

export const recipientSchema = z.object({
  address: z.string(),
  objectId: z.string().optional(),
  outcome: z.enum(['zapped', 'failed', 'user-triaged']),
  threat: threatSchema,
  location: z.enum([
    'inbox',
    'junk',
    'deleted-items',
    'quarantine',
    'removed',
    'elsewhere',
    'unknown',
  ]),
  receivedAt: instant.optional(),
  zapTime,
  exposure: exposureSchema,
  evidence: z.object({
    value: z.enum(['clicked', 'read', 'unread', 'unknown']),
    from: z.enum(['link-click', 'audit', 'reply', 'mailbox-now', 'none']),
    at: instant.optional(),
    reached: z.number().int().nonnegative().optional(),
    afterZap: z.boolean().optional(),
  }),
  sources: z.array(z.enum(zapSources)),
});

export const headersSchema = z.object({
  spf: z.string().optional(),
  dkim: z.string().optional(),
  dmarc: z.string().optional(),
  compauth: z.string().optional(),
  compauthReason: z.string().optional(),
  pcl: z.number().optional(),
  bcl: z.number().optional(),
  scl: z.number().optional(),
  country: z.string().optional(),
  sfv: z.string().optional(),
  srv: z.string().optional(),
  cat: z.string().optional(),
  ptr: z.string().optional(),
  helo: z.string().optional(),
  connectingIp: z.string().optional(),
  ipv: z.string().optional(),
  direction: z.string().optional(),
  deliveredTo: z.string().optional(),
});

export const verdictSchema = z.object({
  level: z.enum(['dangerous', 'suspicious', 'unremarkable', 'not-judged']),
  line: z.string(),
  reasons: z.array(z.string()),
});

export const observationSchema = z.object({
  code: z.string(),
  weight: z.enum(['good', 'info', 'low', 'medium', 'high']),
  about: z.enum(['headers', 'names', 'links', 'attachments']),
  sentence: z.string(),
  shown: z.array(z.string()),
});

export const linkSchema = z.object({
  host: z.string(),
  domain: z.string(),
  codes: z.array(z.string()),
});

export const attachmentSchema = z.object({
  name: z.string(),
  sha256: z.string().optional(),
  codes: z.array(z.string()),
});

/** `mime`, `headers`: a copy was read. `listed`: only what a source lists. `nothing`: no copy and no list. */
export const explainedFromSchema = z.enum(['mime', 'headers', 'listed', 'nothing']);

export const explanationSchema = z.object({
  from: explainedFromSchema,
  at: instant,
  headers: headersSchema,
  verdict: verdictSchema,
  observations: z.array(observationSchema),
  links: z.array(linkSchema),
  linksLeftOut: z.number().int().nonnegative(),
});
