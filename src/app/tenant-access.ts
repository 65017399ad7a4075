import { BoundedMap } from '../adapters/entra/bounded-map.js';
import { tokenPool, type TokenPool } from '../adapters/entra/token-pool.js';
import { exchangeCommands, type ExchangeCommands } from '../adapters/exchange/exchange-commands.js';
import { forwardReader } from '../adapters/exchange/forward-reader.js';
import { forwardWriter } from '../adapters/exchange/forward-writer.js';
import { graphClient, type GraphClient } from '../adapters/graph/graph-client.js';
import { proveTenant } from '../adapters/graph/organization.js';
import { partnerTenants } from '../adapters/graph/partner-tenants.js';
import type { ForwardReader, ForwardWriter } from '../forwards/ports.js';
import type { Clock } from '../lib/clock.js';
import type { Log } from '../lib/log.js';
import type { TokenSource } from '../lib/http/token-source.js';
import type { TenantDirectory } from '../tenants/ports.js';
import type { TenantId } from '../tenants/tenant.js';
import type { ReaderConfig } from './config.js';
import type { Identity } from './identity.js';

/** Everything that reaches customer tenants, each tenant and identity with a pipeline of its own. */
export interface TenantAccess {
  readonly directory: TenantDirectory;
  readonly forwards: ForwardReader;
  /** Undefined without an actor identity: nothing can then be changed. */
  readonly changes: ForwardWriter | undefined;
  readonly commands: (tenantId: TenantId, identity: Identity) => ExchangeCommands;
  readonly graph: (tenantId: TenantId, identity: Identity) => GraphClient;
  readonly tokens: TokenPool;
  /**
   * Before an identity first changes a tenant, Graph must say that its tokens really belong to that tenant. Rejects with a
   * typed error when it doesn't, or can't be asked.
   */
  readonly prove: (tenantId: TenantId, identity: Identity) => Promise<void>;
}

const keptClients = 4096;

export function tenantAccess(
  config: ReaderConfig & { readonly actor?: Identity | undefined },
  clock: Clock,
  log?: Log,
): TenantAccess {
  const { hosts, reader, actor } = config;
  const tokens = tokenPool({ loginUrl: hosts.login, loopback: config.loopbackLogin, clock });
  const exchanges = new BoundedMap<ExchangeCommands>(keptClients);
  const graphs = new BoundedMap<GraphClient>(keptClients);
  const commands = (tenantId: TenantId, identity: Identity): ExchangeCommands =>
    exchanges.getOrMake(`${tenantId}|${identity.clientId}`, () =>
      exchangeCommands({
        baseUrl: hosts.exchange,
        tenantId,
        tokens: tokens.source(tenantId, hosts.exchangeResource, identity),
        clock,
      }),
    );
  const graph = (tenantId: TenantId, identity: Identity): GraphClient =>
    graphs.getOrMake(`${tenantId}|${identity.clientId}`, () =>
      graphClient({
        baseUrl: hosts.graph,
        tenantId,
        tokens: tokens.source(tenantId, hosts.graphResource, identity),
        clock,
      }),
    );
  const prove = proofOf(graph);
  return {
    tokens,
    commands,
    graph,
    prove,
    directory: directoryOf(config, graph, log),
    forwards: forwardReader((tenantId) => commands(tenantId, reader)),
    changes: actor && provenWriter(actor, commands, prove),
  };
}

function proofOf(graph: TenantAccess['graph']): TenantAccess['prove'] {
  const proven = new Set<string>();
  return async (tenantId, identity) => {
    const key = `${tenantId}|${identity.clientId}`;
    if (proven.has(key)) return;
    await proveTenant(graph(tenantId, identity));
    proven.add(key);
  };
}

function directoryOf(
  config: ReaderConfig,
  graph: TenantAccess['graph'],
  log: Log | undefined,
): TenantDirectory {
  const { tenants, homeTenant, reader } = config;
  return {
    list: async () => {
      if (tenants.from === 'settings') return tenants.list;
      if (homeTenant === undefined) throw new TypeError('Discovery needs a home tenant.');
      const { tenants: found, notes } = await partnerTenants(graph(homeTenant, reader));
      for (const { source, serviceCode } of notes) {
        log?.warn({ source, serviceCode }, 'one of the two lists of partner tenants was refused');
      }
      return found;
    },
  };
}

function provenWriter(
  actor: Identity,
  commands: TenantAccess['commands'],
  prove: TenantAccess['prove'],
): ForwardWriter {
  const writer = forwardWriter((tenantId) => commands(tenantId, actor));
  return {
    clear: async (tenantId, mailboxId) => {
      await prove(tenantId, actor);
      await writer.clear(tenantId, mailboxId);
    },
    set: async (tenantId, mailboxId, forwarding) => {
      await prove(tenantId, actor);
      await writer.set(tenantId, mailboxId, forwarding);
    },
  };
}

/** The bot's own token for the connector; it has no right in any customer tenant. */
export function connectorTokens(
  access: TenantAccess,
  config: { readonly homeTenant: TenantId; readonly bot: Identity },
  scope: string,
): TokenSource {
  return access.tokens.source(config.homeTenant, scope.replace(/\/\.default$/, ''), config.bot);
}
