import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { tenantSetting } from './bench-tenants.js';
import { scanPatterns, type PatternName } from './scan-patterns.js';

export interface ScanTask {
  readonly pattern: PatternName;
  readonly url: string;
  readonly tenants: ReturnType<typeof tenantSetting>;
}

export interface ScanCost {
  readonly found?: number | undefined;
  readonly seconds: number;
  /** Of this process, user and system, from just before the scan to its end. */
  readonly cpuMs: number;
  /** Highest resident set of this process in its life, and what it was just before the scan. */
  readonly peakBytes: number;
  readonly idleBytes: number;
  readonly connections: number;
  /** On the wire, headers included. */
  readonly wireIn: number;
  readonly wireOut: number;
}

/** Linux keeps the highest resident set of a process; getrusage would hand down that of the parent. */
function peakBytes(): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

async function measure({ pattern, url, tenants }: ScanTask): Promise<ScanCost> {
  const sockets = new Set<Socket>();
  subscribe('undici:client:connected', (message) => {
    sockets.add((message as { readonly socket: Socket }).socket);
  });
  const idleBytes = process.memoryUsage.rss();
  const cpu = process.cpuUsage();
  const began = performance.now();
  const found = await scanPatterns[pattern].run(url, tenants);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const sum = (count: (socket: Socket) => number): number =>
    [...sockets].reduce((total, socket) => total + count(socket), 0);
  return {
    ...{ found, seconds, idleBytes },
    cpuMs: (user + system) / 1000,
    peakBytes: peakBytes(),
    connections: sockets.size,
    wireIn: sum(({ bytesRead }) => bytesRead),
    wireOut: sum(({ bytesWritten }) => bytesWritten),
  };
}

const task = JSON.parse(process.argv[2] ?? '') as ScanTask;
process.stdout.write(JSON.stringify(await measure(task)));
// Connections that are kept alive would keep the process alive too.
process.exit(0);
