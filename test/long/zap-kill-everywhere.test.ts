import { containPoints, mailRemovalPoints } from '../support/kill-points.js';
import { pointTitle, type KillRun } from '../support/kill-run.js';
import { startMailKillRun, survivesContain, survivesMailRemoval } from '../support/zap-kill.js';

describe('kill -9 at every step while mail is dealt with', function () {
  this.timeout(240_000);
  let run: KillRun;
  before(async () => {
    run = await startMailKillRun();
  });
  after(() => run.stop());

  for (const point of containPoints) {
    it(`loses and doubles nothing of a blocked sign-in ${pointTitle(point)}`, () =>
      survivesContain(run, point));
  }
  for (const point of mailRemovalPoints) {
    it(`loses and doubles nothing of Remove everywhere ${pointTitle(point)}`, () =>
      survivesMailRemoval(run, point));
  }
});
