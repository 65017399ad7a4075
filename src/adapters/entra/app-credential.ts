import type { Secret } from '../../lib/secret.js';

/** How an app proves that it is itself. */
export type AppCredential =
  | { readonly kind: 'secret'; readonly secret: Secret }
  /** A PEM file with certificate and private key. */
  | { readonly kind: 'certificate'; readonly path: string }
  /** A user-assigned managed identity that the app registration trusts; no secret exists. */
  | { readonly kind: 'federated'; readonly managedIdentityClientId?: string | undefined };
