import { KillRun, pointTitle, survivesRemoval, survivesScan } from '../support/kill-run.js';
import { removalPoints, scanPoints } from '../support/kill-points.js';

const seeds = [1, 2, 3];

/** The order decides what a process finds that comes up after a kill: each seed has its own. */
function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  return items
    .map((item, index) => ({ item, key: Math.imul(index + 1, 0x9e3779b1 + seed * 2) >>> 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

for (const seed of seeds) {
  describe(`kill -9 at every step, order ${seed}`, function () {
    this.timeout(150_000);
    let run: KillRun;
    before(async () => {
      run = await KillRun.start();
    });
    after(() => run.stop());

    for (const point of shuffled(removalPoints, seed)) {
      it(`loses and doubles nothing of a removal ${pointTitle(point)}`, () =>
        survivesRemoval(run, point));
    }
  });

  describe(`kill -9 at every step of a scan, order ${seed}`, function () {
    this.timeout(200_000);
    let run: KillRun;
    before(async () => {
      run = await KillRun.start();
    });
    after(() => run.stop());

    for (const point of shuffled(scanPoints, seed)) {
      it(`loses no forward ${pointTitle(point)}`, () => survivesScan(run, point, point.cards));
    }
  });
}
