import type { Exposure, ZapOutcome, ZapTime } from './message.js';

/**
 * ZAP looks only at mail delivered in the last 48 hours (Microsoft Learn: "Zero-hour auto purge in Microsoft Defender for
 * Office 365"). An assumption while that page is being rewritten.
 */
export const zapReachMs = 48 * 3_600_000;

interface TimesSeen {
  readonly receivedAt?: string | undefined;
  /** Purges as logged. */
  readonly exact: readonly string[];
  /** Last changes of the item: the purge was not later. */
  readonly lastChanges: readonly string[];
  readonly known?: ZapTime | undefined;
}

/**
 * When it was taken away. The earliest logged purge is it; else the earliest last change ever seen bounds it, so that
 * reading, flagging or moving the item later never lengthens it; a bound past the reach of ZAP tells nothing.
 */
export function zapTimeOf({ receivedAt, exact, lastChanges, known }: TimesSeen): ZapTime {
  const logged = earliest([...exact, ...(known?.kind === 'exact' ? [known.at] : [])]);
  if (logged !== undefined) return { kind: 'exact', at: logged };
  const bound = earliest([...lastChanges, ...(known?.kind === 'at-most' ? [known.at] : [])]);
  if (bound === undefined) return { kind: known?.kind === 'within-48h' ? 'within-48h' : 'none' };
  const late = receivedAt !== undefined && Date.parse(bound) - Date.parse(receivedAt) > zapReachMs;
  return late ? { kind: 'within-48h' } : { kind: 'at-most', at: bound };
}

/**
 * How long the message lay in the open. Clocks that disagree never make it negative: it is 0 then, and flagged. Where
 * nothing was taken away (ZAP failed, or the person had been faster), or a time is missing, it is unknown.
 */
export function exposureOf(
  outcome: ZapOutcome,
  receivedAt: string | undefined,
  zapTime: ZapTime,
): Exposure {
  if (outcome !== 'zapped' || zapTime.kind === 'none') return { kind: 'unknown' };
  if (zapTime.kind === 'within-48h') return { kind: 'within-48h' };
  if (receivedAt === undefined) return { kind: 'unknown' };
  const ms = Date.parse(zapTime.at) - Date.parse(receivedAt);
  const minutes = Math.max(0, Math.round(ms / 60_000));
  return { kind: zapTime.kind, minutes, ...(ms < 0 ? { skewed: true } : {}) };
}

/** The upper bound in minutes, for sorting and percentiles; undefined when unknown. */
export function minutesAtMost(exposure: Exposure): number | undefined {
  if (exposure.kind === 'unknown') return undefined;
  return exposure.kind === 'within-48h' ? zapReachMs / 60_000 : exposure.minutes;
}

export function earliest(times: readonly string[]): string | undefined {
  return times.reduce<string | undefined>(
    (first, time) => (first === undefined || Date.parse(time) < Date.parse(first) ? time : first),
    undefined,
  );
}
