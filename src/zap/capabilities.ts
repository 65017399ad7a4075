import type { SharedRowStore } from '../lib/document-store.js';
import {
  capabilitiesOf as rememberedCapabilities,
  probeAgain as askAgain,
  type Capability,
  type CapabilityProbes,
} from '../tenants/capabilities.js';
import type { TenantId } from '../tenants/tenant.js';
import type { MailboxZapSource, TenantZapSource } from './ports.js';
import type { ZapSourceName } from './sighting.js';

export type Capabilities = ReadonlyMap<ZapSourceName, Capability>;

export interface CapabilityServices {
  readonly sources: readonly TenantZapSource[];
  readonly mailboxes: MailboxZapSource;
  readonly documents: SharedRowStore;
}

/** Which of ZAP's sources the tenant has, as it was found out within the last day. */
export function capabilitiesOf(
  tenantId: TenantId,
  services: CapabilityServices,
  now: Date,
): Promise<Capabilities> {
  return rememberedCapabilities(tenantId, probesOf(services), now);
}

/** Asks one source again, after it has refused though it was there. What it says is remembered. */
export function probeAgain(
  tenantId: TenantId,
  name: ZapSourceName,
  services: CapabilityServices,
  now: Date,
): Promise<Capability> {
  return askAgain(tenantId, name, probesOf(services), now);
}

function probesOf({
  sources,
  mailboxes,
  documents,
}: CapabilityServices): CapabilityProbes<ZapSourceName> {
  const tenantWide = sources.map(
    (source) => [source.name, (tenantId: TenantId) => source.probe(tenantId)] as const,
  );
  return {
    collection: 'zap-sources',
    documents,
    probes: new Map<ZapSourceName, (tenantId: TenantId) => ReturnType<TenantZapSource['probe']>>([
      ...tenantWide,
      ['mailbox', (tenantId) => mailboxes.probe(tenantId)],
    ]),
  };
}
