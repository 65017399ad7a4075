import type { ZapRecord } from './records.js';

/** A stored message, and the name under which its tenant is known. */
export interface TenantRecord {
  readonly tenantName: string;
  readonly record: ZapRecord;
}
