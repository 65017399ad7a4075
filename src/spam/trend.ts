import { z } from 'zod';
import { directions, verdicts } from './mail-row.js';

const count = z.number().int().nonnegative();

/** One change that chance does not explain. */
export const trendSchema = z.object({
  /** `total`: all mail of a direction and verdict. `day`: one day against the others of the period. */
  about: z.enum(['total', 'sender-domain', 'receiver', 'own-domain', 'day']),
  /** The domain, address or day; '' for totals. Raw. */
  key: z.string(),
  direction: z.enum(directions),
  verdict: z.enum(verdicts).optional(),
  before: count,
  now: count,
  change: z.enum(['rise', 'fall', 'new', 'gone']),
  /** How probable a difference like this is without any change, already multiplied by the number of comparisons. */
  p: z.number().min(0).max(1),
});
export type Trend = Readonly<z.infer<typeof trendSchema>>;

export const trendsSchema = z.object({
  /** The span compared with; absent when nothing was compared. */
  previous: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }).optional(),
  /** Why nothing was compared; '' when it was. In our own words. */
  why: z.string(),
  /** How it is decided, in our own words. */
  rule: z.string(),
  comparisons: count,
  found: z.array(trendSchema),
});
export type Trends = Readonly<z.infer<typeof trendsSchema>>;
