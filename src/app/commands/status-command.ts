import { z } from 'zod';
import type { FlatValue } from '../../alerts/card-content.js';
import { ownText, Untrusted } from '../../lib/untrusted.js';
import { localTime } from '../../lib/local-time.js';
import { causeTexts } from '../../tenants/cause.js';
import type { TenantHealth } from '../../tenants/health.js';
import type { Tenant } from '../../tenants/tenant.js';
import { zapCoverages } from '../zap-job.js';
import { storedCoverage } from '../zap-run.js';
import type { Command, CommandServices } from './command.js';
import { digestLine } from './digest-line.js';
import { mailFlowRows } from './mail-flow-status.js';

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
        row(
          'Weekly digest',
          channel ? await digestLine(services, channel.row) : 'None without a security channel',
        ),
        row('Work waiting', depth === 0 ? 'None' : `${depth} ${depth === 1 ? 'job' : 'jobs'}`),
        ...tenantRows(services, tenants, healths),
        await zapRow(services, tenants),
        ...(await mailFlowRows(services.documents, tenants, services.alerts.options.timeZone)),
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

const zapSchema = storedCoverage.extend({ readAt: z.string() });

/** Of the last look at what ZAP took: how many of the tenants were read to the end, and the oldest look. */
async function zapRow(
  { documents, alerts }: CommandServices,
  tenants: readonly Tenant[],
): Promise<Record<string, FlatValue>> {
  const watched = new Set<string>(tenants.map(({ id }) => id));
  const looks: z.infer<typeof zapSchema>[] = [];
  // A tenant that has left the list leaves its last look behind.
  for await (const { key, value } of documents.list(zapCoverages)) {
    if (watched.has(key)) looks.push(zapSchema.parse(value));
  }
  const [oldest] = looks.map(({ readAt }) => readAt).sort();
  if (oldest === undefined) return row('Zapped mail', 'Not read yet');
  const whole = looks.filter(({ complete }) => complete).length;
  const since = localTime(oldest, alerts.options.timeZone);
  const never = tenants.length - looks.length;
  return row(
    'Zapped mail',
    `${whole} of ${tenants.length} ${tenants.length === 1 ? 'tenant' : 'tenants'} read completely. The oldest look: ${since}.` +
      (never > 0 ? ` Not read yet: ${never}.` : ''),
  );
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
