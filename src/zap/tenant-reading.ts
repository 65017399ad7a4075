import type { Cause } from '../tenants/cause.js';
import { causeOf } from '../tenants/diagnose.js';
import type { TenantId } from '../tenants/tenant.js';
import { probeAgain, type Capabilities, type CapabilityServices } from './capabilities.js';
import { saidEverything, type Absence, type SourceFailure, type SourceRead } from './coverage.js';
import type { TenantZapSource } from './ports.js';
import type { TimeSpan } from '../lib/time-span.js';
import { rankOf } from './sighting-form.js';
import type { ZapSighting, ZapSourceName } from './sighting.js';

const dayMs = 86_400_000;

/** What sources said, and what they did not. */
export interface SourcesReading {
  readonly sightings: readonly ZapSighting[];
  readonly read: readonly SourceRead[];
  readonly absent: readonly { readonly source: ZapSourceName; readonly why: Absence }[];
  readonly failures: readonly SourceFailure[];
}

/**
 * Reads the sources that speak for the whole tenant, best first, until one was read to its end; what a worse one could add
 * to that is nothing. A source that fails or stops at its limit is recorded, and the next one is read too. A source that
 * refuses though it was there is asked at once whether it still is.
 */
export async function readTenantSources(
  tenantId: TenantId,
  services: CapabilityServices,
  capabilities: Capabilities,
  span: TimeSpan,
  now: Date,
): Promise<SourcesReading> {
  const reading = new Reading();
  for (const source of services.sources.toSorted((a, b) => rankOf(a.name) - rankOf(b.name))) {
    const capability = capabilities.get(source.name);
    if (capability?.kind === 'absent') {
      reading.absent.push({ source: source.name, why: capability.why });
      continue;
    }
    const whole = await readSource(tenantId, source, { services, span, now, reading });
    if (whole) break;
  }
  return reading;
}

class Reading implements SourcesReading {
  readonly sightings: ZapSighting[] = [];
  readonly read: SourceRead[] = [];
  readonly absent: { source: ZapSourceName; why: Absence }[] = [];
  readonly failures: SourceFailure[] = [];
}

interface Circumstances {
  readonly services: CapabilityServices;
  readonly span: TimeSpan;
  readonly now: Date;
  readonly reading: Reading;
}

/** True when it said everything about the span. */
async function readSource(
  tenantId: TenantId,
  source: TenantZapSource,
  { services, span, now, reading }: Circumstances,
): Promise<boolean> {
  const horizon = now.getTime() - source.daysBack * dayMs;
  const from = new Date(Math.max(Date.parse(span.from), horizon)).toISOString();
  const short = Date.parse(span.from) < horizon;
  try {
    const { sightings, truncated } = await source.read(tenantId, { ...span, from });
    for (const sighting of sightings) reading.sightings.push(sighting);
    const read: SourceRead = {
      name: source.name,
      sightings: sightings.length,
      truncated,
      ...(short ? { onlyFrom: from } : {}),
    };
    reading.read.push(read);
    return saidEverything(read);
  } catch (error) {
    const cause = causeOf(error);
    if (cause === undefined) throw error;
    const asked = refusals.has(cause.code)
      ? await probeAgain(tenantId, source.name, services, now)
      : undefined;
    if (asked?.kind === 'absent') reading.absent.push({ source: source.name, why: asked.why });
    else reading.failures.push({ source: source.name, cause });
    return false;
  }
}

/** Causes that may mean that a licence or a permission is gone. */
const refusals: ReadonlySet<Cause['code']> = new Set([
  'permission-missing',
  'role-missing',
  'service-failed',
]);
