import { isTransitiveMember, userKind } from '../adapters/graph/group-membership.js';
import { teamsAnnouncer } from '../adapters/teams/announcer.js';
import { botEndpoint, type BotEndpoint } from '../adapters/teams/bot-endpoint.js';
import { CardRenderer } from '../adapters/teams/card-renderer.js';
import { ChannelRate } from '../adapters/teams/channel-rate.js';
import { channelTrust } from '../adapters/teams/channel-trust.js';
import { Connector } from '../adapters/teams/connector.js';
import { fileDownload } from '../adapters/teams/file-download.js';
import { Replies } from '../adapters/teams/replies.js';
import { approverCheck, type ApproverGroup } from '../alerts/approvers.js';
import type { OutboxBell } from '../alerts/ports.js';
import type { AlertServices } from '../alerts/services.js';
import { forwardKind } from '../forwards/card.js';
import type { ForwardReader } from '../forwards/ports.js';
import { forwardRemediation } from '../forwards/remediate.js';
import type { Clock } from '../lib/clock.js';
import { errorCode, type Log } from '../lib/log.js';
import type { WorkQueue } from '../lib/work-queue.js';
import { unreadableKind } from '../tenants/unreadable.js';
import { isSharedHost } from '../zap/analysis/shared-host.js';
import { zapKind } from '../zap/kind.js';
import { DocumentZapRecordStore } from '../zap/record-store.js';
import type { CommandServices } from './commands/command.js';
import { rememberDomains } from './own-domains.js';
import type { ServiceConfig } from './config.js';
import type { Job } from './job.js';
import type { JobServices } from './job-handlers.js';
import { replier } from './replier.js';
import { openStores, type Stores } from './stores.js';
import { teamsHandlers } from './teams-handlers.js';
import { connectorTokens, tenantAccess, type TenantAccess } from './tenant-access.js';
import { tenantRegistry } from './tenant-registry.js';
import { zapAccess, zapChanges } from './zap-access.js';

/** The service, put together: the only place where ports meet adapters. */
export interface Service {
  readonly stores: Stores;
  readonly access: TenantAccess;
  readonly jobs: JobServices;
  readonly commands: CommandServices;
  readonly endpoint: BotEndpoint;
}

const undoDays = 30;

export async function compose(config: ServiceConfig, clock: Clock, log: Log): Promise<Service> {
  const stores = await openStores(config, clock, log);
  const access = tenantAccess(config, clock, log);
  const registry = tenantRegistry(access.directory, stores.documents, clock);
  const teams = teamsSide(config, access, clock);
  const reader = remembering(access.forwards, stores);
  const policy = { partnerDomains: config.partnerDomains };
  const remediation = access.changes && forwardRemediation(reader, access.changes, policy);
  const zap = zapAccess(access, config.reader, clock);
  const changes = config.actor && zapChanges(access, { ...config, actor: config.actor }, clock);
  const records = new DocumentZapRecordStore(stores.documents);
  const alerts: AlertServices = {
    store: stores.alerts,
    channels: stores.channels,
    bell: queueBell(stores.queue),
    announcer: teamsAnnouncer(teams.connector, teams.renderer),
    approvers: approversOf(config, access, clock, log),
    kinds: {
      forward: forwardKind(remediation, changes?.accounts),
      zap: zapKind({
        ...{ finder: zap.finder, records, clock, isSharedDomain: isSharedHost },
        ...changes,
      }),
      unreadable: unreadableKind(consentLink(config)),
    },
    clock,
    log,
    options: alertOptions(config, access),
  };
  const { documents, claims, queue, health } = stores;
  const commands: CommandServices = {
    ...{ alerts, registry, health, documents, queue },
    reply: replier(teams.replies, clock, log),
    download: fileDownload(teams.trust, clock),
    zap: { finder: zap.finder, mailboxes: zap.mailboxes, records },
  };
  const jobs: JobServices = {
    ...{ registry, documents, claims, queue },
    scans: { alerts, reader, policy, health },
    zaps: { alerts, scans: { ...zap, documents, records, policy: config.zapPolicy, clock } },
    showProgress: (place, card) => {
      const { conversationId, activityId } = place;
      return teams.replies.update(place, { conversationId, activityId }, { card });
    },
  };
  const endpoint = botEndpoint({
    appId: config.bot.clientId,
    homeTenants: [config.homeTenant],
    handlers: teamsHandlers({ commands, claims, readers: config.readers }),
    ...teams,
    ...{ log, clock },
  });
  return { stores, access, jobs, commands, endpoint };
}

/** What speaks Teams: whom it trusts, how it draws, and how it sends. */
function teamsSide(config: ServiceConfig, access: TenantAccess, clock: Clock) {
  const trust = channelTrust(config.cloud, {
    openIdUrl: config.botOpenIdUrl,
    issuer: config.botIssuer,
  });
  const renderer = new CardRenderer();
  const connector = new Connector({
    appId: config.bot.clientId,
    trust,
    tokens: connectorTokens(access, config, trust.scope),
    rate: new ChannelRate(clock),
  });
  return { trust, renderer, connector, replies: new Replies(connector, renderer) };
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

/** Every complete reading also tells which domains the tenant owns: commands find tenants by them. */
function remembering(reader: ForwardReader, { documents }: Stores): ForwardReader {
  return {
    ...reader,
    readTenant: async (tenantId) => {
      const reading = await reader.readTenant(tenantId);
      const names = reading.acceptedDomains.map(({ domainName }) => domainName);
      await rememberDomains(documents, tenantId, names);
      return reading;
    },
  };
}

function approversOf(
  config: ServiceConfig,
  access: TenantAccess,
  clock: Clock,
  log: Log,
): AlertServices['approvers'] {
  const { homeTenant, approverGroup, approvers, reader } = config;
  const group: ApproverGroup | undefined =
    approverGroup === undefined
      ? undefined
      : {
          look: async (objectId) => {
            const graph = access.graph(homeTenant, reader);
            if (!(await isTransitiveMember(graph, approverGroup, objectId))) return 'not-member';
            return (await userKind(graph, objectId)) === 'member' ? 'member' : 'guest';
          },
        };
  return approverCheck({ homeTenantId: homeTenant, listed: approvers, group }, clock, (error) => {
    log.error({ code: errorCode(error) }, 'an approver could not be looked up');
  });
}

/** Admin consent for the reader app in one tenant (Microsoft Learn: "Admin consent on the Microsoft identity platform"). */
function consentLink({
  hosts,
  reader,
  loopbackLogin,
}: ServiceConfig): (tenantId: string) => string {
  // A local login service has no consent page: the link is then the one of the commercial cloud.
  const login = loopbackLogin ? 'https://login.microsoftonline.com' : hosts.login;
  const scope = encodeURIComponent(`${hosts.exchangeResource}/.default`);
  return (tenantId) =>
    `${login}/${tenantId}/adminconsent?client_id=${reader.clientId}&scope=${scope}`;
}
