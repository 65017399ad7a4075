import type { Ledger } from '../ledger.js';
import type { SimulatedRequest, SimulatedResponse, SimulatedService } from '../service.js';
import { CHANNEL_ISSUER, type ChannelKeys } from './channel-keys.js';

const METADATA = '/v1/.well-known/openidconfiguration';
const KEYS = '/v1/.well-known/keys';

/** `/botframework`: where the channel publishes the keys that its tokens to the bot are signed with. */
export function botframeworkService(ledger: Ledger, keys: ChannelKeys): SimulatedService {
  const answer = (request: SimulatedRequest): SimulatedResponse => {
    if (request.path === METADATA && request.method === 'GET') {
      return {
        status: 200,
        body: {
          issuer: CHANNEL_ISSUER,
          authorization_endpoint: 'https://invalid.botframework.com',
          jwks_uri: `${request.base}${KEYS}`,
          id_token_signing_alg_values_supported: ['RS256'],
          token_endpoint_auth_methods_supported: ['private_key_jwt'],
        },
      };
    }
    if (request.path === KEYS && request.method === 'GET') {
      return { status: 200, body: keys.jwks() };
    }
    ledger.record({
      kind: 'violation',
      rule: 'botframework-unknown-route',
      request: request.entry,
      detail: `${request.method} ${request.path}`,
    });
    return { status: 404, body: { error: { code: 'NotFound', message: 'No such page.' } } };
  };
  return { prefix: '/botframework', handle: (request) => Promise.resolve(answer(request)) };
}
