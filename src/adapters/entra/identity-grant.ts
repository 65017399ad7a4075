import {
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
} from '@azure/identity';
import type { TokenCredential } from '@azure/identity';
import type { Clock } from '../../lib/clock.js';
import { AppError, ServiceError, TransportError } from '../../lib/errors.js';
import type { Send } from '../../lib/http/message.js';
import type { AppCredential } from './app-credential.js';
import { identityHttp } from './identity-http.js';
import type { IdentityHttpClient } from './identity-http.js';
import type { Grant } from './token-answer.js';

export interface IdentityGrantOptions {
  readonly loginUrl: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly credential: AppCredential;
  readonly resource: string;
  readonly clock: Clock;
  readonly send: Send;
}

const exchangeAudience = 'api://AzureADTokenExchange/.default';

/**
 * Tokens by @azure/identity: one credential object for this tenant, resource and app, never one for several tenants. Its
 * requests go through `send`, so that retries and throttling are ours, and so that the service's code is not lost: the
 * library turns every failure into one error with nothing but a text.
 */
export function grantByIdentity(options: IdentityGrantOptions): (fresh: boolean) => Promise<Grant> {
  let failure: AppError | undefined;
  const http = identityHttp(options.send, options.clock, (error) => {
    failure = error;
  });
  const assertion = managedIdentityAssertion(options.credential, (error) => {
    failure = error;
  });
  const create = (): TokenCredential => credentialFor(options, http, assertion);
  let credential: TokenCredential | undefined;

  return async (fresh) => {
    // The library has a cache of its own that only a new object is free of.
    if (fresh || credential === undefined) credential = create();
    failure = undefined;
    const asked = options.clock.now().getTime();
    try {
      const got = await credential.getToken(`${options.resource}/.default`);
      if (got === null) throw unusable(undefined);
      return { token: got.token, lifetimeMs: got.expiresOnTimestamp - asked };
    } catch (error) {
      if (error instanceof AppError) throw error;
      // Set by the callbacks above while the library was at work; the compiler can't see that.
      throw (failure as AppError | undefined) ?? unusable(error);
    }
  };
}

function credentialFor(
  options: IdentityGrantOptions,
  httpClient: IdentityHttpClient,
  assertion: () => Promise<string>,
): TokenCredential {
  const { tenantId, clientId, credential } = options;
  const common = {
    authorityHost: options.loginUrl,
    // The host comes from our own table of clouds, so there is nothing to discover.
    disableInstanceDiscovery: true,
    retryOptions: { maxRetries: 0 },
    httpClient,
  };
  switch (credential.kind) {
    case 'secret':
      return new ClientSecretCredential(tenantId, clientId, credential.secret.reveal(), common);
    case 'certificate':
      return new ClientCertificateCredential(
        tenantId,
        clientId,
        { certificatePath: credential.path },
        common,
      );
    case 'federated':
      return new ClientAssertionCredential(tenantId, clientId, assertion, common);
  }
}

/** Microsoft Learn: "Configure an application to trust a managed identity". User-assigned identities only. */
function managedIdentityAssertion(
  credential: AppCredential,
  failed: (error: AppError) => void,
): () => Promise<string> {
  const clientId = credential.kind === 'federated' ? credential.managedIdentityClientId : undefined;
  let identity: ManagedIdentityCredential | undefined;
  return async () => {
    try {
      identity ??= new ManagedIdentityCredential(clientId === undefined ? {} : { clientId });
      return (await identity.getToken(exchangeAudience)).token;
    } catch (cause) {
      const error = new TransportError('The managed identity gave no assertion.', {
        service: 'entra',
        reason: 'managed-identity',
        mayHaveArrived: false,
        cause,
      });
      failed(error);
      throw error;
    }
  };
}

/** Nothing was sent: the certificate file is missing or is not one, or the like. */
function unusable(cause: unknown): ServiceError {
  return new ServiceError(
    'The credential of the app could not be used.',
    { service: 'entra', status: 0, serviceCode: 'credential-unusable' },
    { retryable: false, cause },
  );
}
