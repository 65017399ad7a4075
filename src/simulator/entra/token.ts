import { randomUUID } from 'node:crypto';
import { violate } from '../context.js';
import type { SimulatorContext } from '../context.js';
import { seededGuid } from '../scenario/seeded-guid.js';
import type { Consent, SimulatedApp } from '../scenario/schema.js';
import type { SimulatedRequest, SimulatedResponse } from '../service.js';
import type { TenantState } from '../tenant-state.js';
import { refuse } from './errors.js';
import type { Refusal } from './errors.js';
import { audienceOfScope } from './resources.js';
import type { ResourceKind } from './resources.js';

const FIELDS: ReadonlySet<string> = new Set([
  'client_id',
  'client_secret',
  'scope',
  'grant_type',
  'client_assertion',
  'client_assertion_type',
]);
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const LIFETIME_S = 3600;

interface Grant {
  readonly tenant: TenantState;
  readonly app: SimulatedApp;
  readonly audience: string;
  readonly roles: readonly string[];
}

/** The client-credentials grant. Microsoft Learn: "OAuth 2.0 client credentials flow". */
export async function issueToken(
  context: SimulatorContext,
  request: SimulatedRequest,
  tenant: TenantState | undefined,
): Promise<SimulatedResponse> {
  const form = new URLSearchParams(request.body.toString('utf8'));
  for (const field of form.keys()) {
    if (!FIELDS.has(field)) violate(context, request.entry, 'unknown-form-field', field);
  }
  const grant = decide(context, form, tenant);
  if (typeof grant === 'string') return refuse(grant, context.clock());
  const token = await sign(context, request, grant);
  return {
    status: 200,
    headers: { 'Cache-Control': 'no-store' },
    body: {
      token_type: 'Bearer',
      expires_in: LIFETIME_S,
      ext_expires_in: LIFETIME_S,
      access_token: token,
    },
  };
}

function decide(
  context: SimulatorContext,
  form: URLSearchParams,
  tenant: TenantState | undefined,
): Grant | Refusal {
  if (tenant === undefined) return 'tenantUnknown';
  const [clientId, scope, grantType] = ['client_id', 'scope', 'grant_type'].map((name) =>
    form.get(name),
  );
  if (!clientId || !scope || !grantType) return 'fieldMissing';
  if (grantType !== 'client_credentials') return 'grantUnsupported';
  const resource = audienceOfScope(scope);
  if (resource === undefined) return 'scopeInvalid';
  const app = context.state.app(clientId);
  if (app === undefined) return 'appUnknown';
  const refusal = checkCredential(form, app);
  if (refusal !== undefined) return refusal;
  const roles = rolesOf(context, app, tenant, resource.kind);
  return typeof roles === 'string' ? roles : { tenant, app, audience: resource.audience, roles };
}

function checkCredential(form: URLSearchParams, app: SimulatedApp): Refusal | undefined {
  const assertion = form.get('client_assertion');
  if (assertion !== null) {
    const wellFormed = /^[\w-]+\.[\w-]+\.[\w-]+$/.test(assertion);
    return wellFormed && form.get('client_assertion_type') === ASSERTION_TYPE
      ? undefined
      : 'assertionBad';
  }
  const secret = form.get('client_secret');
  if (secret === null) return 'credentialMissing';
  if (secret === app.secret) return undefined;
  return app.expiredSecrets.includes(secret) ? 'secretExpired' : 'secretWrong';
}

const REFUSED_CONSENT: Readonly<Record<Consent['state'], Refusal | undefined>> = {
  granted: undefined,
  missing: 'appUnknown',
  withdrawn: 'consentWithdrawn',
  'principal-removed': 'principalMissing',
  'policy-blocked': 'policyBlocked',
};

/** The bot needs no consent: it lives in the home tenant and gets no roles. */
function rolesOf(
  context: SimulatorContext,
  app: SimulatedApp,
  tenant: TenantState,
  resource: ResourceKind,
): readonly string[] | Refusal {
  if (app.kind === 'bot') return tenant.tenantId === context.state.homeTenantId ? [] : 'appUnknown';
  const consent = tenant.consent(app.appId);
  if (consent === undefined) return 'appUnknown';
  const refusal = REFUSED_CONSENT[consent.state];
  if (refusal !== undefined) return refusal;
  return resource === 'bot' ? [] : consent.roles[resource];
}

async function sign(
  context: SimulatorContext,
  request: SimulatedRequest,
  grant: Grant,
): Promise<string> {
  const { app, audience, roles } = grant;
  const place = {
    service: 'login',
    request: request.entry,
    tenantId: grant.tenant.tenantId,
    appId: app.appId,
  };
  const wrong = context.faults.take('token', place);
  const tenantId = wrong === undefined ? place.tenantId : otherTenant(context, place.tenantId);
  const now = Math.floor(context.clock().getTime() / 1000);
  const principal = seededGuid(`${tenantId} principal ${app.appId}`);
  context.ledger.record({ kind: 'token', tenantId, appId: app.appId, audience, roles });
  return context.keys.sign({
    aud: audience,
    iss: `${request.base}/${tenantId}/v2.0`,
    iat: now,
    nbf: now,
    exp: now + LIFETIME_S,
    appid: app.appId,
    azp: app.appId,
    appidacr: '1',
    idtyp: 'app',
    oid: principal,
    sub: principal,
    tid: tenantId,
    uti: randomUUID(),
    ver: '2.0',
    ...(roles.length > 0 ? { roles: [...roles] } : {}),
  });
}

function otherTenant(context: SimulatorContext, tenantId: string): string {
  const other = context.state.tenants.find((tenant) => tenant.tenantId !== tenantId);
  return other?.tenantId ?? seededGuid(`not ${tenantId}`);
}
