import { randomBytes } from 'node:crypto';
import { compose } from '../../src/app/compose.js';
import { readServiceConfig } from '../../src/app/config.js';
import type { Job } from '../../src/app/job.js';
import { handleJob, type JobServices } from '../../src/app/job-handlers.js';
import type { Announcer } from '../../src/alerts/ports.js';
import { systemClock } from '../../src/lib/clock.js';
import { runWorker } from '../../src/lib/worker.js';
import { errorCode, type Log } from '../../src/lib/log.js';
import type { WorkQueue } from '../../src/lib/work-queue.js';
import { demoSettings } from '../../src/cli/demo.js';
import type { Azurite } from '../../src/simulator/azurite.js';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import type { Scenario } from '../../src/simulator/scenario/schema.js';
import type { Received, SimulatorProcess } from './simulator-process.js';
import { tenantSetting } from './bench-tenants.js';
import { difference, type StorageRequests } from './storage-requests.js';

export interface ServiceRound {
  readonly cards: number;
  readonly jobs: number;
  /** From the first job to the last card, or to the end of the last scan when there is none. */
  readonly seconds: number;
  readonly cpuMs: number;
  readonly storage: StorageRequests;
  readonly received: Received;
}

/** As in the service. */
const workersAtOnce = 8;

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (fields, message) => {
    throw new Error(`${message}: ${JSON.stringify(fields)}`);
  },
};

interface Channel extends Announcer {
  readonly cards: () => number;
  readonly lastAt: () => number;
}

/** Takes every card at once: Teams' rate limit is not what is measured. */
function patientChannel(): Channel {
  let cards = 0;
  let lastAt = 0;
  return {
    post: () => {
      cards += 1;
      lastAt = performance.now();
      const message = { conversationId: '19:bench@thread.tacv2', activityId: String(cards) };
      return Promise.resolve({ kind: 'posted', message });
    },
    update: () => Promise.resolve({ kind: 'updated' }),
    cards: () => cards,
    lastAt: () => lastAt,
  };
}

/**
 * The service on real storage, twice over the same tenants: first everything is new and becomes alerts and cards, then
 * nothing has changed. Jobs go by the queue, and each round lasts until the queue is empty, wake-ups for safety included.
 */
export async function serviceRounds(
  simulator: SimulatorProcess,
  scenario: Scenario,
  tenants: number,
  storage: { readonly azurite: Azurite; readonly requests: () => StorageRequests },
): Promise<{ readonly first: ServiceRound; readonly again: ServiceRound }> {
  const config = readServiceConfig({
    ...demoSettings(scenario, simulator.url, storage.azurite.connectionString, 'silent'),
    WARDEN_TENANTS: JSON.stringify(tenantSetting(tenants)),
    // The wake-ups for safety come after a lease; a round waits for them, and shorter ones are as many.
    WARDEN_LEASE: '15s',
    WARDEN_STORAGE_PREFIX: `b${randomBytes(6).toString('hex')}`,
  });
  const { stores, jobs } = await compose(config, systemClock, silent);
  await stores.channels.choose({
    tenantId: config.homeTenant,
    teamId: '19:bench',
    channelId: '19:bench@thread.tacv2',
    serviceUrl: simulator.url,
    chosenBy: DEMO.approver,
    chosenAt: systemClock.now().toISOString(),
  });
  const channel = patientChannel();
  const { scans } = jobs;
  const services: JobServices = {
    ...jobs,
    scans: { ...scans, alerts: { ...scans.alerts, announcer: channel } },
  };
  await services.registry.refresh();
  const round = () => oneRound(services, { simulator, channel, requests: storage.requests });
  const first = await round();
  return { first, again: await round() };
}

interface Measured {
  readonly simulator: SimulatorProcess;
  readonly channel: Channel;
  readonly requests: () => StorageRequests;
}

async function oneRound(
  services: JobServices,
  { simulator, channel, requests }: Measured,
): Promise<ServiceRound> {
  const tenants = await services.registry.known();
  const since = await simulator.mark();
  const cardsBefore = channel.cards();
  const before = requests();
  const cpu = process.cpuUsage();
  const began = performance.now();
  for (const { id } of tenants) await services.queue.send({ kind: 'scan', tenantId: id });
  const { jobs, idlePolls, scannedAt } = await drain(services);
  const { user, system } = process.cpuUsage(cpu);
  const { table, queue } = difference(requests(), before);
  const cards = channel.cards() - cardsBefore;
  return {
    ...{ cards, jobs },
    seconds: ((cards > 0 ? channel.lastAt() : scannedAt) - began) / 1000,
    cpuMs: (user + system) / 1000,
    // What a poll of an empty queue costs has nothing to do with the number of tenants.
    storage: { table, queue: queue - idlePolls },
    received: await simulator.received(since),
  };
}

/** Works as the service does until nothing is left, also of what was delayed. */
async function drain(
  services: JobServices,
): Promise<{ jobs: number; idlePolls: number; scannedAt: number }> {
  const done = new AbortController();
  const seen = { jobs: 0, idlePolls: 0, scannedAt: 0 };
  const queue: WorkQueue<Job> = {
    ...bound(services.queue),
    receive: async (max, leaseMs) => {
      const items = await services.queue.receive(max, leaseMs);
      if (items.length > 0) return items;
      // Two polls that bring nothing: this one, and the question whether anything waits.
      seen.idlePolls += 2;
      if ((await services.queue.depth()) === 0) done.abort();
      return items;
    },
  };
  await runWorker<Job>(
    {
      ...{ queue, clock: systemClock, log: silent, concurrency: workersAtOnce, attempts: 5 },
      ...{ leaseMs: 60_000, pollMs: 250 },
      handle: async (job) => {
        await handleJob(services, job).catch((error: unknown) => {
          throw new Error(`A job failed: ${errorCode(error)}`, { cause: error });
        });
        seen.jobs += 1;
        if (job.kind === 'scan') seen.scannedAt = performance.now();
      },
      onBuried: () => Promise.reject(new Error('A job was buried.')),
    },
    done.signal,
  );
  return seen;
}

/** The methods of a queue that is an object of a class. */
function bound(queue: WorkQueue<Job>): WorkQueue<Job> {
  return {
    send: (item, options) => queue.send(item, options),
    receive: (max, leaseMs) => queue.receive(max, leaseMs),
    depth: () => queue.depth(),
    requeueBuried: () => queue.requeueBuried(),
  };
}
