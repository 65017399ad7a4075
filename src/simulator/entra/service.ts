import { unknownRoute } from '../context.js';
import type { SimulatorContext } from '../context.js';
import type { SimulatedRequest, SimulatedResponse, SimulatedService } from '../service.js';
import { FaultyCalls } from '../under-faults.js';
import { refuse } from './errors.js';
import { issueToken } from './token.js';

const ROUTE =
  /^\/([^/]+)\/(oauth2\/v2\.0\/token|v2\.0\/\.well-known\/openid-configuration|discovery\/v2\.0\/keys)$/;

/** Entra ID: tokens for apps, OpenID metadata and signing keys, per tenant (by id or domain). */
export function entraService(context: SimulatorContext): SimulatedService {
  const calls = new FaultyCalls(context);
  return {
    prefix: '/login',
    handle: async (request) => {
      const [, name = '', action = ''] = ROUTE.exec(request.path) ?? [];
      const method = action.endsWith('token') ? 'POST' : 'GET';
      if (action === '' || request.method !== method) return unknownRoute(context, request);
      const tenant = context.state.tenant(decodeURIComponent(name));
      if (action.endsWith('keys')) return { status: 200, body: { keys: [context.keys.jwk] } };
      if (action.endsWith('configuration')) {
        return tenant === undefined
          ? refuse('tenantUnknown', context.clock())
          : openIdMetadata(request, tenant.tenantId);
      }
      const place = { service: 'login', request: request.entry, tenantId: tenant?.tenantId };
      return calls.run(place, () => issueToken(context, request, tenant));
    },
  };
}

function openIdMetadata(request: SimulatedRequest, tenantId: string): SimulatedResponse {
  const own = `${request.base}/${tenantId}`;
  return {
    status: 200,
    body: {
      issuer: `${own}/v2.0`,
      token_endpoint: `${own}/oauth2/v2.0/token`,
      jwks_uri: `${own}/discovery/v2.0/keys`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
      response_types_supported: ['token'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      tenant_region_scope: 'EU',
    },
  };
}
