import type { TenantId } from '../tenants/tenant.js';

/** One quarantined message with the recipients to whom it was not delivered. */
export interface QuarantinedMessage {
  /** As the service names it; opaque. */
  readonly identity: string;
  /** Lower case. */
  readonly recipients: readonly string[];
  /** As the sender wrote it, so several messages may bear it; the headers tell them apart. */
  readonly internetMessageId: string;
  /** True when everybody got it back. */
  readonly released: boolean;
}

/** Looks into quarantine. Rejects with a typed error. */
export interface QuarantineReader {
  /** All that bear this InternetMessageId, never more: an empty one, which the service takes for "all messages", is refused. */
  find(tenantId: TenantId, internetMessageId: string): Promise<readonly QuarantinedMessage[]>;
  /** The headers as they came, folded. */
  headers(tenantId: TenantId, identity: string): Promise<string>;
}

/** Releases from quarantine, as the actor. Rejects with a typed error. */
export interface QuarantineReleaser extends QuarantineReader {
  /** To one recipient only. */
  release(tenantId: TenantId, identity: string, recipient: string): Promise<void>;
}
