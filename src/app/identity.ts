import type { Secret } from '../lib/secret.js';

export type Credential =
  | { readonly kind: 'secret'; readonly secret: Secret }
  | { readonly kind: 'certificate'; readonly path: string }
  | { readonly kind: 'federated' };

export interface Identity {
  readonly clientId: string;
  readonly credential: Credential;
}
