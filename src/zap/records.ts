import { z } from 'zod';
import type { Etag } from '../lib/etag.js';
import type { Json } from '../lib/json.js';
import { parseStored, storedForm } from '../lib/stored-form.js';
import type { TenantId } from '../tenants/tenant.js';
import type { HeaderValues, Observation, Verdict } from './analysis/report.js';
import type { ZapRecipient } from './message.js';
import {
  attachmentSchema,
  explanationSchema,
  recipientSchema,
  threatSchema,
} from './record-schema.js';
import { zapSources, type MailEnvelope, type ZapSourceName, type ZapThreat } from './sighting.js';

/** One recipient as stored: clicks are summed up in the evidence, and item ids are asked for anew. */
export type RecordedRecipient = Omit<ZapRecipient, 'clicks' | 'itemId'>;

/** The header values of the report's columns, as of delivery; each text at most 200 characters. */
export type RecordedHeaders = Omit<HeaderValues, 'networkMessageId' | 'internetMessageId'>;

/** An observation of the analysis. `shown` is raw, and holds nothing that looks like a URL. */
export interface RecordedObservation extends Observation {
  readonly about: 'headers' | 'names' | 'links' | 'attachments';
}

/** A link without its path and query, which may identify the recipient. */
export interface RecordedLink {
  readonly host: string;
  readonly domain: string;
  readonly codes: readonly string[];
}

export interface RecordedAttachment {
  /** Raw. */
  readonly name: string;
  readonly sha256?: string | undefined;
  readonly codes: readonly string[];
}

/** What the analysis made of the message, without anything of its body. */
export interface Explanation {
  /** What it was made from. `listed`: no copy could be read, only what a source lists of it. `nothing`: not even that. */
  readonly from: 'mime' | 'headers' | 'listed' | 'nothing';
  /** UTC ISO 8601. */
  readonly at: string;
  readonly headers: RecordedHeaders;
  readonly verdict: Verdict;
  /** The heaviest first, at most 40. */
  readonly observations: readonly RecordedObservation[];
  /** Each host once, those with observations first, at most 50. */
  readonly links: readonly RecordedLink[];
  readonly linksLeftOut: number;
}

/**
 * What is kept of every message that ZAP took away or tried to: for reports, "who", the digest, and so that a later
 * reading can't forget what an earlier one saw. No bodies, no URLs, no tokens. Texts are raw: attackers wrote them.
 */
export interface ZapRecord {
  readonly tenantId: TenantId;
  readonly key: string;
  readonly networkMessageId?: string | undefined;
  readonly internetMessageId?: string | undefined;
  /** Raw, at most 500 characters; '' where no source told it. */
  readonly subject: string;
  readonly senderName: string;
  /** Lower case; '' for the empty sender. */
  readonly senderAddress: string;
  /** The From domain in ASCII, '' when it has none that is one. */
  readonly senderDomain: string;
  readonly mailFromDomain?: string | undefined;
  readonly senderIp?: string | undefined;
  /** The /24 or /48 of `senderIp`. */
  readonly network?: string | undefined;
  readonly ptr?: string | undefined;
  readonly direction?: MailEnvelope['direction'];
  readonly clusterId?: string | undefined;
  /** 16 hex digits; the same for subjects that differ in numbers, tokens, case and reply prefixes only. '' without one. */
  readonly subjectShape: string;
  /** DMARC or composite authentication passed for the From domain: only then does the sender's address mean anything. */
  readonly authenticated: boolean;
  /** Lower-case hosts of its links, at most 50. */
  readonly linkHosts: readonly string[];
  readonly attachments: readonly RecordedAttachment[];
  readonly explanation?: Explanation | undefined;
  /** The gravest of all recipients'. */
  readonly threat: ZapThreat;
  /** In the order of their addresses. When `recipientsLeftOut` is above 0, these are the ones most at risk. */
  readonly recipients: readonly RecordedRecipient[];
  /** How many recipients had no room. */
  readonly recipientsLeftOut: number;
  /** Clicks by accounts that are none of the recipients. */
  readonly otherClicks: number;
  readonly sources: readonly ZapSourceName[];
  /** When it happened, for reports: the earliest purge known, else the first delivery, else when it was first seen. */
  readonly at: string;
  readonly firstSeenAt: string;
  /** When anything above was last changed by a reading. */
  readonly changedAt: string;
}

const schema = z.object({
  tenantId: z.guid().transform((id) => id as TenantId),
  key: z.string().min(1),
  networkMessageId: z.string().optional(),
  internetMessageId: z.string().optional(),
  subject: z.string(),
  senderName: z.string(),
  senderAddress: z.string(),
  senderDomain: z.string(),
  mailFromDomain: z.string().optional(),
  senderIp: z.string().optional(),
  network: z.string().optional(),
  ptr: z.string().optional(),
  direction: z.enum(['inbound', 'outbound', 'intra-org']).optional(),
  clusterId: z.string().optional(),
  subjectShape: z.string(),
  authenticated: z.boolean(),
  linkHosts: z.array(z.string()),
  attachments: z.array(attachmentSchema),
  explanation: explanationSchema.optional(),
  threat: threatSchema,
  recipients: z.array(recipientSchema),
  recipientsLeftOut: z.number().int().nonnegative(),
  otherClicks: z.number().int().nonnegative(),
  sources: z.array(z.enum(zapSources)),
  at: z.iso.datetime(),
  firstSeenAt: z.iso.datetime(),
  changedAt: z.iso.datetime(),
});

/** Reads a stored record back. ContractError (with the path, never the value) when it is none. */
export function parseZapRecord(json: unknown): ZapRecord {
  return parseStored(schema, json, 'A stored record of a zapped message has another shape.');
}

/** The record as stored: the same without undefined, so that reading back gives an equal value. */
export function zapRecordJson(record: ZapRecord): Readonly<Record<string, Json>> {
  return storedForm(record);
}

export interface StoredZapRecord {
  readonly record: ZapRecord;
  readonly etag: Etag;
}

/** The records of each tenant. A record that can't be read rejects with ContractError: it is never passed over. */
export interface ZapRecordStore {
  read(tenantId: TenantId, key: string): Promise<StoredZapRecord | undefined>;
  /** Inserts when `etag` is undefined. 'conflict' when somebody was faster; then nothing was written. */
  write(record: ZapRecord, etag: Etag | undefined): Promise<'written' | 'conflict'>;
  /** Those with `at` not before `since` (UTC ISO 8601), in the order of their keys. */
  list(tenantId: TenantId, since?: string): AsyncIterable<StoredZapRecord>;
  /** Deletes those with `at` before `before`; how many. */
  forget(tenantId: TenantId, before: string): Promise<number>;
}
