import type { CardContent } from '../../alerts/card-content.js';
import type { Tenant } from '../../tenants/tenant.js';
import { startRun, type ScanRun } from '../scan-run.js';
import type { CommandCall, CommandServices } from './command.js';

export interface WantedScan {
  readonly tenants: readonly Tenant[];
  readonly mailbox?: string | undefined;
  /** Set for a look at what ZAP took. */
  readonly zapDays?: number | undefined;
}

/** Answers with a card that will show the progress, and puts one job per tenant into the queue. */
export async function startScan(
  services: CommandServices,
  { place }: CommandCall,
  { tenants, mailbox, zapDays }: WantedScan,
  firstCard: (run: ScanRun) => CardContent,
): Promise<undefined> {
  const { alerts, documents, queue } = services;
  const now = alerts.clock.now();
  const { serviceUrl, tenantId } = place;
  const where = { serviceUrl, tenantId, conversationId: '', activityId: '' };
  const message = await services.reply(
    place,
    firstCard({
      id: '',
      startedAt: now.toISOString(),
      tenants: tenants.map(({ id, name }) => ({ id, name })),
      place: where,
      ...(mailbox === undefined ? {} : { mailbox }),
      ...(zapDays === undefined ? {} : { zapDays }),
    }),
  );
  const shown = {
    ...where,
    conversationId: message?.conversationId ?? place.conversationId,
    activityId: message?.activityId ?? '',
  };
  const run = await startRun(documents, tenants, shown, now, { mailbox, zapDays });
  const only = mailbox === undefined ? {} : { mailbox };
  for (const { id } of tenants) {
    await (zapDays === undefined
      ? queue.send({ kind: 'scan', tenantId: id, runId: run.id, ...only })
      : queue.send({
          ...{ kind: 'zap', tenantId: id, runId: run.id, days: zapDays, onDemand: true },
          ...only,
        }));
  }
  return undefined;
}
