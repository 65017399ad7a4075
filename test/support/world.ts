import { randomBytes } from 'node:crypto';
import { demoSettings } from '../../src/cli/demo.js';
import type { ChannelDriver, MessageView } from '../../src/simulator/channel/channel-driver.js';
import { demoChannel } from '../../src/simulator/demo-channel.js';
import { DEMO, demoScenario } from '../../src/simulator/scenario/demo.js';
import type { Scenario } from '../../src/simulator/scenario/schema.js';
import { startSimulator, type Simulator } from '../../src/simulator/server.js';
import { BotProcess, freePort } from './bot-process.js';
import { sharedAzurite } from './shared-azurite.js';

export const channelId = '19:demo-security@thread.tacv2';

/** The service as a real process, with a simulated Microsoft 365, a Teams channel and storage of its own. */
export interface World {
  readonly simulator: Simulator;
  readonly channel: ChannelDriver;
  readonly bot: BotProcess;
  readonly settings: Readonly<Record<string, string>>;
  /** Posts to the simulator's control interface. */
  tell(path: string, body?: unknown): Promise<Record<string, unknown>>;
  /** Messages in the security channel that the bot wrote. */
  cards(summary?: RegExp): readonly MessageView[];
  /** Waits until `look` gives something; fails with `what` after `ms`. */
  until<T>(what: string, look: () => T | undefined | false, ms?: number): Promise<T>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly scenario?: Scenario;
  readonly settings?: Readonly<Record<string, string>>;
  /** Leave the security channel unchosen. */
  readonly bare?: boolean;
  /** Stands between the bot and its storage. */
  readonly storage?: (connection: string) => Promise<string>;
  /** Stands between the bot and the simulator: the address that the bot is given in its place. */
  readonly front?: (simulatorUrl: string) => Promise<string>;
}

/** The demo with the home tenant and the tenants named, so that nothing else is on the channel. */
export function scenarioWith(...tenantIds: readonly string[]): Scenario {
  const scenario = demoScenario();
  const kept = [scenario.homeTenantId, ...tenantIds];
  return {
    ...scenario,
    tenants: scenario.tenants.filter(({ tenantId }) => kept.includes(tenantId)),
  };
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const scenario = options.scenario ?? scenarioWith(DEMO.contoso);
  const azurite = await sharedAzurite();
  const port = await freePort();
  const parts: { channel?: ChannelDriver; front?: string } = {};
  const simulator: Simulator = await startSimulator({
    scenario,
    extraServices: (context) => {
      const { services, channel } = demoChannel(context, {
        simulatorUrl: () => parts.front ?? simulator.url,
        botEndpoint: `http://127.0.0.1:${port}/api/messages`,
      });
      parts.channel = channel;
      return [...services];
    },
  });
  const { channel } = parts;
  if (!channel) throw new Error('The simulator has no channel.');
  parts.front = (await options.front?.(simulator.url)) ?? simulator.url;
  const storage = (await options.storage?.(azurite.connectionString)) ?? azurite.connectionString;
  const settings = {
    ...demoSettings(scenario, parts.front, storage, 'info'),
    WARDEN_STORAGE_PREFIX: `t${randomBytes(6).toString('hex')}`,
    WARDEN_SCAN_EVERY: '1h',
    WARDEN_ZAP_EVERY: 'off',
    WARDEN_SPAM_EVERY: 'off',
    WARDEN_POLL: '50ms',
    WARDEN_LEASE: '3s',
    WARDEN_VERIFY_FOR: '8s',
    WARDEN_TIME_ZONE: 'UTC',
    ...options.settings,
  };
  const bot = new BotProcess(port, settings);
  const world: World = {
    ...{ simulator, channel, bot, settings },
    tell: async (path, body = {}) => {
      const response = await fetch(`${simulator.url}/control/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as Record<string, unknown>;
    },
    cards: (summary) =>
      channel
        .messages({ place: 'channel', channelId })
        .filter(
          ({ author, summary: text }) =>
            author.kind === 'bot' && (summary?.test(text ?? '') ?? true),
        ),
    until: async (what, look, ms = 15_000) => {
      const deadline = Date.now() + ms;
      for (;;) {
        const seen = look();
        if (seen !== undefined && seen !== false) return seen;
        if (Date.now() > deadline)
          throw new Error(`Not within ${ms} ms: ${what}\n${bot.output.slice(-2000)}`);
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    },
    stop: async () => {
      await bot.kill();
      await simulator.close();
    },
  };
  try {
    await bot.start();
    if (options.bare !== true) await chooseChannel(world);
  } catch (error) {
    // Servers left behind would keep the run from ending.
    await world.stop();
    throw error;
  }
  return world;
}

/** Installs the bot and has an approver choose the security channel. */
export async function chooseChannel(world: World): Promise<void> {
  await world.channel.install({ by: DEMO.approver, channelId });
  await say(world, 'use this channel');
  await world.until('the channel is chosen', () => world.cards(/security channel now/)[0]);
}

export function say(world: World, text: string, as: string = DEMO.approver): Promise<unknown> {
  return world.channel.say({ as, text, place: 'channel', channelId });
}

/** A forward to the outside, found and on its card. */
export async function forwardOnCard(
  world: World,
  story: Readonly<Record<string, unknown>> = {},
): Promise<{ message: MessageView; mailbox: string; destination: string }> {
  const next = freshMailbox(world);
  const told = await world.tell('story/attacker-sets-forward', {
    tenantId: DEMO.contoso,
    mailbox: next,
    ...story,
  });
  const mailbox = String(told['mailbox']);
  await say(world, 'scan forwards');
  const message = await world.until('the card of the forward', () =>
    world
      .cards(/^External forward found/)
      .find(({ card }) => JSON.stringify(card).includes(defanged(mailbox))),
  );
  return { message, mailbox, destination: String(told['destination']) };
}

/** A mailbox of Contoso that no story has touched yet. */
function freshMailbox(world: World): string {
  const used = JSON.stringify(world.simulator.ledger.of('change'));
  const contoso = demoScenario().tenants.find(({ tenantId }) => tenantId === DEMO.contoso);
  const free = contoso?.mailboxes.find(
    (row) =>
      row.ForwardingSmtpAddress === null &&
      row.ForwardingAddress === null &&
      row.RecipientTypeDetails === 'UserMailbox' &&
      !used.includes(row.UserPrincipalName),
  );
  if (!free) throw new Error('No mailbox of Contoso is left.');
  return free.UserPrincipalName;
}

export function defanged(address: string): string {
  return address.replaceAll('.', '[.]');
}

/** What the card says now to everybody. */
export function cardText(world: World, messageId: string): string {
  return JSON.stringify(world.channel.message(messageId).card);
}

/** Changes of tenants, as Exchange received them. */
export function changes(
  world: World,
): readonly { cmdlet: string; parameters: Readonly<Record<string, unknown>> }[] {
  return world.simulator.ledger.of('cmdlet').filter(({ changed }) => changed);
}

/** Every Set-Mailbox that arrived, whether it changed something or not. */
export function writes(world: World): readonly unknown[] {
  return world.simulator.ledger.of('cmdlet').filter(({ cmdlet }) => cmdlet === 'Set-Mailbox');
}
