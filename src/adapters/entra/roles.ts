import { claimsOf } from './token-claims.js';

/** The application permissions in an app-only token ('Exchange.ManageAsApp', …); none when it is not a JWT. */
export function grantedRoles(token: string): readonly string[] {
  const roles: unknown = claimsOf(token)?.['roles'];
  return Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [];
}
