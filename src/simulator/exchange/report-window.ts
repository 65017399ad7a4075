import { dateOf } from './cmdlet.js';
import type { Parameters } from './cmdlet.js';
import { badParameter } from './failures.js';

export const DAY_MS = 86_400_000;

/** A stretch of time in ms since the epoch, both ends included. */
export interface ReportWindow {
  readonly from: number;
  readonly to: number;
}

export interface WindowRules {
  /** Names of the two parameters. */
  readonly names: readonly [from: string, to: string];
  /** Without dates. */
  readonly usualMs: number;
  /** Between the two dates. */
  readonly widestMs: number;
  /** Before now. */
  readonly farthestMs: number;
}

/** Parameters of clocks are seldom set alike: so much is forgiven at the far end. */
const SLACK_MS = 5 * 60_000;

/** The stretch that the two date parameters name. @throws CmdletFailure for one without the other, or outside the rules. */
export function reportWindow(
  parameters: Parameters,
  rules: WindowRules,
  now: number,
): ReportWindow {
  const [fromName, toName] = rules.names;
  const [from, to] = [dateOf(parameters[fromName]), dateOf(parameters[toName])];
  if (from === undefined && to === undefined) return { from: now - rules.usualMs, to: now };
  if (from === undefined || to === undefined) {
    throw badParameter(`${fromName} and ${toName} must be given together.`);
  }
  if (from > to) throw badParameter(`${fromName} must be before ${toName}.`);
  if (to - from > rules.widestMs) {
    throw badParameter(`The time range must not be wider than ${days(rules.widestMs)} days.`);
  }
  if (from < now - rules.farthestMs - SLACK_MS) {
    throw badParameter(`${fromName} must be within the last ${days(rules.farthestMs)} days.`);
  }
  return { from, to };
}

/** The rows of the page that Page and PageSize ask for. @throws CmdletFailure for a page that is too large. */
export function pageOf<T>(
  rows: readonly T[],
  parameters: Parameters,
  { usual, most }: { readonly usual: number; readonly most: number },
): readonly T[] {
  const size = Number(parameters['PageSize'] ?? usual);
  const page = Number(parameters['Page'] ?? 1);
  if (size > most) throw badParameter(`PageSize must be from 1 to ${most}.`);
  if (page > MOST_PAGES) throw badParameter(`Page must be from 1 to ${MOST_PAGES}.`);
  return rows.slice((page - 1) * size, page * size);
}

const MOST_PAGES = 1000;

function days(ms: number): number {
  return ms / DAY_MS;
}
