import type { FlatValue } from '../../alerts/card-content.js';
import { ownText, Untrusted } from '../../lib/untrusted.js';
import { localTime } from '../../lib/local-time.js';
import { causeTexts } from '../../tenants/cause.js';
import type { TenantHealth } from '../../tenants/health.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { Command, CommandServices } from './command.js';

const shownTenants = 15;

export const statusCommand: Command = {
  name: 'status',
  usage: 'status',
  explanation: 'Says what is watched, when it was last read, and what could not be read.',
  access: 'reader',
  run: async (services) => {
    const tenants = await services.registry.tenants();
    const healths = new Map(
      (await services.health.all()).map((health) => [health.tenantId, health]),
    );
    const read = tenants.filter(({ id }) => healths.get(id)?.state === 'healthy').length;
    const channel = await services.alerts.channels.current();
    const depth = await services.queue.depth();
    return {
      template: 'status',
      data: {
        title: ownText(`${read} of ${tenants.length} tenants were read completely last time`),
      },
      rows: [
        row(
          'Security channel',
          channel ? 'Chosen' : 'None yet: an approver says "use this channel"',
        ),
        row(
          'Changes',
          services.alerts.options.canRemediate
            ? 'Possible'
            : 'None: report only, no actor app is configured',
        ),
        row('Work waiting', depth === 0 ? 'None' : `${depth} ${depth === 1 ? 'job' : 'jobs'}`),
        ...tenantRows(services, tenants, healths),
      ],
      summary: ownText(`${read} of ${tenants.length} tenants read`),
    };
  },
};

function row(name: string, value: string): Record<string, FlatValue> {
  return { name: ownText(name), value: ownText(value) };
}

/** Tenants that are not healthy come first. */
function tenantRows(
  { alerts }: CommandServices,
  tenants: readonly Tenant[],
  healths: ReadonlyMap<string, TenantHealth>,
): Record<string, FlatValue>[] {
  const healthy = (tenant: Tenant): number => (healths.get(tenant.id)?.state === 'healthy' ? 1 : 0);
  const ordered = [...tenants].sort((a, b) => healthy(a) - healthy(b));
  const rows = ordered.slice(0, shownTenants).map((tenant) => ({
    name: Untrusted.of(tenant.name).forCard(),
    value: ownText(healthLine(healths.get(tenant.id), alerts.options.timeZone)),
  }));
  const rest = ordered.length - rows.length;
  return rest > 0 ? [...rows, row('More', `${rest} tenants`)] : rows;
}

function healthLine(health: TenantHealth | undefined, zone: string): string {
  if (!health) return 'Not read yet';
  const last =
    health.lastReadAt === undefined
      ? 'Never read completely.'
      : `Last read completely ${localTime(health.lastReadAt, zone)}.`;
  if (health.cause !== undefined) return `${causeTexts[health.cause.code].sentence} ${last}`;
  const found = health.lastFound ?? 0;
  const words = `${found} external ${found === 1 ? 'forward' : 'forwards'}`;
  const clean = found === 0 && health.state === 'healthy';
  return clean ? `No external forwards. ${last}` : `${words}. ${last}`;
}
