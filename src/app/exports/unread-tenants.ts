import { localTime } from '../../lib/local-time.js';
import { Untrusted } from '../../lib/untrusted.js';
import { causeTexts } from '../../tenants/cause.js';
import type { TenantHealth } from '../../tenants/health.js';
import type { ExportRequest, ExportServices } from './export-kind.js';

/**
 * One sentence for each tenant asked for that could not be read, or not completely, when it was last looked at: what is
 * stored of it may be old, or nothing at all.
 */
export async function unreadTenants(
  { health, timeZone }: Pick<ExportServices, 'health' | 'timeZone'>,
  { tenants }: Pick<ExportRequest, 'tenants'>,
): Promise<readonly string[]> {
  const known = new Map((await health.all()).map((one) => [one.tenantId, one]));
  return tenants.flatMap(({ id, name }) => {
    const why = whyUnread(known.get(id), timeZone);
    return why === undefined ? [] : [`${Untrusted.of(name).forCard()}: ${why}`];
  });
}

function whyUnread(health: TenantHealth | undefined, timeZone: string): string | undefined {
  if (health === undefined) return causeTexts['not-yet-read'].sentence;
  const { state, cause, lastReadAt } = health;
  if (state === 'healthy') return undefined;
  const sentence = cause ? causeTexts[cause.code].sentence : 'It could not be read completely.';
  const last =
    lastReadAt === undefined
      ? 'It has never been read completely.'
      : `Last read completely ${localTime(lastReadAt, timeZone)}.`;
  return `${sentence} ${last}`;
}
