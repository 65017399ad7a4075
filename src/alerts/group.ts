import type { TenantId } from '../tenants/tenant.js';
import type { AlertId, MessageRef } from './alert.js';

/** Many alerts of one scan announced on one card. */
export interface AlertGroup {
  readonly id: string;
  readonly tenantId: TenantId;
  readonly tenantName: string;
  readonly alertIds: readonly AlertId[];
  readonly createdAt: string;
  readonly message?: MessageRef | undefined;
}

export const rowsPerPage = 10;

/** More new alerts than this in one scan of one tenant go onto one card. */
export const groupAbove = 5;
