import { MemoryDocumentStore } from '../../adapters/memory/memory-document-store.js';
import type { Clock } from '../../lib/clock.js';
import { mailSourceNames, sideSourceNames, sourceRules } from '../../spam/counting-rules.js';
import { spamSources, type SpamSourceName } from '../../spam/coverage.js';
import { mailSources, type MailSourceName } from '../../spam/ports.js';
import { capabilitiesOf, type Capability } from '../../tenants/capabilities.js';
import { absenceWords, type SourcePresence } from '../../tenants/source-presence.js';
import type { Tenant, TenantId } from '../../tenants/tenant.js';
import { causeLine } from '../cause-line.js';
import type { SpamAccess } from '../spam-access.js';
import { absent, doubtful, fine, type Check } from './check.js';

type Probe = (tenantId: TenantId) => Promise<SourcePresence>;

/**
 * Which sources of the spam report a tenant has, and what can't be told with these. Reads only, and remembers nothing. A
 * source that is not there is never wrong: licences and permissions are the tenant's choice. Rejects only for bugs.
 */
export async function checkSpamSources(
  tenant: Tenant,
  services: Pick<SpamAccess, 'sources' | 'spoofs' | 'blocked' | 'signIns'>,
  clock: Pick<Clock, 'now'>,
): Promise<Check> {
  const subject = {
    area: 'tenant',
    tenant: { id: tenant.id, name: tenant.name },
    what: 'reader: Spam report',
  } as const;
  const found = await capabilitiesOf(
    tenant.id,
    {
      collection: 'spam-sources',
      documents: new MemoryDocumentStore(),
      probes: probesOf(services),
    },
    clock.now(),
  );
  const named = (kind: Capability['kind']): readonly SpamSourceName[] =>
    spamSources.filter((name) => found.get(name)?.kind === kind);
  const present = named('present');
  const missing = spamSources.flatMap((name) => absenceText(name, found.get(name))).join('; ');
  const lacks = missing === '' ? '' : ` Without: ${missing}.`;
  const sees = present.length === 0 ? '' : `sources: ${listOf(present)}.`;
  const [cause] = [...found.values()].flatMap((one) => (one.kind === 'unknown' ? [one.cause] : []));
  if (cause !== undefined) {
    const { sentence, todo } = causeLine(cause);
    const asked = `could not be asked: ${listOf(named('unknown'))}. ${sentence}`;
    return doubtful(subject, `${sees === '' ? '' : `${sees} `}${asked}${lacks}`, todo);
  }
  const best = mailSources.find((name) => present.includes(name));
  if (best === undefined) {
    return absent(subject, `${sees === '' ? '' : `${sees} `}no source of mail flow.${lacks}`);
  }
  return fine(subject, [`${sees}${lacks}`, ...blindSpots(best)].join(' '));
}

function probesOf({
  sources,
  spoofs,
  blocked,
  signIns,
}: Pick<SpamAccess, 'sources' | 'spoofs' | 'blocked' | 'signIns'>): ReadonlyMap<
  SpamSourceName,
  Probe
> {
  return new Map<SpamSourceName, Probe>([
    ...sources.map(
      (source) => [source.name, (tenantId: TenantId) => source.probe(tenantId)] as const,
    ),
    ['spoof-report', (tenantId) => spoofs.probe(tenantId)],
    ['blocked-users', (tenantId) => blocked.probe(tenantId)],
    ['sign-ins', (tenantId) => signIns.probe(tenantId)],
  ]);
}

/** What the best source of mail flow can't tell. */
function blindSpots(best: MailSourceName): readonly string[] {
  const { listsWanted, tellsVerdict } = sourceRules[best];
  return [
    ...(tellsVerdict ? [] : ['What unwanted mail was filtered for is not known.']),
    ...(listsWanted ? [] : ['Wanted mail is not listed, so there are no shares.']),
  ];
}

function absenceText(name: SpamSourceName, capability: Capability | undefined): readonly string[] {
  return capability?.kind === 'absent' ? [`${nameOf(name)} (${absenceWords[capability.why]})`] : [];
}

function listOf(names: readonly SpamSourceName[]): string {
  return names.map(nameOf).join(', ');
}

function nameOf(name: SpamSourceName): string {
  return { ...mailSourceNames, ...sideSourceNames }[name];
}
