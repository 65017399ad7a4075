import { observation } from '../observation.js';
import type { Observation, Weight } from '../report.js';

/** An observation with a sentence of ours and what the message shows for it. */
export function observed(
  code: string,
  weight: Weight,
  sentence: string,
  ...shown: readonly (string | undefined)[]
): Observation {
  const present = shown.filter((one): one is string => one !== undefined && one !== '');
  return observation(code, weight, sentence, ...present);
}

/** The observations that a table has for a value, in any case. */
export function fromTable(
  table: Readonly<Record<string, readonly [code: string, weight: Weight, sentence: string]>>,
  value: string | undefined,
  ...shown: readonly (string | undefined)[]
): readonly Observation[] {
  const word = value?.toLowerCase() ?? '';
  const row = Object.hasOwn(table, word) ? table[word] : undefined;
  return row === undefined ? [] : [observed(...row, ...shown)];
}
