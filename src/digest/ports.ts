import type { Announcer, ChannelStore } from '../alerts/ports.js';
import type { Clock } from '../lib/clock.js';
import type { Log } from '../lib/log.js';
import type { DigestBook } from './book.js';
import type { DigestPeriod } from './period.js';
import type { DigestRow } from './row.js';
import type { DigestDefaults } from './settings.js';

/**
 * Everything that is stored about a period, row by row. The rows of one tenant follow each other; what could not be read
 * is a row of `coverage`. Rejects with a typed error when the storage does not answer.
 */
export type GatherRows = (period: DigestPeriod) => AsyncIterable<DigestRow>;

/** What sending digests needs of the world. */
export interface DigestServices {
  readonly book: DigestBook;
  readonly channels: ChannelStore;
  readonly announcer: Announcer;
  readonly gather: GatherRows;
  readonly clock: Clock;
  readonly log: Log;
  readonly options: DigestOptions;
}

export interface DigestOptions {
  readonly defaults: DigestDefaults;
  /** How long a worker may hold an edition without renewing it, in milliseconds. */
  readonly leaseMs: number;
  /** How long a lost answer is given to show itself by a press, before the digest is posted once more, in milliseconds. */
  readonly evidenceMs: number;
}
