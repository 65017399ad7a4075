import type { TenantId } from '../tenants/tenant.js';
import type { StoredActor } from './actor.js';
import type { AlertId } from './alert.js';
import type { MeasureName } from './measure.js';

/** Work that a committed change owes the outside. Written in the same transaction as the change. */
export type OutboxTask =
  | { readonly kind: 'post-alert'; readonly alertId: AlertId }
  | { readonly kind: 'update-alert'; readonly alertId: AlertId }
  | { readonly kind: 'post-group'; readonly groupId: string }
  | { readonly kind: 'update-group'; readonly groupId: string }
  | { readonly kind: 'remove'; readonly alertId: AlertId; readonly by: StoredActor }
  | { readonly kind: 'restore'; readonly alertId: AlertId; readonly by: StoredActor }
  | MeasureTask;

/** A measure that was ordered, or is to be undone. */
export interface MeasureTask {
  readonly kind: 'measure';
  readonly alertId: AlertId;
  readonly measure: MeasureName;
  /** The key of the target. */
  readonly target: string;
  readonly direction: 'apply' | 'revert';
  readonly by: StoredActor;
}

/** A task that changes a tenant; the others post and redraw cards. */
export function isChange({ kind }: OutboxTask): boolean {
  return kind === 'remove' || kind === 'restore' || kind === 'measure';
}

/**
 * `pending → claimed → done`, with `ambiguous` for a post whose answer was lost and `dead` for what can never succeed.
 * A claim lasts until `leaseUntil`; every claim raises `fence`, and only the holder of the newest fence may finish.
 */
export interface OutboxEntry {
  /** Sorts by time of writing. */
  readonly id: string;
  readonly tenantId: TenantId;
  readonly task: OutboxTask;
  readonly state: 'pending' | 'claimed' | 'ambiguous' | 'done' | 'dead';
  readonly fence: number;
  readonly attempts: number;
  readonly createdAt: string;
  /** Not before this time, UTC ISO 8601. */
  readonly notBefore: string;
  readonly leaseUntil?: string | undefined;
  /** Set right before the tenant is changed or a card is posted, so that a restart knows that it may have been sent. */
  readonly actingSince?: string | undefined;
  /** When the tenant's answer to the change arrived: after that it is read again, and never made again. */
  readonly answeredAt?: string | undefined;
  /** The answer was that the tenant took the change; absent when the answer was lost. */
  readonly accepted?: boolean | undefined;
  /** Copies of the card that were known when it was last posted; absent after a post that was certainly not shown. */
  readonly copiesBefore?: number | undefined;
  /** Code of the last failure. */
  readonly failure?: string | undefined;
}

export function isDue(entry: OutboxEntry, now: Date): boolean {
  const time = now.toISOString();
  switch (entry.state) {
    case 'pending':
    case 'ambiguous':
      return entry.notBefore <= time;
    case 'claimed':
      return (entry.leaseUntil ?? '') <= time;
    case 'done':
    case 'dead':
      return false;
  }
}
