import type { Cause } from './cause.js';
import type { TenantId } from './tenant.js';

/** What is known of a tenant's readability. A suspended tenant is probed rarely and stays visible until it is mended. */
export interface TenantHealth {
  readonly tenantId: TenantId;
  readonly name: string;
  readonly state: 'healthy' | 'degraded' | 'suspended';
  readonly cause?: Cause | undefined;
  /** UTC ISO 8601. */
  readonly since: string;
  /** The last complete reading, UTC ISO 8601. */
  readonly lastReadAt?: string | undefined;
  readonly lastFound?: number | undefined;
  readonly nextProbeAt?: string | undefined;
  /** The first complete read has been made: later finds are news, not inventory. */
  readonly inventoried: boolean;
  readonly failuresInRow: number;
}
