import type { Plot } from './plot.js';

/** Nothing but ordinary mail: who finds something here is wrong. */
export const QUIET_WEEK: Plot = {
  hour: 0,
  minutes: 7 * 24 * 60,
  onWorkdays: false,
  hasStar: false,
  play: () => ({ drafts: [] }),
};
