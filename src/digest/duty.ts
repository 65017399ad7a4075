import { isEnded, isFree, type Edition } from './edition.js';
import { lastDueWeek } from './period.js';
import { dueOf, type DigestSettings } from './settings.js';

/** A week whose digest is owed, or was owed for too long. */
export interface Duty {
  /** See iso-week.ts. */
  readonly week: number;
  readonly dueAt: number;
  readonly kind: 'scheduled' | 'late' | 'too-late';
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A restart is not worth a word. */
const lateAfterMs = 15 * minuteMs;

/** A digest that could not be posted for longer is left out: what is older than two days is no news. */
const missedAfterMs = 48 * hourMs;
/** What was down for 48 hours gets this long to look. */
const startMs = 15 * minuteMs;

/** What the last due time asks for; undefined when the digest is off, or when nothing was owed then. */
export function dutyOf(settings: DigestSettings, now: number): Duty | undefined {
  if (!settings.on) return undefined;
  const week = lastDueWeek(settings.time, now);
  const dueAt = dueOf(settings, week);
  if (dueAt < settings.since) return undefined;
  const age = now - dueAt;
  if (age > missedAfterMs + startMs) return { week, dueAt, kind: 'too-late' };
  return { week, dueAt, kind: age > lateAfterMs ? 'late' : 'scheduled' };
}

/** When the next digest comes, in milliseconds since 1970; undefined while the digest is off. */
export function nextDue(settings: DigestSettings, now: number): number | undefined {
  return settings.on ? dueOf(settings, lastDueWeek(settings.time, now) + 1) : undefined;
}

export type Step = 'begin' | 'skip' | 'take-over' | 'give-up' | 'nothing';

/**
 * What is to be done about the digest of one week, by whoever looks. A week that ended as skipped is begun all the same
 * when it is owed now: then the clock that called it too old was wrong.
 */
export function stepOf(edition: Edition | undefined, duty: Duty | undefined, now: number): Step {
  if (edition === undefined) {
    if (duty === undefined) return 'nothing';
    return duty.kind === 'too-late' ? 'skip' : 'begin';
  }
  if (edition.state === 'skipped') {
    const owed = duty !== undefined && duty.kind !== 'too-late';
    return owed && edition.skipped === 'too-late' ? 'begin' : 'nothing';
  }
  if (isEnded(edition) || !isFree(edition, now)) return 'nothing';
  return now - Date.parse(edition.createdAt) > missedAfterMs ? 'give-up' : 'take-over';
}
