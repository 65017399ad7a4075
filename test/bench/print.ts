import { textTable } from '../../src/cli/text-table.js';
import type { BenchOptions } from './options.js';
import type { MeasuredScan } from './measured-scan.js';
import { tenantsAtOnce, type PatternName } from './scan-patterns.js';
import type { ServiceRound } from './service-path.js';
import type { Throughput } from './throughput.js';

const names: Readonly<Record<PatternName, string>> = {
  bound: 'bound: token + batch',
  product: 'inbox-warden',
  usual: 'usual way',
};

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printScans(scans: readonly MeasuredScan[], options: BenchOptions): void {
  const rows = scans.map((scan) => [
    String(scan.tenants),
    names[scan.pattern],
    scan.found === undefined ? '-' : String(scan.found),
    String(scan.requests),
    `${scan.received.tokens}+${scan.received.batches}+${scan.received.singles}`,
    kilobytes(scan.wireOut),
    kilobytes(scan.wireIn),
    scan.seconds.toFixed(2),
    scan.cpuMs.toFixed(0),
    megabytes(scan.peakBytes),
    megabytes(scan.peakBytes - scan.idleBytes),
    String(scan.connections),
  ]);
  const notRun = options.tenants
    .filter((count) => count > options.usualUpTo)
    .map((count) => [String(count), names.usual, 'not run', ...Array<string>(9).fill('')]);
  say(`\nScan (each in a fresh process; ${tenantsAtOnce} tenants at once, the usual way one)`);
  say(
    textTable(
      [
        ...['tenants', 'who', 'found', 'requests', 'token+batch+single', 'kB sent', 'kB received'],
        ...['seconds', 'CPU ms', 'peak MB', 'of it scan MB', 'connections'],
      ],
      [...rows, ...notRun],
    ),
  );
}

/** Seconds that the round trips alone take when nothing else takes any. */
function boundSeconds(tenants: number, latencyMs: number): number {
  return (Math.ceil(tenants / tenantsAtOnce) * 2 * latencyMs) / 1000;
}

export function printRatios(scans: readonly MeasuredScan[], latencyMs: number): void {
  const of = (pattern: PatternName, tenants: number): MeasuredScan | undefined =>
    scans.find((scan) => scan.pattern === pattern && scan.tenants === tenants);
  const rows = scans
    .filter(({ pattern }) => pattern === 'product')
    .map((ours) => {
      const bare = of('bound', ours.tenants);
      const usual = of('usual', ours.tenants);
      return [
        String(ours.tenants),
        times(ours.requests, bare?.requests),
        times(ours.seconds, boundSeconds(ours.tenants, latencyMs)),
        times(ours.seconds, bare?.seconds),
        times(usual?.requests, ours.requests),
        times(usual?.wireIn, ours.wireIn),
        times(usual?.seconds, ours.seconds),
        times(usual?.cpuMs, ours.cpuMs),
      ];
    });
  say('Ratios: inbox-warden to the bound, then the usual way to inbox-warden');
  say(
    textTable(
      [
        ...['tenants', 'requests', 'seconds, computed', 'seconds, measured'],
        ...['usual: requests', 'usual: kB received', 'usual: seconds', 'usual: CPU'],
      ],
      rows,
    ),
  );
  say(
    `Computed bound: two round trips of ${latencyMs} ms for each tenant, ${tenantsAtOnce} tenants at once, nothing else.\n`,
  );
}

export function printGrowth(scans: readonly MeasuredScan[]): void {
  const ours = scans.filter(({ pattern }) => pattern === 'product');
  const rows = ours.map((scan, at) => {
    const before = ours[at - 1];
    const more = scan.tenants - (before?.tenants ?? 0);
    return [
      String(scan.tenants),
      (scan.requests / scan.tenants).toFixed(2),
      ((scan.wireIn + scan.wireOut) / 1000 / scan.tenants).toFixed(1),
      (scan.cpuMs / scan.tenants).toFixed(1),
      before === undefined ? '-' : ((scan.cpuMs - before.cpuMs) / more).toFixed(1),
      megabytes(scan.peakBytes),
    ];
  });
  say('How the cost of inbox-warden grows');
  say(
    textTable(
      [
        ...['tenants', 'requests per tenant', 'kB per tenant', 'CPU ms per tenant'],
        ...['CPU ms per further tenant', 'peak MB'],
      ],
      rows,
    ),
  );
}

export function printRequestCount({ tenants, received }: MeasuredScan): void {
  const { tokens, batches, singles } = received;
  say(
    `Nothing to look up: ${tenants} tenants cost ${tokens} token requests, ${batches} batches and ${singles} others` +
      ` (must be ${tenants}, ${tenants} and 0).\n`,
  );
}

export function printService(
  tenants: number,
  rounds: readonly { readonly name: string; readonly round: ServiceRound }[],
): void {
  say(`The whole service on Azurite: ${tenants} tenants, jobs by the queue, per tenant`);
  say(
    textTable(
      [
        ...['what', 'cards', 'jobs', 'table requests', 'queue requests', 'Microsoft 365 requests'],
        ...['CPU ms', 'seconds for all'],
      ],
      rounds.map(({ name, round: { cards, jobs, storage, received, cpuMs, seconds } }) => [
        name,
        ...[cards, jobs, storage.table, storage.queue].map((count) => (count / tenants).toFixed(1)),
        ((received.tokens + received.batches + received.singles) / tenants).toFixed(1),
        (cpuMs / tenants).toFixed(1),
        seconds.toFixed(2),
      ]),
    ),
  );
  say(
    'Polls of the empty queue are left out. Cards are taken at once: the rate of Teams is not in it.\n',
  );
}

export function printThroughputs(throughputs: readonly Throughput[]): void {
  say('One CPU, without network and storage');
  say(
    textTable(
      ['what', 'unit', 'per second of CPU', 'ms each'],
      throughputs.map(({ what, unit, perSecond }) => [
        what,
        unit,
        perSecond.toFixed(0),
        (1000 / perSecond).toFixed(4),
      ]),
    ),
  );
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

function times(part: number | undefined, whole: number | undefined): string {
  return part === undefined || whole === undefined ? 'not run' : `${(part / whole).toFixed(2)}x`;
}
