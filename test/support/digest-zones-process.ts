import process from 'node:process';
import { digestYears } from './digest-years.js';
import { everyZone } from './time-zones.js';

/*
 * A part of the zones, in a process of its own: every n-th from the first one named, as "<first> <n> <years>". Writes one
 * line of JSON for each zone.
 */
const [first = 0, step = 1, years = 1] = process.argv.slice(2).map(Number);
for (let i = first; i < everyZone.length; i += step) {
  const zone = everyZone[i] ?? 'UTC';
  const result = await digestYears(zone, { from: '2020-01-01T00:00:00.000Z', years, seed: i });
  process.stdout.write(`${JSON.stringify({ zone, ...result })}\n`);
}
