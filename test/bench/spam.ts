import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { textTable } from '../../src/cli/text-table.js';
import { cellsTotal } from '../../src/spam/cell.js';
import type { MailRow } from '../../src/spam/mail-row.js';
import { defaultSpamPolicy } from '../../src/spam/policy.js';
import type { MailPart, MailSource } from '../../src/spam/ports.js';
import { scanSpam } from '../../src/spam/scan.js';
import { MemoryDocumentStore } from '../../src/adapters/memory/memory-document-store.js';
import type { TenantId } from '../../src/tenants/tenant.js';
import { say } from './print.js';

/**
 * What it costs to sum up mail flow, and that memory does not grow with it: each size in a process of its own. The worst
 * case for memory, where every message comes from another address, stands beside the ordinary one.
 */

interface Figures {
  readonly rows: number;
  readonly seconds: number;
  readonly peakBytes: number;
  readonly idleBytes: number;
  /** In use after a collection of garbage, the most at ten points of the way. */
  readonly keptBytes: number;
  readonly counted: number;
}

type Shape = 'ordinary' | 'every sender new';

const now = new Date('2026-11-27T12:00:00.000Z');
const sizes = process.argv.includes('--quick') ? [10_000, 100_000] : [100_000, 1_000_000];
const shapes: readonly Shape[] = ['ordinary', 'every sender new'];

const verdicts = ['spam', 'spam', 'phish', 'bulk', 'clean', 'clean', 'spam', 'malware'] as const;
const outcomes = ['quarantined', 'junked', 'delivered'] as const;

const [, , child, rows, shape] = process.argv;
if (child === 'child') {
  const figures = await measure(Number(rows), shape as Shape);
  process.send?.(figures);
  if (process.connected) process.disconnect();
} else {
  await compare();
}

async function compare(): Promise<void> {
  const table: string[][] = [];
  for (const kind of shapes) {
    let before: Figures | undefined;
    for (const size of sizes) {
      const one = await inProcess(size, kind);
      if (one.counted !== size) throw new Error(`${one.counted} of ${size} rows were counted.`);
      const ratio =
        before === undefined
          ? '-'
          : `${(one.keptBytes / before.keptBytes).toFixed(2)}x for ${(size / before.rows).toFixed(0)}x rows`;
      table.push([
        kind,
        String(size),
        one.seconds.toFixed(2),
        (size / one.seconds).toFixed(0),
        (one.peakBytes / 1e6).toFixed(0),
        ((one.peakBytes - one.idleBytes) / 1e6).toFixed(0),
        (one.keptBytes / 1e6).toFixed(0),
        ratio,
      ]);
      before = one;
    }
  }
  say(`Node ${process.version}, one CPU, rows in parts of 5,000, 7 days and 14 days before.\n`);
  say(
    textTable(
      [
        'mail',
        'rows',
        'CPU seconds',
        'rows per CPU second',
        'peak MB',
        'of it scan MB',
        'in use MB',
        'in use, ratio',
      ],
      table,
    ),
  );
}

function inProcess(size: number, kind: Shape): Promise<Figures> {
  return new Promise((resolve, reject) => {
    const process_ = fork(fileURLToPath(import.meta.url), ['child', String(size), kind], {
      execArgv: ['--import', 'tsx', '--expose-gc'],
    });
    process_.once('message', (figures) => {
      resolve(figures as Figures);
    });
    process_.once('error', reject);
    process_.once('exit', (code) => {
      if (code !== 0) reject(new Error(`A run ended with code ${String(code)}.`));
    });
  });
}

async function measure(size: number, kind: Shape): Promise<Figures> {
  const idleBytes = process.memoryUsage().rss;
  let peakBytes = idleBytes;
  let keptBytes = 0;
  const source: MailSource = {
    name: 'hunting',
    daysBack: 30,
    probe: () => Promise.resolve({ kind: 'present' }),
    async *read(): AsyncGenerator<MailPart> {
      for (let at = 0; at < size; at += 5_000) {
        await Promise.resolve();
        yield { kind: 'rows', rows: part(at, Math.min(at + 5_000, size), kind) };
        peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
        if (at % (size / 10) === 0) keptBytes = Math.max(keptBytes, inUse());
      }
    },
  };
  const began = process.cpuUsage();
  const { report } = await scanSpam(
    { id: '11111111-0000-4000-8000-000000000001' as TenantId, name: 'Bench' },
    {
      sources: [source],
      ownDomains: () => Promise.resolve(['contoso.example']),
      documents: new MemoryDocumentStore(),
      policy: defaultSpamPolicy,
      clock: { now: () => now },
    },
    { days: 7, zone: 'Europe/Berlin' },
  );
  const { user, system } = process.cpuUsage(began);
  const seconds = (user + system) / 1e6;
  peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
  return {
    rows: size,
    seconds,
    peakBytes,
    idleBytes,
    keptBytes,
    counted: cellsTotal(report.cells),
  };
}

function inUse(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function part(from: number, to: number, kind: Shape): MailRow[] {
  return Array.from({ length: to - from }, (_, i) => row(from + i, kind));
}

function row(n: number, kind: Shape): MailRow {
  const mixed = Math.imul(n, 2_654_435_761) >>> 0;
  const at = new Date(now.getTime() - (mixed % 500_000) * 1000).toISOString();
  const sender = kind === 'ordinary' ? mixed % 3_000 : n;
  const own = n % 20 === 0;
  return {
    at,
    count: 1,
    direction: own ? 'outbound' : 'inbound',
    verdict: verdicts[mixed % 8] ?? 'spam',
    outcome: outcomes[mixed % 3] ?? 'delivered',
    sender: own ? `u${mixed % 2_000}@contoso.example` : `s${sender}@d${sender % 70_000}.example`,
    recipient: `u${(mixed >>> 8) % 5_000}@${own ? 'customer' : 'contoso'}.example`,
    clusterId: String(sender % 40_000),
    networkMessageId: String(n),
    subjectShape: String(sender % 1_000),
    senderIp: `203.0.113.${mixed % 250}`,
    compauth: 'pass',
  };
}
