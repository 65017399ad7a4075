import type { Secret } from '../lib/secret.js';

export type Credential =
  | { readonly kind: 'secret'; readonly secret: Secret }
  | { readonly kind: 'certificate'; readonly path: string }
  /** A managed identity that the app trusts; `managedIdentityClientId` names a user-assigned one. */
  | { readonly kind: 'federated'; readonly managedIdentityClientId?: string | undefined };

export interface Identity {
  readonly clientId: string;
  readonly credential: Credential;
}
