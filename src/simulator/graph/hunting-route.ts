import { z } from 'zod';
import { HUNTING_RATE } from '../call-rates.js';
import { huntingJson } from '../hunting/hunting-json.js';
import { huntingTables } from '../hunting/hunting-tables.js';
import { KqlError } from '../hunting/kql-error.js';
import type { KqlProblem } from '../hunting/kql-error.js';
import { runKql } from '../hunting/kql-run.js';
import type { Table } from '../hunting/kql-value.js';
import type { Stretch } from '../hunting/table-definition.js';
import { parseTimespan } from '../hunting/timespan.js';
import { USUAL_QUIRKS } from '../mail/mail-quirks.js';
import type { TenantMail } from '../mail/mail-record.js';
import { refuse } from './route.js';
import type { ActionCall, GraphAction, Refusal } from './route.js';
import type { SimulatedResponse } from '../service.js';

const bodySchema = z.strictObject({
  Query: z.string().min(1),
  Timespan: z.string().nullable().optional(),
});

/** Rules that a query can break. What depends on the tenant alone is no violation. */
const RULES: Readonly<Partial<Record<KqlProblem, string>>> = {
  syntax: 'kql-syntax',
  semantic: 'kql-semantic',
  'too-large': 'kql-too-large',
};

/**
 * Microsoft Learn: "security: runHuntingQuery". A query outside the subset is a 400 and a violation.
 *
 * Assumptions, since no page shows an error: a table that the licence doesn't bring is a 400 with the code BadRequest and
 * Kusto's words; a full minute (45 calls per tenant) is a 429 with Retry-After. Asked in a tenant without Defender for
 * Office 365 Plan 2, the service would show whether the first holds.
 */
export const HUNTING_ACTION: GraphAction = {
  method: 'POST',
  pattern: /^\/security\/(?:microsoft\.graph\.security\.)?runHuntingQuery$/,
  roles: ['ThreatHunting.Read.All'],
  options: [],
  run: (call) => {
    const now = call.context.clock().getTime();
    const wait = call.caller.tenant.rates.take('hunting', HUNTING_RATE, now);
    if (wait !== undefined) return tooMany(wait);
    const body = bodySchema.safeParse(call.body);
    if (!body.success) return badBody('The body must have Query, may have Timespan, and no more.');
    const stretch = parseTimespan(body.data.Timespan ?? undefined, now);
    if (stretch === undefined) return badBody('The Timespan is not valid.');
    return hunt(call, body.data.Query, stretch, now);
  },
};

function hunt(
  { caller }: ActionCall,
  query: string,
  stretch: Stretch,
  now: number,
): SimulatedResponse | Refusal {
  const { mail } = caller.tenant;
  try {
    const table = runKql(query, huntingTables(mail, stretch), now);
    return answer(table, mail);
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    const rule = RULES[error.problem];
    return refuse(400, 'BadRequest', `${error.message}.`, rule === undefined ? {} : { rule });
  }
}

/** Cut off at the cap without a word. */
function answer(table: Table, mail: TenantMail): SimulatedResponse {
  const { huntingRowCap, huntingSchemaKeys } = mail.quirks ?? USUAL_QUIRKS;
  const shown = { ...table, rows: table.rows.slice(0, huntingRowCap) };
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: huntingJson(shown, huntingSchemaKeys),
  };
}

function badBody(message: string): Refusal {
  return refuse(400, 'BadRequest', message, { rule: 'malformed-body' });
}

function tooMany(seconds: number): Refusal {
  return refuse(
    429,
    'TooManyRequests',
    'You have exceeded the number of calls per minute for this tenant.',
    { headers: { 'Retry-After': String(seconds) } },
  );
}
