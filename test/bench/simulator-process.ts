import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Scenario } from '../../src/simulator/scenario/schema.js';

const main = fileURLToPath(new URL('../../src/simulator/main.ts', import.meta.url));

const ledgerSchema = z.object({
  last: z.number(),
  entries: z.array(
    z.object({
      kind: z.string(),
      service: z.string().optional(),
      path: z.string().optional(),
      bytesIn: z.number().optional(),
      bytesOut: z.number().optional(),
      request: z.number().optional(),
      rule: z.string().optional(),
      n: z.number(),
    }),
  ),
});

/** What the simulator's ledger says has arrived. Bytes are those of bodies. */
export interface Received {
  readonly tokens: number;
  readonly batches: number;
  /** Single cmdlets, one a request. */
  readonly singles: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly violations: readonly string[];
}

export interface SimulatorProcess {
  readonly url: string;
  /** Where the ledger ends now. */
  mark(): Promise<number>;
  received(since: number): Promise<Received>;
  stop(): Promise<void>;
}

/** The simulator in a process of its own, so that its CPU and memory are not taken for the product's. */
export async function startSimulatorProcess(
  scenario: Scenario,
  latencyMs: number,
): Promise<SimulatorProcess> {
  const folder = await mkdtemp(path.join(tmpdir(), 'warden-bench-'));
  const file = path.join(folder, 'scenario.json');
  await writeFile(file, JSON.stringify(scenario));
  const flags = ['--scenario', file, '--latency', String(latencyMs)];
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const url = await firstLine(child);
  const ledger = async (since: number) => {
    const response = await fetch(`${url}/control/ledger?since=${since}`);
    return ledgerSchema.parse(await response.json());
  };
  return {
    url,
    mark: async () => (await ledger(Number.MAX_SAFE_INTEGER)).last,
    received: async (since) => receivedOf((await ledger(since)).entries),
    stop: async () => {
      process.removeListener('exit', killWithUs);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.once('exit', (code) => {
      reject(new Error(`The simulator ended with ${String(code)}.`));
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const [line, rest] = output.split('\n', 2);
      if (line !== undefined && rest !== undefined) resolve(line.trim());
    });
  });
}

function receivedOf(entries: z.infer<typeof ledgerSchema>['entries']): Received {
  const requests = entries.filter(
    ({ kind, service }) => kind === 'request' && (service === 'login' || service === 'exchange'),
  );
  const numbers = new Set(requests.map(({ n }) => n));
  const answers = entries.filter(
    ({ kind, request }) => kind === 'response' && request !== undefined && numbers.has(request),
  );
  const batches = requests.filter(({ path: to }) => to?.endsWith('$batch') === true).length;
  const tokens = requests.filter(({ service }) => service === 'login').length;
  return {
    tokens,
    batches,
    singles: requests.length - tokens - batches,
    bytesIn: requests.reduce((sum, { bytesIn }) => sum + (bytesIn ?? 0), 0),
    bytesOut: answers.reduce((sum, { bytesOut }) => sum + (bytesOut ?? 0), 0),
    violations: entries.flatMap(({ kind, rule }) => (kind === 'violation' ? [rule ?? kind] : [])),
  };
}
