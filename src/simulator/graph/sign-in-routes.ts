import { SIGN_IN_RATE } from '../call-rates.js';
import { violate } from '../context.js';
import type { SignInRecord } from '../mail/mail-record.js';
import type { TenantState } from '../tenant-state.js';
import { refuse } from './route.js';
import type { GraphRoute, Refusal, RouteCall, RouteResult } from './route.js';
import { readSignInFilter } from './sign-in-filter.js';
import { SIGN_IN_PROPERTIES, signInResource } from './sign-in-resource.js';

const ORDER = /^createdDateTime(?: (asc|desc))?$/;
/** Entra ID P1 keeps a month. Microsoft Learn: "Microsoft Entra data retention". */
const KEPT_MS = 30 * 24 * 60 * 60_000;

/**
 * Microsoft Learn: "List signIns". Interactive sign-ins, failed ones too, newest first unless said otherwise; each page is
 * a request, and there are five of an app and tenant in ten seconds ("Microsoft Graph service-specific throttling limits",
 * "Identity and access reports").
 *
 * Assumptions: AuditLog.Read.All is enough, as today's page has it (an older one asked for Directory.Read.All as well, and
 * that alone doesn't do here); a full window is a 429 with Retry-After; the licence is looked at before the filter.
 */
export const SIGN_IN_ROUTES: readonly GraphRoute[] = [
  {
    pattern: /^\/auditLogs\/signIns$/i,
    roles: ['AuditLog.Read.All'],
    options: ['$filter', '$top', '$orderby', '$select', '$skiptoken'],
    defaultTop: 1000,
    maxTop: 1000,
    properties: SIGN_IN_PROPERTIES,
    run: (call) => refuseCall(call) ?? listSignIns(call),
  },
];

function refuseCall(call: RouteCall): Refusal | undefined {
  const { context, caller, entry } = call;
  const { tenant, app } = caller;
  const now = context.clock().getTime();
  const place = { service: 'sign-in reports', request: entry, appId: app.appId };
  const inside = tenant.reportWindows.check(place, now);
  if (inside?.early === true) {
    violate(context, entry, 'early-retry', `sign-ins, ${inside.seconds} s too early`);
  }
  const wait = inside?.seconds ?? tenant.rates.take(`sign-ins ${app.appId}`, SIGN_IN_RATE, now);
  if (wait !== undefined) {
    if (inside === undefined) tenant.reportWindows.open(place, now, wait);
    const headers = { 'Retry-After': String(wait) };
    return refuse(429, 'TooManyRequests', 'Too many requests of the sign-ins.', { headers });
  }
  if (tenant.mail.licence.entra === 'P1') return undefined;
  const text = "Neither tenant is B2C or tenant doesn't have premium license";
  return refuse(403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant', text);
}

function listSignIns({ context, caller: { tenant }, query }: RouteCall): RouteResult {
  const fits = readSignInFilter(query.get('$filter'));
  const order = ORDER.exec(query.get('$orderby') ?? 'createdDateTime desc');
  if (fits === undefined || order === null) {
    const text = 'Invalid filter or order.';
    return refuse(400, 'BadRequest', text, { rule: 'unsupported-filter' });
  }
  const now = context.clock().getTime();
  const sign = order[1] === 'desc' ? -1 : 1;
  const found = tenant.mail.signIns
    .filter((record) => isKept(record, now) && fits(record))
    .sort((left, right) => sign * (Date.parse(left.at) - Date.parse(right.at)));
  return {
    kind: 'list',
    rows: {
      count: found.length,
      slice: (from, count) =>
        found.slice(from, from + count).map((one) => signInResource(one, nameOf(tenant, one))),
    },
    context: 'auditLogs/signIns',
  };
}

function isKept({ at }: SignInRecord, now: number): boolean {
  const time = Date.parse(at);
  return time <= now && time >= now - KEPT_MS;
}

function nameOf(tenant: TenantState, { objectId }: SignInRecord): string {
  return tenant.usersNamed(objectId)[0]?.displayName ?? '';
}
