import { cpus } from 'node:os';
import { startAzurite } from '../../src/simulator/azurite.js';
import { addressOnlyTenants, mixedTenants, type BenchScenario } from './bench-tenants.js';
import { measuredScan, type MeasuredScan } from './measured-scan.js';
import { readOptions, type BenchOptions } from './options.js';
import {
  printGrowth,
  printRatios,
  printRequestCount,
  printScans,
  printService,
  printThroughputs,
  say,
} from './print.js';
import { serviceRounds } from './service-path.js';
import { startSimulatorProcess, type SimulatorProcess } from './simulator-process.js';
import { countStorageRequests } from './storage-requests.js';
import { throughputs } from './throughput.js';

const began = performance.now();
const options = readOptions(process.argv.slice(2));
const { tenants, mailboxes, latency } = options;
const most = Math.max(...tenants, options.serviceTenants);
const mixed = mixedTenants(most, mailboxes);
const addressOnly = addressOnlyTenants(most, mailboxes);

say(
  `Node ${process.version}, ${cpus().length} CPUs. Tenants of ${mailboxes} mailboxes, ${latency} ms latency; ` +
    `${mixed.forwardingPerTenant} mailboxes of each forward, ${mixed.externalPerTenant} of them to the outside.`,
);
await withSimulator(mixed, async (simulator) => {
  // Once for nothing: the simulator's code is compiled with its first requests.
  await measuredScan(simulator, 'bound', Math.min(2, most));
  const scans = await scanAll(simulator, mixed);
  printScans(scans, options);
  printRatios(scans, latency);
  printGrowth(scans);
  await withSimulator(addressOnly, async (other) => {
    await countRequests(other);
    await measureService(simulator, other);
  });
});
printThroughputs(await throughputs(options.throughputMs));
say(`\nThe whole run took ${Math.round((performance.now() - began) / 1000)} s.`);

async function withSimulator(
  { scenario }: BenchScenario,
  work: (simulator: SimulatorProcess) => Promise<void>,
): Promise<void> {
  const simulator = await startSimulatorProcess(scenario, latency);
  try {
    await work(simulator);
  } finally {
    await simulator.stop();
  }
}

async function scanAll(
  simulator: SimulatorProcess,
  { externalPerTenant }: BenchScenario,
): Promise<readonly MeasuredScan[]> {
  const scans: MeasuredScan[] = [];
  for (const count of tenants) {
    scans.push(await measuredScan(simulator, 'bound', count));
    const ours = await measuredScan(simulator, 'product', count);
    expectFound(ours, externalPerTenant);
    scans.push(ours);
    if (count > options.usualUpTo) continue;
    const theirs = await measuredScan(simulator, 'usual', count);
    expectFound(theirs, externalPerTenant);
    scans.push(theirs);
  }
  return scans;
}

/** A colleague who gets a forward may forward to the outside: so there may be more, never fewer. */
function expectFound({ found, tenants: count, pattern }: MeasuredScan, perTenant: number): void {
  const expected = perTenant * count;
  if (found !== undefined && found >= expected) return;
  throw new Error(`${pattern} found ${String(found)} external forwards; there are ${expected}.`);
}

async function countRequests(simulator: SimulatorProcess): Promise<void> {
  const count = Math.min(10, most);
  const scan = await measuredScan(simulator, 'product', count);
  printRequestCount(scan);
  const { tokens, batches, singles } = scan.received;
  if (tokens === count && batches === count && singles === 0) return;
  throw new Error('A tenant with nothing to look up must cost one token and one batch.');
}

async function measureService(
  simulator: SimulatorProcess,
  crowded: SimulatorProcess,
): Promise<void> {
  const { serviceTenants: count }: BenchOptions = options;
  const azurite = await startAzurite();
  try {
    const storage = { azurite, requests: countStorageRequests(azurite) };
    const alone = await serviceRounds(simulator, mixed.scenario, count, storage);
    const grouped = await serviceRounds(crowded, addressOnly.scenario, count, storage);
    printService(count, [
      { name: `first scan, ${mixed.externalPerTenant} forwards: a card each`, round: alone.first },
      { name: 'second scan, nothing new', round: alone.again },
      {
        name: `first scan, ${addressOnly.externalPerTenant} forwards: one grouped card`,
        round: grouped.first,
      },
      { name: 'second scan, nothing new', round: grouped.again },
    ]);
  } finally {
    await azurite.stop();
  }
}
