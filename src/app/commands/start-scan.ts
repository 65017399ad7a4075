import type { CardContent } from '../../alerts/card-content.js';
import type { Tenant, TenantId } from '../../tenants/tenant.js';
import type { Job } from '../job.js';
import { startRun, type RunSubject, type ScanRun } from '../scan-run.js';
import type { CommandCall, CommandServices } from './command.js';

export interface WantedScan extends RunSubject {
  readonly tenants: readonly Tenant[];
}

/** Answers with a card that will show the progress, and puts one job per tenant into the queue. */
export async function startScan(
  services: CommandServices,
  { place }: CommandCall,
  { tenants, mailbox, zapDays, spamDays }: WantedScan,
  firstCard: (run: ScanRun) => CardContent,
): Promise<undefined> {
  const { alerts, documents, queue } = services;
  const now = alerts.clock.now();
  const { serviceUrl, tenantId } = place;
  const where = { serviceUrl, tenantId, conversationId: '', activityId: '' };
  const subject: RunSubject = {
    ...(mailbox === undefined ? {} : { mailbox }),
    ...(zapDays === undefined ? {} : { zapDays }),
    ...(spamDays === undefined ? {} : { spamDays }),
  };
  const message = await services.reply(
    place,
    firstCard({
      id: '',
      startedAt: now.toISOString(),
      tenants: tenants.map(({ id, name }) => ({ id, name })),
      place: where,
      ...subject,
    }),
  );
  const shown = {
    ...where,
    conversationId: message?.conversationId ?? place.conversationId,
    activityId: message?.activityId ?? '',
  };
  const run = await startRun(documents, tenants, shown, now, subject);
  for (const { id } of tenants) await queue.send(jobOf(id, run));
  return undefined;
}

function jobOf(tenantId: TenantId, { id: runId, mailbox, zapDays, spamDays }: ScanRun): Job {
  const asked = { tenantId, runId, ...(mailbox === undefined ? {} : { mailbox }) };
  if (spamDays !== undefined) return { kind: 'spam', ...asked, days: spamDays };
  if (zapDays !== undefined) return { kind: 'zap', ...asked, days: zapDays, onDemand: true };
  return { kind: 'scan', ...asked };
}
