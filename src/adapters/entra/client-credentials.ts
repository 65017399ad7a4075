import type { Clock } from '../../lib/clock.js';
import { ServiceError } from '../../lib/errors.js';
import type { Send } from '../../lib/http/message.js';
import { servicePipeline } from '../../lib/http/service-pipeline.js';
import type { TokenSource } from '../../lib/http/token-source.js';
import type { AppCredential } from './app-credential.js';
import { grantByIdentity } from './identity-grant.js';
import type { Grant } from './token-answer.js';
import { grantOf } from './token-answer.js';
import { expectIssuedTo } from './token-claims.js';

export interface ClientCredentialsOptions {
  /** 'https://login.microsoftonline.com', or a loopback URL. */
  readonly loginUrl: string;
  /** The login URL is on this machine: a plain POST, and only with a secret. */
  readonly loopback: boolean;
  readonly tenantId: string;
  readonly clientId: string;
  readonly credential: AppCredential;
  /** 'https://graph.microsoft.com' or 'https://outlook.office365.com'; without '/.default'. */
  readonly resource: string;
  readonly clock: Clock;
  /** Goes to the login service with its retries; `loginSend` makes one. */
  readonly send: Send;
}

const longestMarginMs = 5 * 60_000;

interface Held {
  readonly token: string;
  /** On the wall clock, milliseconds. */
  readonly renewAt: number;
}

/** One per (tenant, app): both resources of an app share its throttling. */
export function loginSend(options: {
  readonly clock: Clock;
  readonly send?: Send | undefined;
  readonly random?: (() => number) | undefined;
}): Send {
  return servicePipeline({ service: 'entra', ...options }).send;
}

/**
 * App-only tokens for one tenant, one resource and one app. Renewed 5 minutes before they expire (half their life, when
 * that is shorter), one renewal at a time; every new token's `tid` and app are compared before anybody gets it.
 * Rejects with ServiceError (service code 'AADSTS…', 'wrong-tenant', 'credential-unusable'), TransportError or
 * ContractError; a failure is not remembered.
 */
export function clientCredentials(options: ClientCredentialsOptions): TokenSource {
  const acquire = options.loopback ? () => grantByPost(options) : grantByIdentity(options);
  let held: Held | undefined;
  let renewal: Promise<Held> | undefined;

  const renew = async (fresh: boolean): Promise<Held> => {
    const { token, lifetimeMs } = await acquire(fresh);
    expectIssuedTo(token, options);
    const margin = Math.min(longestMarginMs, lifetimeMs / 2);
    held = { token, renewAt: options.clock.now().getTime() + lifetimeMs - margin };
    return held;
  };

  return {
    token: async ({ fresh = false } = {}) => {
      const usable = held !== undefined && options.clock.now().getTime() < held.renewAt;
      if (held !== undefined && usable && !fresh) return held.token;
      renewal ??= renew(fresh).finally(() => {
        renewal = undefined;
      });
      return (await renewal).token;
    },
  };
}

/** POST {login}/{tenant}/oauth2/v2.0/token, for a login service on loopback, where @azure/identity insists on https. */
async function grantByPost(options: ClientCredentialsOptions): Promise<Grant> {
  const { credential, clock } = options;
  if (credential.kind !== 'secret') throw needsSecret();
  const login = options.loginUrl.replace(/\/+$/, '');
  const response = await options.send({
    method: 'POST',
    url: `${login}/${encodeURIComponent(options.tenantId)}/oauth2/v2.0/token`,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: options.clientId,
      client_secret: credential.secret.reveal(),
      scope: `${options.resource}/.default`,
    }).toString(),
    idempotent: true,
  });
  return grantOf(response, clock.now());
}

function needsSecret(): ServiceError {
  return new ServiceError(
    'A login service on loopback takes a client secret only.',
    { service: 'entra', status: 0, serviceCode: 'credential-unusable' },
    { retryable: false },
  );
}
