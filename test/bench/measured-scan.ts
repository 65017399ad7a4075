import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { tenantSetting } from './bench-tenants.js';
import type { PatternName } from './scan-patterns.js';
import type { ScanCost, ScanTask } from './scan-process.js';
import type { Received, SimulatorProcess } from './simulator-process.js';

const main = fileURLToPath(new URL('scan-process.ts', import.meta.url));

export interface MeasuredScan extends ScanCost {
  readonly pattern: PatternName;
  readonly tenants: number;
  readonly received: Received;
  readonly requests: number;
}

/** Scans in a fresh process, as a person's call of the command does. Rejects when the simulator saw a rule broken. */
export async function measuredScan(
  simulator: SimulatorProcess,
  pattern: PatternName,
  tenants: number,
): Promise<MeasuredScan> {
  const since = await simulator.mark();
  const task: ScanTask = { pattern, url: simulator.url, tenants: tenantSetting(tenants) };
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--import', 'tsx', main],
    JSON.stringify(task),
  ]);
  const received = await simulator.received(since);
  if (received.violations.length > 0) {
    throw new Error(`${pattern} broke rules of the service: ${received.violations.join(', ')}`);
  }
  const { tokens, batches, singles } = received;
  const cost = JSON.parse(stdout) as ScanCost;
  return { ...cost, pattern, tenants, received, requests: tokens + batches + singles };
}
