import assert from 'node:assert/strict';
import { digestYears } from '../support/digest-years.js';
import { everyZone } from '../support/time-zones.js';

/** A few zones of each run; test/long/digest-every-zone.test.ts takes them all, for ten years. */
const zonesTaken = 12;

describe('The digest over the years', function () {
  this.timeout(60_000);
  const seed = Date.now() % 1_000_000;

  for (let i = 0; i < zonesTaken; i += 1) {
    const zone = everyZone[(seed + i * 37) % everyZone.length] ?? 'UTC';
    it(`comes exactly once a week in ${zone}, through outages and crashes (seed ${seed + i})`, async () => {
      const result = await digestYears(zone, {
        ...{ from: '2024-01-01T00:00:00.000Z', years: 1, seed: seed + i },
      });
      assert.deepEqual([result.missing, result.twice], [[], []]);
      assert.equal(result.posts, result.weeks);
      assert.ok(result.outages > 0 && result.crashes > 0 && result.late > 0);
    });
  }
});
