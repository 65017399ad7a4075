import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import type { Scenario } from '../../src/simulator/scenario/schema.js';
import { startOf } from '../support/entry.js';

export interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

export type Env = Readonly<Record<string, string>>;

/** Runs the real command line in a process of its own, with these settings and no others. */
export async function inboxWarden(
  args: readonly string[],
  env: Env,
  options: { readonly closeOutput?: boolean } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [...startOf('cli/main'), ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  if (options.closeOutput === true) child.stdout.destroy();
  else child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return {
    exitCode,
    out: Buffer.concat(out).toString('utf8'),
    err: Buffer.concat(err).toString('utf8'),
  };
}

/** The settings of a scan against the simulator: tenants and the reader, nothing else. */
export function readerSettings(url: string, scenario: Scenario, tenantIds: readonly string[]): Env {
  const tenants = scenario.tenants
    .filter(({ tenantId }) => tenantIds.includes(tenantId))
    .map(({ tenantId, displayName }) => ({ tenantId, name: displayName }));
  return {
    WARDEN_LOGIN_URL: `${url}/login`,
    WARDEN_GRAPH_URL: `${url}/graph`,
    WARDEN_EXCHANGE_URL: `${url}/exchange`,
    WARDEN_READER_ID: DEMO.reader.appId,
    WARDEN_READER_SECRET: DEMO.reader.secret,
    WARDEN_TENANTS: JSON.stringify(tenants),
  };
}

/** RFC 4180, written for the test alone: rows of cells. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cells = /"((?:[^"]|"")*)"(,|\r\n)/gy;
  let end = 0;
  for (const [whole, cell = '', after] of text.matchAll(cells)) {
    rows.at(-1)?.push(cell.replaceAll('""', '"'));
    if (after === '\r\n') rows.push([]);
    end += whole.length;
  }
  if (end !== text.length) throw new Error(`Not CSV from character ${end} on.`);
  return rows.slice(0, -1);
}
