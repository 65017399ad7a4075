import type { CommandCall, CommandServices, Command } from './command.js';
import { notice } from './command.js';
import { findTargets } from './scan-target.js';
import { runCard, startRun, type ScanRun } from '../scan-run.js';
import type { Tenant } from '../../tenants/tenant.js';

export const scanCommand: Command = {
  name: 'scan forwards',
  usage: 'scan forwards [tenant or mailbox]',
  explanation:
    'Scans now: every tenant, one tenant (name, domain or id), or one mailbox (address).',
  access: 'reader',
  run: async (services, call) => {
    const target = await findTargets(services, call.argument);
    if (target.kind === 'unclear') return notice('Which tenant or mailbox?', target.hint);
    return start(services, call, target.tenants, target.mailbox);
  },
};

async function start(
  services: CommandServices,
  { place }: CommandCall,
  tenants: readonly Tenant[],
  mailbox: string | undefined,
): Promise<undefined> {
  const { alerts, documents, queue } = services;
  const now = alerts.clock.now();
  const first: ScanRun = {
    id: '',
    startedAt: now.toISOString(),
    tenants: tenants.map(({ id, name }) => ({ id, name })),
    place: {
      serviceUrl: place.serviceUrl,
      tenantId: place.tenantId,
      conversationId: '',
      activityId: '',
    },
    ...(mailbox === undefined ? {} : { mailbox }),
  };
  const message = await services.reply(place, runCard(first, []));
  const where = {
    ...first.place,
    conversationId: message?.conversationId ?? place.conversationId,
    activityId: message?.activityId ?? '',
  };
  const run = await startRun(documents, tenants, where, now, mailbox);
  for (const tenant of tenants) {
    await queue.send({
      kind: 'scan',
      tenantId: tenant.id,
      runId: run.id,
      ...(mailbox === undefined ? {} : { mailbox }),
    });
  }
  return undefined;
}
