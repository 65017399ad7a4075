import { z } from 'zod';
import type { Json } from '../lib/json.js';
import { parseStored, storedForm } from '../lib/stored-form.js';
import type { Verdict } from './analysis/report.js';
import type { Exposure } from './message.js';
import {
  attachmentSchema,
  explainedFromSchema,
  exposureSchema,
  headersSchema,
  linkSchema,
  observationSchema,
  recipientSchema,
  threatSchema,
  verdictSchema,
} from './record-schema.js';
import type {
  Explanation,
  RecordedAttachment,
  RecordedHeaders,
  RecordedLink,
  RecordedObservation,
  RecordedRecipient,
} from './records.js';
import { zapSources, type MailEnvelope, type ZapSourceName, type ZapThreat } from './sighting.js';

/** How many recipients there are of each kind. The evidence's four values add up to `recipients`. */
export interface ZapCounts {
  readonly recipients: number;
  /** ZAP failed; the message may still be there. */
  readonly failed: number;
  /** They had moved, deleted or reported it before. */
  readonly userTriaged: number;
  readonly quarantined: number;
  readonly clicked: number;
  /** Those among `clicked` who reached the page. */
  readonly reached: number;
  readonly read: number;
  /** Those among `read` of whom it is known that it was after the purge. */
  readonly readAfterZap: number;
  readonly unread: number;
  readonly unknown: number;
}

/** What a zap alert stores. The texts are as read: attackers may have written them. */
export interface ZapFacts {
  readonly key: string;
  readonly networkMessageId?: string | undefined;
  readonly internetMessageId?: string | undefined;
  readonly subject: string;
  readonly senderName: string;
  readonly senderAddress: string;
  readonly senderDomain: string;
  readonly senderIp?: string | undefined;
  readonly ptr?: string | undefined;
  readonly direction?: MailEnvelope['direction'];
  readonly clusterId?: string | undefined;
  /** The From address was proven; otherwise anybody may have written it. */
  readonly authenticated: boolean;
  readonly threat: ZapThreat;
  /** The first delivery, UTC ISO 8601. */
  readonly receivedAt?: string | undefined;
  /** The longest of all recipients whose message was taken away. */
  readonly longestExposure: Exposure;
  readonly counts: ZapCounts;
  /** The 50 most at risk, worst first. `counts.recipients` says how many there are. */
  readonly recipients: readonly RecordedRecipient[];
  /** Clicks by accounts that are none of the recipients. */
  readonly otherClicks: number;
  /** What the analysis rests on; undefined when there was none yet. Everything below is then empty. */
  readonly explainedFrom?: Explanation['from'] | undefined;
  /** As of delivery. */
  readonly headers: RecordedHeaders;
  readonly verdict?: Verdict | undefined;
  /** The twelve heaviest. */
  readonly observations: readonly RecordedObservation[];
  /** The first 20. */
  readonly links: readonly RecordedLink[];
  readonly linkCount: number;
  /** The first 10. */
  readonly attachments: readonly RecordedAttachment[];
  readonly sources: readonly ZapSourceName[];
}

const count = z.number().int().nonnegative();

const schema = z.object({
  key: z.string().min(1),
  networkMessageId: z.string().optional(),
  internetMessageId: z.string().optional(),
  subject: z.string(),
  senderName: z.string(),
  senderAddress: z.string(),
  senderDomain: z.string(),
  senderIp: z.string().optional(),
  ptr: z.string().optional(),
  direction: z.enum(['inbound', 'outbound', 'intra-org']).optional(),
  clusterId: z.string().optional(),
  authenticated: z.boolean(),
  threat: threatSchema,
  receivedAt: z.iso.datetime().optional(),
  longestExposure: exposureSchema,
  counts: z.object({
    recipients: count,
    failed: count,
    userTriaged: count,
    quarantined: count,
    clicked: count,
    reached: count,
    read: count,
    readAfterZap: count,
    unread: count,
    unknown: count,
  }),
  recipients: z.array(recipientSchema),
  otherClicks: count,
  explainedFrom: explainedFromSchema.optional(),
  headers: headersSchema,
  verdict: verdictSchema.optional(),
  observations: z.array(observationSchema),
  links: z.array(linkSchema),
  linkCount: count,
  attachments: z.array(attachmentSchema),
  sources: z.array(z.enum(zapSources)),
});

/** Reads stored facts back. ContractError (with the path, never the value) when they are not a zap alert's. */
export function parseZapFacts(json: unknown): ZapFacts {
  return parseStored(schema, json, 'The stored facts of a zap alert have another shape.');
}

/** The facts as stored: the same without undefined, so that reading back gives an equal value. */
export function zapFactsJson(facts: ZapFacts): Readonly<Record<string, Json>> {
  return storedForm(facts);
}
