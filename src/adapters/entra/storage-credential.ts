import { DefaultAzureCredential } from '@azure/identity';
import type { ScopedTokens } from '../../lib/scoped-tokens.js';

/**
 * Tokens of the service's own Entra identity for its storage account: the managed identity on Azure, a developer's login
 * elsewhere. The account needs no key. Roles: Storage Table Data Contributor, Storage Queue Data Contributor.
 */
export function storageCredential(): ScopedTokens {
  return new DefaultAzureCredential();
}
