import { deliver } from '../alerts/deliver.js';
import type { CardContent } from '../alerts/card-content.js';
import type { DigestServices } from '../digest/ports.js';
import { sendDigests } from '../digest/send.js';
import type { ClaimStore, UpdateResult } from '../alerts/ports.js';
import type { SharedRowStore } from '../lib/document-store.js';
import type { WorkQueue } from '../lib/work-queue.js';
import type { TenantCoverage } from '../tenants/coverage.js';
import type { Tenant, TenantId } from '../tenants/tenant.js';
import type { ExportJobServices } from './exports/export-services.js';
import { workOnExport } from './exports/export-job.js';
import type { Job } from './job.js';
import { scanOneMailbox, scanTenant, type ScanServices } from './scan-job.js';
import {
  keepResult,
  readResults,
  readRun,
  runCard,
  type ProgressPlace,
  type ScanRun,
} from './scan-run.js';
import { readMailFlow, scheduledReading, type SpamJobServices } from './spam-job.js';
import { countSpamLooks, keepSpamLook, spamRunCard } from './spam-run.js';
import type { TenantRegistry } from './tenant-registry.js';
import { scanZapTenant, type ZapJobServices } from './zap-job.js';
import { keepZapResult, readZapResults, zapRunCard } from './zap-run.js';

export interface JobServices {
  readonly scans: ScanServices;
  readonly zaps: ZapJobServices;
  readonly spam: SpamJobServices;
  readonly exports: ExportJobServices;
  readonly digest: DigestServices;
  readonly registry: TenantRegistry;
  readonly documents: SharedRowStore;
  readonly claims: ClaimStore;
  readonly queue: WorkQueue<Job>;
  /** Replaces the message in which a run shows its progress. */
  readonly showProgress: (place: ProgressPlace, card: CardContent) => Promise<UpdateResult>;
}

type Handler<K extends Job['kind']> = (
  services: JobServices,
  job: Extract<Job, { kind: K }>,
) => Promise<void>;

const handlers: { readonly [K in Job['kind']]: Handler<K> } = {
  scan: scan,
  zap: lookAtZaps,
  spam: lookAtMailFlow,
  deliver: ({ scans }, { tenantId }) => deliver(scans.alerts, tenantId),
  digest: ({ digest }) => sendDigests(digest),
  progress: showRun,
  'export-file': ({ exports }, { exportId }) => workOnExport(exports, exportId),
};

/** Does one job. Every job can be done twice. */
export function handleJob(services: JobServices, job: Job): Promise<void> {
  const handler = handlers[job.kind] as Handler<Job['kind']>;
  return handler(services, job);
}

async function scan(services: JobServices, job: Extract<Job, { kind: 'scan' }>): Promise<void> {
  const { scans, registry } = services;
  const tenant = (await registry.find(job.tenantId)) ?? (await runTenant(services, job));
  // Taken off the list since: nothing of it is read any more.
  if (tenant === undefined) return;
  const coverage = await scanWanted(scans, tenant, job);
  // What an interrupted worker left behind is picked up by the tenant's next scan at the latest.
  await scans.alerts.bell.ring(tenant.id);
  if (job.runId === undefined || coverage === undefined) return;
  await keepResult(services.documents, job.runId, coverage);
  await ringProgress(services, job.runId);
}

async function lookAtZaps(
  services: JobServices,
  job: Extract<Job, { kind: 'zap' }>,
): Promise<void> {
  const { zaps, registry, documents } = services;
  const tenant = (await registry.find(job.tenantId)) ?? (await runTenant(services, job));
  if (tenant === undefined) return;
  const { days, mailbox, onDemand: everyMailbox, runId } = job;
  const look = await scanZapTenant(zaps, tenant, { days, mailbox, everyMailbox });
  await zaps.alerts.bell.ring(tenant.id);
  if (runId === undefined) return;
  await keepZapResult(documents, runId, look);
  await ringProgress(services, runId);
}

async function lookAtMailFlow(
  services: JobServices,
  job: Extract<Job, { kind: 'spam' }>,
): Promise<void> {
  const { spam, registry, documents } = services;
  const tenant = (await registry.find(job.tenantId)) ?? (await runTenant(services, job));
  if (tenant === undefined) return;
  const { days, mailbox, runId } = job;
  const zone = spam.alerts.options.timeZone;
  const asked = days === undefined ? scheduledReading : { days, mailbox };
  const look = await readMailFlow(spam, tenant, { ...asked, zone });
  await spam.alerts.bell.ring(tenant.id);
  const run = runId === undefined ? undefined : await readRun(documents, runId);
  if (run === undefined) return;
  await keepSpamLook(documents, run, look);
  await ringProgress(services, run.id);
}

function scanWanted(
  scans: ScanServices,
  tenant: Tenant,
  job: Extract<Job, { kind: 'scan' }>,
): Promise<TenantCoverage | undefined> {
  if (job.mailbox !== undefined) return scanOneMailbox(scans, tenant, job.mailbox);
  return scanTenant(scans, tenant, { onDemand: job.onDemand ?? job.runId !== undefined });
}

async function runTenant(
  { documents }: JobServices,
  { runId, tenantId }: { runId?: string | undefined; tenantId: TenantId },
): Promise<Tenant | undefined> {
  const run = runId === undefined ? undefined : await readRun(documents, runId);
  const named = run?.tenants.find(({ id }) => id === tenantId);
  return named && { id: tenantId, name: named.name };
}

const progressEveryMs = 2000;

/** The last tenant shows the end at once; those before it share one redrawing every two seconds. */
async function ringProgress(services: JobServices, runId: string): Promise<void> {
  const { claims, queue, scans } = services;
  const run = await readRun(services.documents, runId);
  if (!run) return;
  const { done } = await stateOf(services, run);
  if (done >= run.tenants.length) {
    await queue.send({ kind: 'progress', runId });
    return;
  }
  const slot = Math.floor(scans.alerts.clock.now().getTime() / progressEveryMs);
  if (await claims.claim(`progress|${runId}|${slot}`)) {
    await queue.send({ kind: 'progress', runId }, { delayMs: progressEveryMs });
  }
}

interface RunState {
  readonly done: number;
  readonly draw: () => CardContent | Promise<CardContent>;
}

async function stateOf({ documents, zaps }: JobServices, run: ScanRun): Promise<RunState> {
  if (run.spamDays !== undefined) {
    const done = await countSpamLooks(documents, run.id);
    return { done, draw: () => spamRunCard(documents, run, done) };
  }
  if (run.zapDays !== undefined) {
    const results = await readZapResults(documents, run.id);
    return {
      done: results.length,
      draw: () => zapRunCard(run, results, zaps.scans.records),
    };
  }
  const results = await readResults(documents, run.id);
  return { done: results.length, draw: () => runCard(run, results) };
}

/** Draws until nothing has come in meanwhile, so that the slowest of several workers can't leave an older state behind. */
async function showRun(services: JobServices, { runId }: { runId: string }): Promise<void> {
  const run = await readRun(services.documents, runId);
  if (!run || run.place.activityId === '') return;
  let state = await stateOf(services, run);
  for (;;) {
    const result = await services.showProgress(run.place, await state.draw());
    if (result.kind === 'refused') {
      const delayMs = Math.max(result.retryAfterMs, 1000);
      await services.queue.send({ kind: 'progress', runId }, { delayMs });
    }
    if (result.kind !== 'updated') return;
    const shown = state.done;
    state = await stateOf(services, run);
    if (state.done === shown) return;
  }
}
