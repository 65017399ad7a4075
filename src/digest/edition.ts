import { z } from 'zod';
import type { Json } from '../lib/json.js';
import { parseStored, storedForm } from '../lib/stored-form.js';

const instant = z.iso.datetime();
const count = z.number().int().nonnegative();
const covered = z.enum(['whole', 'part', 'none']);

const keyFigures = z.object({
  covered: z.object({ forwards: covered, zap: covered, mail: covered }),
  ...{ appeared: count, removed: count, zapped: count, seen: count },
  ...{ unwanted: count, reached: count },
});

const period = z.object({
  week: z.string(),
  zone: z.string(),
  from: instant,
  to: instant,
  firstDay: z.iso.date(),
  lastDay: z.iso.date(),
});

const actor = z.object({ tenantId: z.string(), objectId: z.string(), name: z.string() });

const schema = z.object({
  week: z.string(),
  /**
   * `claimed`: somebody makes it. `waiting`: Teams did not take it; tried again. `posting`: the one request may be under
   * way. `ambiguous`: its answer was lost. `posted` and `skipped` are the ends.
   */
  state: z.enum(['claimed', 'waiting', 'posting', 'ambiguous', 'posted', 'skipped']),
  /** Rises with every claim; only the holder of the newest may go on. */
  fence: count,
  period,
  dueAt: instant,
  createdAt: instant,
  kind: z.enum(['scheduled', 'late', 'ordered']),
  /** Who said "digest now". */
  orderedBy: actor.optional(),
  leaseUntil: instant.optional(),
  notBefore: instant.optional(),
  /** The rows, once they are stored: what is posted again is the same. */
  content: z.object({ id: z.string(), parts: count, madeAt: instant }).optional(),
  figures: keyFigures.optional(),
  /** Requests whose answer was lost. */
  lost: count,
  missed: z.array(z.string()).readonly(),
  message: z.object({ conversationId: z.string(), activityId: z.string() }).optional(),
  endedAt: instant.optional(),
  /** Why it was skipped. */
  skipped: z.enum(['too-late', 'unconfirmed', 'refused']).optional(),
  /** Code of the last failure. */
  failure: z.string().optional(),
});

/** The digest of one channel and one ISO week: the document that says who makes it and what became of it. */
export type Edition = Readonly<z.infer<typeof schema>>;

/** ContractError (with the path, never the value) for another shape. */
export function parseEdition(json: unknown): Edition {
  return parseStored(schema, json, 'A stored digest has another shape.');
}

export function editionJson(edition: Edition): Json {
  return storedForm(edition);
}

export function isEnded({ state }: Edition): boolean {
  return state === 'posted' || state === 'skipped';
}

/** The longest wait that an edition can ask for; what says more was written by a clock that was wrong. */
const longestWaitMs = 3_600_000;

/** True when nobody holds it, and it need not wait any longer. */
export function isFree(edition: Edition, now: number): boolean {
  if (isEnded(edition)) return false;
  const held = edition.state === 'claimed' || edition.state === 'posting';
  const until = Date.parse((held ? edition.leaseUntil : edition.notBefore) ?? edition.createdAt);
  return until <= now || until > now + longestWaitMs;
}
