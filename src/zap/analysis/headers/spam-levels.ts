import type { Explain } from './explain.js';

/** A whole number of at most two digits, as filters write their levels; undefined for anything else. */
export function levelOf(value: string | undefined): number | undefined {
  return value !== undefined && /^-?\d{1,2}$/.test(value) ? Number(value) : undefined;
}

type Ladder = readonly { readonly from: number; readonly to: number; readonly sentence: string }[];

const clean =
  'At delivery, spam filtering did not take it for spam. What was learnt later does not change this value.';

/** Microsoft Learn: "Spam confidence level (SCL)". */
const scl: Ladder = [
  {
    from: -1,
    to: -1,
    sentence:
      'At delivery, spam filtering was skipped: a safe sender, an allowed address, a rule, or mail of the own organisation.',
  },
  { from: 0, to: 1, sentence: clean },
  {
    from: 2,
    to: 4,
    sentence: 'At delivery, a level that spam filtering itself no longer gives; below spam.',
  },
  { from: 5, to: 6, sentence: 'At delivery, spam filtering took it for spam.' },
  {
    from: 7,
    to: 9,
    sentence: 'At delivery, spam filtering took it for spam with high confidence.',
  },
];

/** Microsoft Learn: "Bulk complaint level (BCL)". */
const bcl: Ladder = [
  { from: 0, to: 0, sentence: 'At delivery, not known as a bulk sender.' },
  { from: 1, to: 3, sentence: 'At delivery, a bulk sender with few complaints.' },
  { from: 4, to: 7, sentence: 'At delivery, a bulk sender with a mixed number of complaints.' },
  { from: 8, to: 9, sentence: 'At delivery, a bulk sender with many complaints.' },
];

/** Microsoft Learn: "Antispam stamps in Exchange Server". */
const pcl: Ladder = [
  { from: 0, to: 3, sentence: 'At delivery, the content was not taken for phishing.' },
  { from: 4, to: 8, sentence: 'At delivery, the content was taken for probable phishing.' },
];

function ladder(steps: Ladder): Explain {
  return (value) => {
    const level = levelOf(value);
    if (level === undefined) return undefined;
    return steps.find(({ from, to }) => level >= from && level <= to)?.sentence;
  };
}

export const explainScl: Explain = ladder(scl);
export const explainBcl: Explain = ladder(bcl);
export const explainPcl: Explain = ladder(pcl);
