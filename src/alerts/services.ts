import type { Clock } from '../lib/clock.js';
import type { Log } from '../lib/log.js';
import type { AlertKind } from './finding.js';
import type { AlertKindDefinition } from './kind.js';
import type { AlertStore, Announcer, ApproverCheck, ChannelStore, OutboxBell } from './ports.js';

export interface AlertOptions {
  /** IANA zone in which people are shown times. */
  readonly timeZone: string;
  /** How long a worker may hold an outbox entry without renewing it, in milliseconds. */
  readonly leaseMs: number;
  /** How long a change is given to become visible to a read, in milliseconds. */
  readonly verifyForMs: number;
  /** How long a lost answer to a post is given to show itself by a press, before the card is posted once more, in milliseconds. */
  readonly evidenceMs: number;
  /** How long a removal can be undone, in days. */
  readonly undoDays: number;
  /** False without an actor identity: the product then only reports. */
  readonly canRemediate: boolean;
}

/** What the core of the alerts works with. Built once, in the composition root. */
export interface AlertServices {
  readonly store: AlertStore;
  readonly bell: OutboxBell;
  readonly announcer: Announcer;
  readonly channels: ChannelStore;
  readonly approvers: ApproverCheck;
  readonly kinds: Readonly<Record<AlertKind, AlertKindDefinition>>;
  readonly clock: Clock;
  readonly log: Log;
  readonly options: AlertOptions;
}
