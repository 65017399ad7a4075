import { z } from 'zod';
import type { Json } from '../lib/json.js';
import { parseStored, storedForm } from '../lib/stored-form.js';
import { cellSchema } from './cell.js';
import {
  internalSchema,
  receiverSchema,
  senderDomainSchema,
  senderSchema,
  spoofedSchema,
} from './figures.js';
import { distinctSchema, listingOf, shortened, type Listing } from './listing.js';
import { directions, outcomes, verdicts } from './mail-row.js';
import { mailSources } from './ports.js';
import { trendsSchema } from './trend.js';

const count = z.number().int().nonnegative();
const span = z.object({ from: z.iso.datetime(), to: z.iso.datetime() });

/** One attacker on many people: dangerous mail of one sender domain. */
const oneOnMany = z.object({
  domain: z.string(),
  /** Dangerous deliveries: malware, phish, spoof. */
  count,
  targets: distinctSchema,
  atLeast: z.boolean(),
});

/** Many attackers on one person. `tailored`: how much of it came in mailings that went to very few people. */
const manyOnOne = z.object({
  address: z.string(),
  count,
  senders: distinctSchema,
  domains: distinctSchema,
  tailored: count,
  tailoredDomains: distinctSchema,
  vip: z.boolean(),
  /** Enough of it is tailored to speak of spear phishing. */
  spear: z.boolean(),
});
export type ManyOnOne = Readonly<z.infer<typeof manyOnOne>>;

/** One line of the spoof report, summed up over days. */
const spoofLine = z.object({
  domain: z.string(),
  type: z.enum(['internal', 'external', 'unknown']),
  spoofedUser: z.string().optional(),
  trueSender: z.string().optional(),
  infrastructure: z.string().optional(),
  count,
  results: z.array(z.string()),
});
export type SpoofLine = Readonly<z.infer<typeof spoofLine>>;

export const spamReportSchema = z.object({
  tenantId: z.guid(),
  zone: z.string(),
  days: z.number().int().positive(),
  /** Local days, YYYY-MM-DD, both included. */
  firstDay: z.iso.date(),
  lastDay: z.iso.date(),
  period: span,
  /** One person only; then nothing here speaks of anybody else. */
  mailbox: z.string().optional(),
  source: z.enum(mailSources).optional(),
  complete: z.boolean(),
  /** How the source counts, in our own words: stands under every number. */
  countingRule: z.array(z.string()),
  /** The source lists wanted mail too, so that shares can be given. */
  listsWanted: z.boolean(),
  /** Exact. */
  cells: z.array(cellSchema),
  perDay: z.array(
    z.object({ day: z.iso.date(), complete: z.boolean(), cells: z.array(cellSchema) }),
  ),
  /** What the source counts beside its rows (edge blocks, rows beyond its limit). In none of the other figures. */
  counted: z.array(
    z.object({
      direction: z.enum(directions),
      verdict: z.enum(verdicts),
      outcome: z.enum(outcomes),
      count,
    }),
  ),
  /** Unwanted mail from outside, by address, by domain and by receiver: the same deliveries three times. */
  senders: listingOf(senderSchema),
  domains: listingOf(senderDomainSchema),
  receivers: listingOf(receiverSchema),
  patterns: z.object({
    oneOnMany: z.array(oneOnMany),
    manyOnOne: z.array(manyOnOne),
    /** Those of the receivers named as worth attacking who got something. */
    vips: z.array(receiverSchema),
    /** There were more different mailings than could be followed: small ones may be missing. */
    bounded: z.boolean(),
  }),
  /** Unwanted mail of the tenant's own users, and who is kept from sending. */
  internal: listingOf(internalSchema),
  spoofed: listingOf(spoofedSchema),
  /** Absent where it could not be read. Counts by its own rule: never to be added to `spoofed`. */
  spoofReport: z.object({ listed: z.array(spoofLine), leftOut: count }).optional(),
  trends: trendsSchema,
});

/** The figures of all views of one tenant. Addresses, domains and users are raw: attackers may have written them. */
export type SpamReport = Readonly<z.infer<typeof spamReportSchema>>;

/** Reads a stored report back. ContractError (with the path, never the value) when it is none. */
export function parseSpamReport(json: unknown): SpamReport {
  return parseStored(spamReportSchema, json, 'A stored report of mail has another shape.');
}

/** The report as stored: lists cut to `most`, counts kept, without undefined. */
export function storedSpamReport(report: SpamReport, most = 50): Readonly<Record<string, Json>> {
  const short = <T extends { readonly count: number }>(list: Listing<T>): Listing<T> =>
    shortened(list, most, ({ count: one }) => one);
  const { patterns, spoofReport } = report;
  const lines = spoofReport && {
    listed: spoofReport.listed.slice(0, most),
    leftOut:
      spoofReport.leftOut +
      spoofReport.listed.slice(most).reduce((sum, { count: one }) => sum + one, 0),
  };
  const small = {
    ...report,
    senders: short(report.senders),
    domains: short(report.domains),
    receivers: short(report.receivers),
    internal: short(report.internal),
    spoofed: short(report.spoofed),
    patterns: {
      ...patterns,
      oneOnMany: patterns.oneOnMany.slice(0, most),
      manyOnOne: patterns.manyOnOne.slice(0, most),
      vips: patterns.vips.slice(0, most),
    },
    spoofReport: lines,
    trends: { ...report.trends, found: report.trends.found.slice(0, most) },
  };
  return storedForm(small);
}
