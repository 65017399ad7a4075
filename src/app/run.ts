import type { Clock } from '../lib/clock.js';
import { hasDigestWork } from '../digest/send.js';
import { errorCode, type Log } from '../lib/log.js';
import { runWorker } from '../lib/worker.js';
import { compose, type Service } from './compose.js';
import type { ServiceConfig } from './config.js';
import { tidyUp } from './housekeeping.js';
import { handleJob } from './job-handlers.js';
import { runSchedule, type ScheduledTask } from './schedule.js';
import { startServer, type HttpFront } from './server.js';

export interface Running {
  readonly port: number | undefined;
  /** Stops accepting and claiming, finishes what is held, and resolves; what can't be finished is taken over by others. */
  stop(): Promise<void>;
}

const workerConcurrency = 8;
const jobAttempts = 5;
const stopWithinMs = 20_000;
const dayMs = 86_400_000;
/** How late a digest may come by being looked for too seldom. */
const digestLookMs = 20_000;

/** Runs the service in its role until it is stopped. */
export async function run(config: ServiceConfig, clock: Clock, log: Log): Promise<Running> {
  const service = await compose(config, clock, log);
  const stopping = new AbortController();
  const front = config.role === 'worker' ? undefined : await listen(config, service);
  const loops =
    config.role === 'web'
      ? []
      : [
          work(config, service, clock, log, stopping.signal),
          schedule(config, service, clock, log, stopping.signal),
        ];
  log.info({ role: config.role, port: front?.port }, 'started');
  return {
    port: front?.port,
    stop: async () => {
      stopping.abort(new Error('stopping'));
      const finished = Promise.all([...loops, front?.close()]);
      await Promise.race([finished, clock.sleep(stopWithinMs)]);
      log.info({}, 'stopped');
    },
  };
}

function listen(config: ServiceConfig, { endpoint, stores }: Service): Promise<HttpFront> {
  return startServer({
    port: config.port,
    host: config.botOpenIdUrl === undefined ? '0.0.0.0' : '127.0.0.1',
    endpoint,
    isReady: async () => {
      try {
        await stores.channels.current();
        return true;
      } catch {
        return false;
      }
    },
  });
}

function work(
  config: ServiceConfig,
  service: Service,
  clock: Clock,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  return runWorker(
    {
      queue: service.stores.queue,
      handle: (job) => handleJob(service.jobs, job),
      clock,
      log,
      concurrency: workerConcurrency,
      leaseMs: config.leaseMs,
      pollMs: config.pollMs,
      attempts: jobAttempts,
      onBuried: (job, code) => {
        log.error({ job: job.kind, code }, 'a job was buried after too many failures');
        return Promise.resolve();
      },
    },
    signal,
  );
}

function schedule(
  config: ServiceConfig,
  service: Service,
  clock: Clock,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const ask = (kind: AskedKind) => () => askForAll(service, log, kind);
  const tasks: readonly ScheduledTask[] = [
    { name: 'scan-forwards', everyMs: config.scanEveryMs, run: ask('scan') },
    ...every(config.zapEveryMs, { name: 'scan-zap', run: ask('zap') }),
    ...every(config.spamEveryMs, { name: 'scan-spam', run: ask('spam') }),
    { name: 'digest', everyMs: digestLookMs, run: () => askForDigest(service) },
    { name: 'housekeeping', everyMs: dayMs, run: () => tidyHouse(service, clock, log) },
  ];
  const { documents } = service.stores;
  return runSchedule({ documents, clock, log, leaseMs: config.leaseMs }, tasks, signal);
}

/** The digest is made by a worker: gathering it takes longer than a schedule may wait. */
async function askForDigest({ jobs, stores }: Service): Promise<void> {
  if (await hasDigestWork(jobs.digest)) await stores.queue.send({ kind: 'digest' });
}

/** Not at all without a time. */
function every(
  everyMs: number | undefined,
  task: Omit<ScheduledTask, 'everyMs'>,
): readonly ScheduledTask[] {
  return everyMs === undefined ? [] : [{ ...task, everyMs }];
}

async function tidyHouse({ stores, jobs }: Service, clock: Clock, log: Log): Promise<void> {
  const watched = (await jobs.registry.known()).map(({ id }) => id);
  // Also of those that are not watched any more.
  const tenants = [...new Set([...watched, ...(await stores.alerts.tenants())])];
  const { records } = jobs.zaps.scans;
  const { days } = jobs.spam;
  const channel = (await stores.channels.current())?.row;
  if (channel) await jobs.digest.book.tidy(channel.channelId);
  await tidyUp({ ...stores, records, days, tenants }, clock, log);
}

type AskedKind = 'scan' | 'zap' | 'spam';

/** One job per tenant. When the list can't be read, the tenants known before are scanned, and the failure is logged. */
async function askForAll({ jobs, stores }: Service, log: Log, kind: AskedKind): Promise<void> {
  const tenants = await jobs.registry.refresh().catch((error: unknown) => {
    log.error({ code: errorCode(error) }, 'the list of tenants could not be read');
    return jobs.registry.known();
  });
  for (const { id } of tenants) await stores.queue.send({ kind, tenantId: id });
}
