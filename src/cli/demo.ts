import { createServer } from 'node:net';
import { commands } from '../app/commands/dispatch.js';
import { readServiceConfig } from '../app/config.js';
import { run } from '../app/run.js';
import { systemClock } from '../lib/clock.js';
import { jsonLog } from '../lib/json-log.js';
import { startAzurite } from '../simulator/azurite.js';
import type { ChannelDriver } from '../simulator/channel/channel-driver.js';
import { startPlaygroundRelay } from '../simulator/channel/playground-relay.js';
import { demoChannel } from '../simulator/demo-channel.js';
import { DEMO, demoWithFlow } from '../simulator/scenario/demo.js';
import { loadScenario } from '../simulator/scenario/load.js';
import type { Scenario } from '../simulator/scenario/schema.js';
import { startSimulator, type Simulator } from '../simulator/server.js';

export interface DemoOptions {
  /** Port of the channel page; 0 takes a free one. */
  readonly port?: number;
  /** A scenario file instead of the built-in one. */
  readonly scenario?: string;
}

export interface Demo {
  readonly url: string;
  readonly channel: ChannelDriver;
  readonly simulator: Simulator;
  /** Where the service takes activities. */
  readonly botEndpoint: string;
  stop(): Promise<void>;
}

const channelId = '19:demo-security@thread.tacv2';

/** Storage, Microsoft 365, a Teams channel and the service, all on this machine; resolves when a person can look at it. */
export async function startDemo(
  options: DemoOptions & { readonly logLevel?: string } = {},
): Promise<Demo> {
  const scenario =
    options.scenario === undefined ? demoWithFlow() : await loadScenario(options.scenario);
  const azurite = await startAzurite();
  let botPort = 0;
  const parts: { channel?: ChannelDriver } = {};
  const simulator: Simulator = await startSimulator({
    scenario,
    port: options.port ?? 0,
    extraServices: (context) => {
      const { services, channel } = demoChannel(context, {
        simulatorUrl: () => simulator.url,
        botEndpoint: () => `http://127.0.0.1:${botPort}/api/messages`,
        commands: commands.map(({ usage, explanation }) => ({
          title: usage,
          description: explanation,
        })),
      });
      parts.channel = channel;
      return [...services];
    },
  });
  const { channel } = parts;
  if (!channel) throw new TypeError('The simulator has no channel.');
  const config = readServiceConfig(
    demoSettings(scenario, simulator.url, azurite.connectionString, options.logLevel),
  );
  const service = await run(config, systemClock, jsonLog(config.logLevel));
  botPort = service.port ?? 0;
  await channel.install({ by: DEMO.approver, channelId });
  await channel.say({ as: DEMO.approver, text: 'use this channel', place: 'channel', channelId });
  return {
    url: simulator.url,
    channel,
    simulator,
    botEndpoint: `http://127.0.0.1:${botPort}/api/messages`,
    stop: async () => {
      await service.stop();
      await simulator.close();
      await azurite.stop();
    },
  };
}

/** The settings that a person would otherwise write into env/: everything points at this machine. */
export function demoSettings(
  scenario: Scenario,
  url: string,
  storage: string,
  logLevel = 'warn',
): Record<string, string> {
  const tenants = scenario.tenants.map(({ tenantId, displayName }) => ({
    tenantId,
    name: displayName,
  }));
  return {
    WARDEN_LOGIN_URL: `${url}/login`,
    WARDEN_GRAPH_URL: `${url}/graph`,
    WARDEN_EXCHANGE_URL: `${url}/exchange`,
    WARDEN_BOT_OPENID_URL: `${url}/botframework/v1/.well-known/openidconfiguration`,
    WARDEN_HOME_TENANT: scenario.homeTenantId,
    ...appSettings(scenario),
    WARDEN_TENANTS: JSON.stringify(tenants),
    WARDEN_APPROVERS: [DEMO.approver, DEMO.secondApprover, DEMO.mailboxOwner].join(','),
    WARDEN_STORAGE: storage,
    WARDEN_TIME_ZONE: Intl.DateTimeFormat().resolvedOptions().timeZone,
    WARDEN_SCAN_EVERY: '15s',
    WARDEN_ZAP_EVERY: '15s',
    WARDEN_SPAM_EVERY: '1m',
    WARDEN_POLL: '200ms',
    WARDEN_LOG_LEVEL: logLevel,
    PORT: '0',
  };
}

/** WARDEN_BOT_ID, WARDEN_BOT_SECRET and so on, for the apps that the scenario has. */
function appSettings({ apps }: Scenario): Record<string, string> {
  return Object.fromEntries(
    apps.flatMap(({ kind, appId, secret }) => [
      [`WARDEN_${kind.toUpperCase()}_ID`, appId],
      [`WARDEN_${kind.toUpperCase()}_SECRET`, secret],
    ]),
  );
}

/** `inbox-warden demo`: runs until it is interrupted. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const demo = await startAnywhere(options);
  process.stdout.write(
    [
      '',
      'Inbox Warden is running against a Microsoft 365 of its own.',
      '',
      `  Open   ${demo.url}/`,
      '',
      '  1. In the panel "Simulated tenants", press "Attacker sets a forward".',
      '  2. Within 15 seconds a card appears in the channel.',
      '  3. As Avery (an approver), press Remove and confirm. The forward is gone, and the card says so to everybody.',
      '  4. Become somebody else under "You are", and try the same.',
      '',
      'Nothing leaves this machine. Press Ctrl+C to stop.',
      '',
    ].join('\n'),
  );
  await interrupted();
  await demo.stop();
}

/** `inbox-warden playground`: the demo, with a second channel that the Agents Playground drives. */
export async function runPlayground(options: DemoOptions): Promise<void> {
  const demo = await startAnywhere(options);
  const relay = await startPlaygroundRelay({
    port: 0,
    botEndpoint: demo.botEndpoint,
    botAppId: demo.channel.options.botAppId,
    homeTenantId: demo.channel.options.homeTenantId,
    keys: demo.channel.keys,
    verifyBotToken: (token) => demo.simulator.context.keys.verify(token),
  });
  process.stdout.write(
    [
      '',
      'Inbox Warden is running, and waits for the Microsoft 365 Agents Playground.',
      'The Playground is not part of this project: read its terms before you install it. Then, in another terminal:',
      '',
      `  npx @microsoft/m365agentsplayground -e ${relay.endpoint} -c msteams`,
      '',
      `The channel page of the demo is at ${demo.url}/ as well. Press Ctrl+C to stop.`,
      '',
    ].join('\n'),
  );
  await interrupted();
  await relay.close();
  await demo.stop();
}

const usualPort = 3980;

/** On the port asked for; when none was and the usual one is taken, on a free one. */
async function startAnywhere(options: DemoOptions): Promise<Demo> {
  if (options.port !== undefined) return startDemo(options);
  return startDemo({ ...options, port: (await isFree(usualPort)) ? usualPort : 0 });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(false);
    });
    probe.listen(port, '127.0.0.1', () => {
      probe.close(() => {
        resolve(true);
      });
    });
  });
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => {
      resolve();
    });
    process.once('SIGTERM', () => {
      resolve();
    });
  });
}
