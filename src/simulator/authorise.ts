import type { IncomingHttpHeaders } from 'node:http';
import { errors } from 'jose';
import type { JWTPayload } from 'jose';
import { readBearer } from './bearer.js';
import { violate } from './context.js';
import type { SimulatorContext } from './context.js';
import { resourceOf } from './entra/resources.js';
import type { ResourceKind } from './entra/resources.js';
import type { Consent, SimulatedApp } from './scenario/schema.js';
import type { TenantState } from './tenant-state.js';

/** The app behind an accepted token, and what it may do in the token's tenant. */
export interface Caller {
  readonly app: SimulatedApp;
  readonly tenant: TenantState;
  readonly consent: Consent;
  readonly roles: readonly string[];
}

/**
 * Accepts an app-only token of this simulator for the resource. Undefined: answer 401. That a token has run out or its
 * tenant has withdrawn consent is life; everything else is the caller's mistake and recorded as a violation.
 */
export async function authorise(
  context: SimulatorContext,
  request: { readonly entry: number; readonly headers: IncomingHttpHeaders },
  resource: ResourceKind,
): Promise<Caller | undefined> {
  const token = readBearer(request.headers);
  const claims = token === undefined ? 'missing' : await verified(context, token);
  if (claims === 'expired') return undefined;
  if (typeof claims === 'string') {
    violate(context, request.entry, `${claims}-token`, resource);
    return undefined;
  }
  if (resourceOf(claims.aud) !== resource) {
    violate(context, request.entry, 'wrong-audience', String(claims.aud));
    return undefined;
  }
  return callerOf(context, claims);
}

function callerOf(context: SimulatorContext, claims: JWTPayload): Caller | undefined {
  const { appid, tid, roles } = claims;
  const app = typeof appid === 'string' ? context.state.app(appid) : undefined;
  const tenant = typeof tid === 'string' ? context.state.tenant(tid) : undefined;
  const consent = app === undefined ? undefined : tenant?.consent(app.appId);
  if (app === undefined || tenant === undefined || consent?.state !== 'granted') return undefined;
  return { app, tenant, consent, roles: Array.isArray(roles) ? roles.map(String) : [] };
}

async function verified(
  context: SimulatorContext,
  token: string,
): Promise<JWTPayload | 'expired' | 'invalid'> {
  try {
    return await context.keys.verify(token);
  } catch (error) {
    if (error instanceof errors.JWTExpired) return 'expired';
    if (error instanceof errors.JOSEError) return 'invalid';
    throw error;
  }
}
