import { Command, InvalidArgumentError } from 'commander';
import { demoChannel } from './demo-channel.js';
import { demoWithFlow } from './scenario/demo.js';
import { generateScenario } from './scenario/generate.js';
import { loadScenario } from './scenario/load.js';
import type { Scenario } from './scenario/schema.js';
import { startSimulator } from './server.js';
import type { Simulator } from './server.js';

interface Options {
  readonly port: number;
  readonly scenario?: string;
  readonly generate?: readonly [number, number];
  readonly seed: number;
  readonly latency: number;
  readonly bot: string;
}

const program = new Command('simulator')
  .description('A strict local Microsoft 365 with named faults.')
  .option('--port <number>', 'port on 127.0.0.1; 0 takes a free one', wholeNumber, 0)
  .option('--scenario <file>', 'scenario to load instead of the demo')
  .option('--generate <tenants,mailboxes>', 'tenants to generate and mailboxes in each', pair)
  .option('--seed <number>', 'seed of the generated tenants', wholeNumber, 1)
  .option('--latency <ms>', 'delay of every answer', wholeNumber, 0)
  .option('--bot <url>', 'where the bot takes activities', 'http://127.0.0.1:3978/api/messages')
  .action(async (options: Options) => {
    const scenario = await chooseScenario(options);
    const simulator: Simulator = await startSimulator({
      scenario,
      port: options.port,
      latencyMs: options.latency,
      extraServices: (context) => [
        ...demoChannel(context, { simulatorUrl: () => simulator.url, botEndpoint: options.bot })
          .services,
      ],
    });
    process.stdout.write(`${simulator.url}\n`);
    const stop = () => void simulator.close();
    process.once('SIGINT', stop).once('SIGTERM', stop);
  });

async function chooseScenario(options: Options): Promise<Scenario> {
  if (options.scenario !== undefined) return loadScenario(options.scenario);
  if (options.generate === undefined) return demoWithFlow();
  const [tenants, mailboxesPerTenant] = options.generate;
  return generateScenario({ seed: options.seed, tenants, mailboxesPerTenant });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

function pair(text: string): readonly [number, number] {
  const [tenants, mailboxes, ...rest] = text.split(',').map(wholeNumber);
  if (tenants === undefined || mailboxes === undefined || rest.length > 0) {
    throw new InvalidArgumentError('Expected two whole numbers, for example 20,500.');
  }
  return [tenants, mailboxes];
}

await program.parseAsync();
