import type { Clock } from '../../lib/clock.js';
import type { Send } from '../../lib/http/message.js';
import type { TokenSource } from '../../lib/http/token-source.js';
import type { AppCredential } from './app-credential.js';
import { BoundedMap } from './bounded-map.js';
import { clientCredentials, loginSend } from './client-credentials.js';

export interface TokenPoolOptions {
  readonly loginUrl: string;
  readonly loopback: boolean;
  readonly clock: Clock;
  /** What really sends; default fetch. */
  readonly send?: Send | undefined;
  readonly random?: (() => number) | undefined;
  /** Token sources kept; default 4096. */
  readonly capacity?: number | undefined;
}

/** One of our apps. Two apps have two client ids. */
export interface AppIdentity {
  readonly clientId: string;
  readonly credential: AppCredential;
}

export interface TokenPool {
  /** The same source for the same three, as long as it was used lately; never shared between two tenants. */
  source(tenantId: string, resource: string, identity: AppIdentity): TokenSource;
}

const defaultCapacity = 4096;

/** Token sources per (tenant, resource, app). A source that made room is simply made again. */
export function tokenPool(options: TokenPoolOptions): TokenPool {
  const { loginUrl, loopback, clock, send, random } = options;
  const capacity = options.capacity ?? defaultCapacity;
  const sources = new BoundedMap<TokenSource>(capacity);
  const logins = new BoundedMap<Send>(capacity);
  return {
    source: (tenantId, resource, { clientId, credential }) =>
      sources.getOrMake(key(tenantId, clientId, resource), () =>
        clientCredentials({
          loginUrl,
          loopback,
          tenantId,
          clientId,
          credential,
          resource,
          clock,
          send: logins.getOrMake(key(tenantId, clientId), () => loginSend({ clock, send, random })),
        }),
      ),
  };
}

function key(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
