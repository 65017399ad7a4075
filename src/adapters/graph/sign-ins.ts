import { z } from 'zod';
import type { Clock } from '../../lib/clock.js';
import { ContractError, ServiceError } from '../../lib/errors.js';
import type { TimeSpan } from '../../lib/time-span.js';
import type { SignIn, SignIns } from '../../spam/ports.js';
import type { SourcePresence } from '../../tenants/source-presence.js';
import { isGuid } from '../../tenants/tenant.js';
import { tenantPaces } from './call-pace.js';
import type { Pace } from './call-pace.js';
import { service } from './graph-answer.js';
import type { GraphClient } from './graph-client.js';
import { odataString } from './odata.js';
import { provenGraph } from './tenant-client.js';
import type { GraphOf } from './tenant-client.js';
import { utcTime } from './utc-time.js';

const path = 'auditLogs/signIns';
/** Of five calls in ten seconds (Microsoft Learn: "Microsoft Graph service-specific throttling limits"); one is for a repetition. */
const callLimit = { calls: 4, perMs: 10_000 };
const pageSize = 1000;
const mostSignIns = 5000;
/** A tenant without Entra ID P1 ("Neither tenant is B2C or tenant doesn't have premium license"). */
const withoutPremium = 'Authentication_RequestFromNonPremiumTenantOrB2CTenant';

const signIn = z.object({
  createdDateTime: z.string(),
  userId: z.string(),
  ipAddress: z.string().nullish(),
  location: z.object({ countryOrRegion: z.string().nullish() }).nullish(),
  status: z.object({ errorCode: z.number().int() }),
});
type Logged = z.infer<typeof signIn>;

/**
 * Successful sign-ins of one account: GET /auditLogs/signIns (Microsoft Learn: "List signIns"), which brings interactive
 * ones; least permission AuditLog.Read.All; Entra ID P1 in the tenant, else 403; kept for 30 days. `graphOf` gives the
 * reader's client. TypeError when the id is not a GUID.
 */
export function signIns(graphOf: GraphOf, clock: Clock): SignIns {
  const clientOf = provenGraph(graphOf);
  const paceOf = tenantPaces(callLimit, clock);
  return {
    probe: async (tenantId) => probe(clientOf(tenantId), paceOf(tenantId)),
    of: async (tenantId, objectId, span) =>
      read(clientOf(tenantId), paceOf(tenantId), { objectId, span }),
  };
}

async function probe(client: GraphClient, pace: Pace): Promise<SourcePresence> {
  try {
    await pace();
    await client.listUpTo(1, `${path}?$top=1`, signIn);
    return { kind: 'present' };
  } catch (error) {
    const answer = error instanceof ServiceError ? error.answer : undefined;
    if (answer?.status !== 403 && answer?.status !== 404) throw error;
    const { status, serviceCode } = answer;
    if (status === 404) return { kind: 'absent', why: 'not-in-cloud', serviceCode };
    const why = serviceCode === withoutPremium ? 'no-licence' : 'no-permission';
    return { kind: 'absent', why, serviceCode };
  }
}

async function read(
  client: GraphClient,
  pace: Pace,
  asked: { readonly objectId: string; readonly span: TimeSpan },
): ReturnType<SignIns['of']> {
  if (!isGuid(asked.objectId)) throw new TypeError('An account is named by its GUID.');
  const objectId = asked.objectId.toLowerCase();
  const found: SignIn[] = [];
  let read = 0;
  for await (const { items, truncated } of client.pages(pathOf(objectId, asked.span), signIn, {
    beforeEach: pace,
  })) {
    for (const row of items) {
      if (row.userId.toLowerCase() !== objectId) throw anotherAccount();
      if (row.status.errorCode === 0) found.push(signInOf(row));
    }
    read += items.length;
    if (truncated && read >= mostSignIns) return { signIns: newestFirst(found), truncated: true };
  }
  return { signIns: newestFirst(found), truncated: false };
}

function pathOf(objectId: string, { from, to }: TimeSpan): string {
  const times = [`createdDateTime ge ${isoOf(from)}`, `createdDateTime le ${isoOf(to)}`];
  const filter = [`userId eq ${odataString(objectId)}`, ...times].join(' and ');
  const encoded = encodeURIComponent(filter).replaceAll("'", '%27');
  return `${path}?$filter=${encoded}&$orderby=createdDateTime%20desc&$top=${pageSize}`;
}

function isoOf(time: string): string {
  return new Date(time).toISOString();
}

/** The country is two letters, or nothing that could be compared. */
function signInOf(row: Logged): SignIn {
  const at = utcTime(row.createdDateTime);
  if (at === undefined) throw broken('a sign-in without a time', 'createdDateTime');
  const country = row.location?.countryOrRegion?.trim().toUpperCase();
  return {
    at,
    country: country !== undefined && /^[A-Z]{2}$/.test(country) ? country : undefined,
    ip: row.ipAddress?.trim() === '' ? undefined : (row.ipAddress ?? undefined),
  };
}

function newestFirst(signIns: readonly SignIn[]): readonly SignIn[] {
  return signIns.toSorted((a, b) => (a.at < b.at ? 1 : Number(a.at === b.at) - 1));
}

function anotherAccount(): ContractError {
  return broken('sign-ins of another account than the one asked for', 'userId');
}

function broken(what: string, column: string): ContractError {
  return new ContractError(`graph gave ${what}.`, { service, path: `${path}.${column}` });
}
