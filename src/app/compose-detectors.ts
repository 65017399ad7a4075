import { acceptedDomains } from '../adapters/exchange/accepted-domains.js';
import type { AlertServices } from '../alerts/services.js';
import { forwardKind } from '../forwards/card.js';
import type { ForwardReader } from '../forwards/ports.js';
import { forwardRemediation } from '../forwards/remediate.js';
import type { Clock } from '../lib/clock.js';
import { spamKind } from '../spam/kind.js';
import type { SpamScanServices } from '../spam/scan-services.js';
import { unreadableKind } from '../tenants/unreadable.js';
import { isSharedHost } from '../zap/analysis/shared-host.js';
import { zapKind } from '../zap/kind.js';
import { DocumentZapRecordStore } from '../zap/record-store.js';
import type { ServiceConfig } from './config.js';
import { domainsOf, rememberDomains } from './own-domains.js';
import { spamAccess, spamChanges, type SpamAccess } from './spam-access.js';
import type { Stores } from './stores.js';
import type { TenantAccess } from './tenant-access.js';
import { zapAccess, zapChanges, type ZapAccess } from './zap-access.js';

/** What reads tenants for each detector, and what is known of each kind of alert. */
export interface Detectors {
  readonly reader: ForwardReader;
  readonly zap: ZapAccess;
  readonly mail: SpamAccess;
  readonly records: DocumentZapRecordStore;
  readonly spamScans: SpamScanServices;
  readonly kinds: AlertServices['kinds'];
}

export function composeDetectors(
  config: ServiceConfig,
  access: TenantAccess,
  { documents }: Stores,
  clock: Clock,
): Detectors {
  const { partnerDomains, actor } = config;
  const reader = remembering(access.forwards, documents);
  const zap = zapAccess(access, config.reader, clock);
  const mail = spamAccess(access, config.reader, clock);
  const records = new DocumentZapRecordStore(documents);
  const changes = actor && zapChanges(access, { ...config, actor }, clock);
  const remediation =
    access.changes && forwardRemediation(reader, access.changes, { partnerDomains });
  const domains = acceptedDomains((tenantId) => access.commands(tenantId, config.reader));
  return {
    ...{ reader, zap, mail, records },
    spamScans: {
      ...mail,
      ownDomains: (tenantId) => domainsOf(documents, tenantId, domains),
      ...{ documents, policy: config.spamPolicy, clock },
    },
    kinds: {
      forward: forwardKind(remediation, changes?.accounts),
      zap: zapKind({
        ...{ finder: zap.finder, records, clock, isSharedDomain: isSharedHost },
        ...changes,
      }),
      spam: spamKind({
        accounts: changes?.accounts,
        sending: actor && spamChanges(access, actor).sending,
      }),
      unreadable: unreadableKind(consentLink(config)),
    },
  };
}

/** Every complete reading also tells which domains the tenant owns: commands find tenants by them. */
function remembering(reader: ForwardReader, documents: Stores['documents']): ForwardReader {
  return {
    ...reader,
    readTenant: async (tenantId) => {
      const reading = await reader.readTenant(tenantId);
      const names = reading.acceptedDomains.map(({ domainName }) => domainName);
      await rememberDomains(documents, tenantId, names);
      return reading;
    },
  };
}

/** Admin consent for the reader app in one tenant (Microsoft Learn: "Admin consent on the Microsoft identity platform"). */
function consentLink({
  hosts,
  reader,
  loopbackLogin,
}: ServiceConfig): (tenantId: string) => string {
  // A local login service has no consent page: the link is then the one of the commercial cloud.
  const login = loopbackLogin ? 'https://login.microsoftonline.com' : hosts.login;
  const scope = encodeURIComponent(`${hosts.exchangeResource}/.default`);
  return (tenantId) =>
    `${login}/${tenantId}/adminconsent?client_id=${reader.clientId}&scope=${scope}`;
}
