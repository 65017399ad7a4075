import type { FileDelivery } from '../../adapters/teams/file-delivery.js';
import type { MessageRef } from '../../alerts/alert.js';
import type { CardContent } from '../../alerts/card-content.js';
import type { UpdateResult } from '../../alerts/ports.js';
import type { Clock } from '../../lib/clock.js';
import type { SharedRowStore } from '../../lib/document-store.js';
import type { Log } from '../../lib/log.js';
import type { WorkQueue } from '../../lib/work-queue.js';
import type { CommandServices } from '../commands/command.js';
import { notice } from '../commands/command.js';
import type { Job } from '../job.js';
import type { ExportServices } from './export-kind.js';
import type { StoredExport } from './export-store.js';
import { exportWords } from './export-words.js';

/** What the work on exports needs of the service. */
export interface ExportJobServices {
  readonly read: ExportServices;
  readonly documents: SharedRowStore;
  readonly queue: Pick<WorkQueue<Job>, 'send'>;
  readonly delivery: FileDelivery;
  readonly reply: CommandServices['reply'];
  /** Replaces an earlier answer. */
  readonly redraw: (
    place: StoredExport['place'],
    message: MessageRef,
    card: CardContent,
  ) => Promise<UpdateResult>;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a worker that has taken an export up is left alone, in milliseconds. */
  readonly holdMs: number;
}

const attempts = 4;
const longestPauseMs = 30_000;

/** Teams took it, or will not: what it puts off is tried a few times. */
export async function patiently<R extends { readonly kind: string }>(
  clock: Pick<Clock, 'sleep'>,
  request: () => Promise<R>,
): Promise<R> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await request();
    const pauseMs = pauseOf(result);
    if (pauseMs === undefined || pauseMs > longestPauseMs || attempt >= attempts) return result;
    await clock.sleep(Math.max(pauseMs, 100));
  }
}

function pauseOf(result: {
  readonly kind: string;
  readonly retryAfterMs?: number;
}): number | undefined {
  return result.kind === 'refused' ? result.retryAfterMs : undefined;
}

/** Says how far an export is, where it was asked for. Nothing depends on it: what could not be shown is logged. */
export async function showProgress(services: ExportJobServices, row: StoredExport): Promise<void> {
  const { title, text } = exportWords(row);
  const card = notice(title, text.trim());
  if (row.notice === undefined) {
    await services.reply(row.place, card);
    return;
  }
  const message = row.notice;
  const result = await patiently(services.clock, () => services.redraw(row.place, message, card));
  if (result.kind !== 'updated') {
    services.log.warn({ result: result.kind, code: result.code }, 'an export could not be shown');
  }
}
