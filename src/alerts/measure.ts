import type { Cause } from '../tenants/cause.js';
import type { StoredActor } from './actor.js';

/** What can be done about an alert beside ending it. Each has a small life of its own on the alert. */
export const measureNames = [
  'revoke-sessions',
  'block-sign-in',
  'block-sender',
  'release',
  'unblock-sending',
] as const;
export type MeasureName = (typeof measureNames)[number];

/** Whom or what a measure is applied to, from the alert's own facts. */
export interface MeasureTarget {
  /** Stable within the alert: an object id, an address. */
  readonly key: string;
  /** Raw text for people; may be attacker-written. */
  readonly label: string;
}

/** `ordered → done | failed`, `done → undoing → undone | done`; a failed or undone one may be ordered again. */
export interface Measure {
  readonly name: MeasureName;
  readonly target: string;
  readonly label: string;
  readonly state: 'ordered' | 'done' | 'failed' | 'undoing' | 'undone';
  /** When the last order was given, UTC ISO 8601. */
  readonly orderedAt: string;
  readonly by: StoredActor;
  readonly endedAt?: string | undefined;
  /** How it was verified or why it failed, in our own words. */
  readonly note?: string | undefined;
  /** It was done from here, so it may be undone from here; what somebody else had done before is left to them. */
  readonly undoable?: boolean | undefined;
}

/** What a fresh look says. */
export type MeasureState =
  | { readonly kind: 'in-effect'; readonly note?: string | undefined }
  | { readonly kind: 'not-in-effect' }
  /** Can't be taken or undone at all; `note` says why in our own words. */
  | { readonly kind: 'impossible'; readonly note: string }
  | { readonly kind: 'unreadable'; readonly cause: Cause };

/** The measure of this name for this target, if it was ever ordered. */
export function measureOf(
  { measures = [] }: { readonly measures?: readonly Measure[] | undefined },
  name: MeasureName,
  target: string,
): Measure | undefined {
  return measures.find((one) => one.name === name && one.target === target);
}

/** Whether it may be ordered now: never while it is under way. */
export function canOrder(
  measure: Measure | undefined,
  definition: { readonly repeatable?: boolean | undefined },
): boolean {
  const state = measure?.state ?? 'undone';
  return (
    state === 'undone' || state === 'failed' || (state === 'done' && definition.repeatable === true)
  );
}

/** Whether it may be undone now. */
export function canUndo(
  measure: Measure | undefined,
  definition: { readonly revert?: unknown },
): boolean {
  return measure?.state === 'done' && measure.undoable === true && definition.revert !== undefined;
}
