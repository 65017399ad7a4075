import { isTransitiveMember, userKind } from '../adapters/graph/group-membership.js';
import { CardRenderer } from '../adapters/teams/card-renderer.js';
import { ChannelRate } from '../adapters/teams/channel-rate.js';
import { channelTrust } from '../adapters/teams/channel-trust.js';
import { Connector } from '../adapters/teams/connector.js';
import { fileDelivery } from '../adapters/teams/file-delivery.js';
import { Replies } from '../adapters/teams/replies.js';
import { approverCheck, type ApproverGroup } from '../alerts/approvers.js';
import type { AlertServices } from '../alerts/services.js';
import type { Clock } from '../lib/clock.js';
import { errorCode, type Log } from '../lib/log.js';
import type { ServiceConfig } from './config.js';
import { connectorTokens, type TenantAccess } from './tenant-access.js';

/** What speaks Teams: whom it trusts, how it draws, and how it sends. */
export function teamsSide(config: ServiceConfig, access: TenantAccess, clock: Clock) {
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
  const replies = new Replies(connector, renderer);
  return { trust, renderer, connector, replies, delivery: fileDelivery(connector, trust, clock) };
}

/** Who may act: those listed, and the members of the group. */
export function approversOf(
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
