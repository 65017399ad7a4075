import type { Cause } from './cause.js';
import type { TenantId } from './tenant.js';

/** What a scan of one tenant (or one mailbox in it) read. There is no fourth value and no default. */
export type ScanOutcome =
  | { readonly kind: 'clean' }
  | { readonly kind: 'found'; readonly count: number }
  | { readonly kind: 'unknown'; readonly cause: Cause };

/** A mailbox that a scan could not judge, though the tenant was readable. */
export interface MailboxFailure {
  /** ExchangeGuid, or the address that was asked for. */
  readonly mailbox: string;
  readonly cause: Cause;
}

export interface TenantCoverage {
  readonly tenantId: TenantId;
  readonly tenantName: string;
  readonly outcome: ScanOutcome;
  /** External forwards seen, also when parts could not be read. */
  readonly found: number;
  readonly failures: readonly MailboxFailure[];
  /** When the reading was finished, UTC ISO 8601. */
  readonly readAt: string;
}

/** The proof that everything asked for was read; the only ticket to the words "no external forwards". */
export interface CompleteCoverage {
  readonly complete: true;
  readonly tenants: readonly TenantCoverage[];
}

export type Coverage =
  CompleteCoverage | { readonly complete: false; readonly tenants: readonly TenantCoverage[] };

function isWhole(tenant: TenantCoverage): boolean {
  return tenant.outcome.kind !== 'unknown' && tenant.failures.length === 0;
}

/** Combining takes the worst. Nothing read at all is not complete. */
export function combineCoverage(tenants: readonly TenantCoverage[]): Coverage {
  return tenants.length > 0 && tenants.every(isWhole)
    ? { complete: true, tenants }
    : { complete: false, tenants };
}

export function unreadTenants(coverage: Coverage): readonly TenantCoverage[] {
  return coverage.tenants.filter((tenant) => !isWhole(tenant));
}

export function foundCount(coverage: Coverage): number {
  return coverage.tenants.reduce((sum, tenant) => sum + tenant.found, 0);
}

/** The words "No external forwards", only for complete coverage in which nothing was found. */
export function sayClean(coverage: CompleteCoverage): string | undefined {
  return foundCount(coverage) === 0 ? 'No external forwards.' : undefined;
}
