import { containPoints, mailRemovalPoints } from '../support/kill-points.js';
import { pointTitle, type KillRun } from '../support/kill-run.js';
import { sideBySide } from '../support/side-by-side.js';
import { startMailKillRun, survivesContain, survivesMailRemoval } from '../support/zap-kill.js';

const place = { open: startMailKillRun, close: (run: KillRun) => run.stop() };

/** Those on both sides of the change itself, and where it is written down; all of them in the long run. */
const telling = [
  'after graph: PATCH user',
  'before graph: PATCH user',
  'after graph: POST remediate',
  'before graph: POST remediate',
  'after tables: write outbox(measure acting)',
  'after tables: write outbox(remove acting)',
];
const isTelling = ({ moment, step }: (typeof containPoints)[number]): boolean =>
  telling.includes(`${moment} ${step}`);
const contains = sideBySide([containPoints.filter(isTelling)], place, survivesContain);
const removals = sideBySide([mailRemovalPoints.filter(isTelling)], place, survivesMailRemoval);

describe('kill -9 while mail is dealt with', function () {
  this.timeout(240_000);
  const all = [contains, removals];
  before(() => {
    for (const worlds of all) worlds.start();
  });
  after(() => Promise.all(all.map((worlds) => worlds.stop())));

  for (const point of containPoints.filter(isTelling)) {
    it(`loses and doubles nothing of a blocked sign-in ${pointTitle(point)}`, () =>
      contains.result(point));
  }
  for (const point of mailRemovalPoints.filter(isTelling)) {
    it(`loses and doubles nothing of Remove everywhere ${pointTitle(point)}`, () =>
      removals.result(point));
  }
});
