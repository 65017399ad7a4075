import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Years } from '../support/digest-years.js';
import { everyZone } from '../support/time-zones.js';

const years = 10;
const script = fileURLToPath(new URL('../support/digest-zones-process.ts', import.meta.url));

type ZoneYears = Years & { readonly zone: string };

/** Every `step`-th zone from the `first`, in a process of its own. */
async function zonesOf(first: number, step: number): Promise<readonly ZoneYears[]> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', script, String(first), String(step), String(years)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'close');
  const results: ZoneYears[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    results.push(JSON.parse(line) as ZoneYears);
  }
  assert.deepEqual(await ended, [0, null]);
  return results;
}

describe('The digest in every time zone', function () {
  this.timeout(90 * 60_000);

  it(`comes exactly once a week for ${years} years in each, with three replicas, outages of up to 48 hours and crashes`, async () => {
    assert.ok(everyZone.length >= 400, String(everyZone.length));
    const began = performance.now();
    const processes = availableParallelism();
    const parts = await Promise.all(
      Array.from({ length: processes }, (_, first) => zonesOf(first, processes)),
    );
    const all = parts.flat();
    assert.equal(all.length, everyZone.length);
    for (const { zone, missing, twice } of all) assert.deepEqual([missing, twice], [[], []], zone);
    const sum = (of: (one: Years) => number): number => all.reduce((n, one) => n + of(one), 0);
    const [weeks, posts] = [sum((one) => one.weeks), sum((one) => one.posts)];
    assert.equal(posts, weeks);
    const seconds = Math.round((performance.now() - began) / 1000);
    process.stdout.write(
      `      ${all.length} zones, ${weeks} weeks, 3 replicas: ${posts} digests, 0 missing, 0 twice; ` +
        `${sum((one) => one.outages)} outages, ${sum((one) => one.crashes)} crashes, ` +
        `${sum((one) => one.jumps)} clocks set back, ${sum((one) => one.late)} late; ${seconds} s\n`,
    );
  });
});
