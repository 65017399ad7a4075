import type { Clock } from '../lib/clock.js';
import type { SharedRowStore } from '../lib/document-store.js';
import type { TenantId } from '../tenants/tenant.js';
import type { SpamPolicy } from './policy.js';
import type { BlockedUsers, MailSource, OwnUsers, SignIns, SpoofSource } from './ports.js';

/** What a look at mail flow needs of the world. What is absent is not looked at, and said not to be. */
export interface SpamScanServices {
  readonly sources: readonly MailSource[];
  /** Accepted domains of the tenant. Rejects with a typed error. */
  readonly ownDomains: (tenantId: TenantId) => Promise<readonly string[]>;
  readonly spoofs?: SpoofSource | undefined;
  readonly blocked?: BlockedUsers | undefined;
  readonly users?: OwnUsers | undefined;
  readonly signIns?: SignIns | undefined;
  /** For what is known of the tenant's sources, and of events that go on. */
  readonly documents: SharedRowStore;
  readonly policy: SpamPolicy;
  readonly clock: Pick<Clock, 'now'>;
}
