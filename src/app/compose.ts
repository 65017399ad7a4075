import { teamsAnnouncer } from '../adapters/teams/announcer.js';
import { botEndpoint, type BotEndpoint } from '../adapters/teams/bot-endpoint.js';
import { fileDownload } from '../adapters/teams/file-download.js';
import type { OutboxBell } from '../alerts/ports.js';
import type { AlertServices } from '../alerts/services.js';
import { DigestBook } from '../digest/book.js';
import type { DigestServices } from '../digest/ports.js';
import type { Clock } from '../lib/clock.js';
import { errorCode, type Log } from '../lib/log.js';
import type { WorkQueue } from '../lib/work-queue.js';
import { DocumentSpamDayStore } from '../spam/day-store.js';
import type { CommandServices } from './commands/command.js';
import { composeDetectors, type Detectors } from './compose-detectors.js';
import { approversOf, teamsSide } from './compose-teams.js';
import type { ServiceConfig } from './config.js';
import { digestGather } from './digest-gather.js';
import { exportServices } from './exports/stored-export-services.js';
import type { Job } from './job.js';
import type { JobServices } from './job-handlers.js';
import { replier } from './replier.js';
import { openStores, type Stores } from './stores.js';
import { teamsHandlers } from './teams-handlers.js';
import { tenantAccess, type TenantAccess } from './tenant-access.js';
import { tenantRegistry, type TenantRegistry } from './tenant-registry.js';

/** The service, put together: the only place where ports meet adapters, with the two files beside it of the same name. */
export interface Service {
  readonly stores: Stores;
  readonly access: TenantAccess;
  readonly jobs: JobServices;
  readonly commands: CommandServices;
  readonly endpoint: BotEndpoint;
}

const undoDays = 30;

/** The parts that others are made from. */
interface Parts {
  readonly config: ServiceConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly stores: Stores;
  readonly registry: TenantRegistry;
  readonly detectors: Detectors;
  readonly teams: ReturnType<typeof teamsSide>;
  readonly alerts: AlertServices;
}

export async function compose(config: ServiceConfig, clock: Clock, log: Log): Promise<Service> {
  const stores = await openStores(config, clock, log);
  const access = tenantAccess(config, clock, log);
  const registry = tenantRegistry(access.directory, stores.documents, clock);
  const teams = teamsSide(config, access, clock);
  const detectors = composeDetectors(config, access, stores, clock);
  const alerts: AlertServices = {
    store: stores.alerts,
    channels: stores.channels,
    bell: queueBell(stores.queue),
    announcer: teamsAnnouncer(teams.connector, teams.renderer),
    approvers: approversOf(config, access, clock, log),
    ...{ kinds: detectors.kinds, clock, log },
    options: alertOptions(config, access),
  };
  const parts: Parts = { config, clock, log, stores, registry, detectors, teams, alerts };
  const digest = digestServices(parts);
  const commands = commandServices(parts, digest);
  const jobs = jobServices(parts, { digest, reply: commands.reply });
  const endpoint = botEndpoint({
    appId: config.bot.clientId,
    homeTenants: [config.homeTenant],
    handlers: teamsHandlers({ commands, claims: stores.claims, readers: config.readers }),
    ...teams,
    ...{ log, clock },
  });
  return { stores, access, jobs, commands, endpoint };
}

function digestServices({
  config,
  stores,
  detectors,
  registry,
  alerts,
  clock,
  log,
}: Parts): DigestServices {
  const { documents, health } = stores;
  const { records } = detectors;
  return {
    book: new DigestBook(documents),
    ...{ channels: stores.channels, announcer: alerts.announcer, clock, log },
    gather: digestGather({
      ...{ alerts: stores.alerts, health, documents, records, clock },
      watched: () =>
        registry.tenants().catch((error: unknown) => {
          log.error({ code: errorCode(error) }, 'the list of tenants could not be read');
          return registry.known();
        }),
    }),
    options: {
      defaults: { time: config.digestAt, zone: config.timeZone },
      ...{ leaseMs: config.leaseMs, evidenceMs: config.evidenceMs },
    },
  };
}

function commandServices(
  { alerts, registry, stores, teams, detectors, clock, log }: Parts,
  digest: DigestServices,
): CommandServices {
  const { documents, queue, health } = stores;
  const { zap, mail, records } = detectors;
  return {
    ...{ alerts, registry, health, documents, queue },
    reply: replier(teams.replies, clock, log),
    sendsFiles: teams.delivery.possible,
    download: fileDownload(teams.trust, clock),
    zap: { finder: zap.finder, mailboxes: zap.mailboxes, records },
    mailboxLive: mail,
    digest,
  };
}

function jobServices(
  { config, stores, registry, teams, detectors, alerts, clock, log }: Parts,
  { digest, reply }: Pick<CommandServices, 'digest' | 'reply'>,
): JobServices {
  const { documents, claims, queue, health } = stores;
  const { reader, zap, records, spamScans } = detectors;
  const policy = { partnerDomains: config.partnerDomains };
  return {
    ...{ registry, documents, claims, queue, digest },
    scans: { alerts, reader, policy, health },
    zaps: { alerts, scans: { ...zap, documents, records, policy: config.zapPolicy, clock } },
    spam: { alerts, days: new DocumentSpamDayStore(documents), scans: spamScans },
    exports: {
      ...{ documents, queue, clock, log, delivery: teams.delivery, reply },
      read: exportServices(stores, config.timeZone),
      redraw: (place, message, card) => teams.replies.update(place, message, { card }),
      holdMs: 2 * config.leaseMs,
    },
    showProgress: (place, card) => {
      const { conversationId, activityId } = place;
      return teams.replies.update(place, { conversationId, activityId }, { card });
    },
  };
}

function alertOptions(config: ServiceConfig, access: TenantAccess): AlertServices['options'] {
  const { timeZone, leaseMs, verifyForMs, evidenceMs } = config;
  const canRemediate = access.changes !== undefined;
  return { timeZone, leaseMs, verifyForMs, evidenceMs, undoDays, canRemediate };
}

function queueBell(queue: WorkQueue<Job>): OutboxBell {
  return {
    ring: (tenantId, afterMs = 0) =>
      queue.send({ kind: 'deliver', tenantId }, { delayMs: afterMs }),
  };
}
