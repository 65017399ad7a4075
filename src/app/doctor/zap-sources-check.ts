import { MemoryDocumentStore } from '../../adapters/memory/memory-document-store.js';
import type { Clock } from '../../lib/clock.js';
import type { Tenant } from '../../tenants/tenant.js';
import { capabilitiesOf, type CapabilityServices } from '../../zap/capabilities.js';
import { type Capability } from '../../tenants/capabilities.js';
import { blindSpots, sourceList, sourceNames } from '../../zap/capability-words.js';
import { absenceWords } from '../../tenants/source-presence.js';
import { rankOf } from '../../zap/sighting-form.js';
import type { ZapSourceName } from '../../zap/sighting.js';
import { causeLine } from '../cause-line.js';
import { absent, doubtful, fine, type Check } from './check.js';

/**
 * Which sources for zapped mail a tenant has, and what nobody can see with these. Reads only, and remembers nothing. A
 * source that is not there is never wrong: licences and permissions are the tenant's choice. Rejects only for bugs.
 */
export async function checkZapSources(
  tenant: Tenant,
  services: Pick<CapabilityServices, 'sources' | 'mailboxes'>,
  clock: Pick<Clock, 'now'>,
): Promise<Check> {
  const subject = {
    area: 'tenant',
    tenant: { id: tenant.id, name: tenant.name },
    what: 'reader: Zapped mail',
  } as const;
  const documents = new MemoryDocumentStore();
  const answers = await capabilitiesOf(tenant.id, { ...services, documents }, clock.now());
  const found = [...answers].sort(([a], [b]) => rankOf(a) - rankOf(b));
  const present = found.flatMap(([name, { kind }]) => (kind === 'present' ? [name] : []));
  const missing = found.flatMap(absenceText).join('; ');
  const unknown = found.flatMap(([, one]) => (one.kind === 'unknown' ? [one.cause] : []));
  const [cause] = unknown;
  const lacks = missing === '' ? '' : ` Without: ${missing}.`;
  const sees = present.length === 0 ? '' : `sources: ${sourceList(present)}.`;
  if (cause !== undefined) {
    const { sentence, todo } = causeLine(cause);
    const failed = found.flatMap(([name, { kind }]) => (kind === 'unknown' ? [name] : []));
    const asked = `could not be asked: ${sourceList(failed)}. ${sentence}`;
    return doubtful(subject, `${sees === '' ? '' : `${sees} `}${asked}${lacks}`, todo);
  }
  if (present.length === 0) return absent(subject, `no source, so nothing is known.${lacks}`);
  return fine(subject, [`${sees}${lacks}`, ...blindSpots(present)].join(' '));
}

function absenceText([name, capability]: [ZapSourceName, Capability]): readonly string[] {
  return capability.kind === 'absent'
    ? [`${sourceNames[name]} (${absenceWords[capability.why]})`]
    : [];
}
