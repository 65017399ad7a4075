import type { Observation, Weight } from './report.js';

const longestShown = 200;

/** What is shown is cut, because a card and a table show no more. */
export function observation(
  code: string,
  weight: Weight,
  sentence: string,
  ...shown: readonly string[]
): Observation {
  return { code, weight, sentence, shown: shown.map((text) => text.slice(0, longestShown)) };
}
