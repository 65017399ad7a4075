import { z } from 'zod';
import type { Clock } from '../lib/clock.js';
import type { SharedRowStore } from '../lib/document-store.js';
import { errorCode, type Log } from '../lib/log.js';
import { pause } from '../lib/worker.js';

/** Something that is due in every slot of `everyMs`, once over all replicas. */
export interface ScheduledTask {
  readonly name: string;
  readonly everyMs: number;
  /** May be done twice when a replica dies in the middle. */
  readonly run: () => Promise<void>;
}

export interface ScheduleServices {
  readonly documents: SharedRowStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly leaseMs: number;
}

const documentSchema = z.strictObject({
  slot: z.number(),
  state: z.enum(['claimed', 'done']),
  until: z.string(),
});
type SlotDocument = z.infer<typeof documentSchema>;

/** Runs the tasks until `signal` is aborted. A task that fails is tried again by whoever comes next in the same slot. */
export async function runSchedule(
  services: ScheduleServices,
  tasks: readonly ScheduledTask[],
  signal: AbortSignal,
): Promise<void> {
  const tickMs = Math.min(5000, ...tasks.map((task) => Math.max(task.everyMs / 4, 100)));
  while (!signal.aborted) {
    for (const task of tasks) {
      await tick(services, task).catch((error: unknown) => {
        services.log.error({ task: task.name, code: errorCode(error) }, 'a scheduled task failed');
      });
    }
    await pause(services.clock, tickMs, signal);
  }
}

async function tick(
  { documents, clock, leaseMs }: ScheduleServices,
  task: ScheduledTask,
): Promise<void> {
  const now = clock.now();
  const slot = Math.floor(now.getTime() / task.everyMs) * task.everyMs;
  // One document a task: the slots follow each other in it, so that nothing piles up.
  const stored = await documents.read('schedule', task.name);
  const last = stored && documentSchema.parse(stored.value);
  if (last !== undefined && !isFree(last, slot, now)) return;
  const until = new Date(now.getTime() + leaseMs).toISOString();
  const claimed = await documents.write(
    'schedule',
    task.name,
    { slot, state: 'claimed', until },
    stored?.etag,
  );
  if (claimed === 'conflict') return;
  await task.run();
  await finish(documents, task, { slot, state: 'done', until });
}

function isFree(last: SlotDocument, slot: number, now: Date): boolean {
  return last.slot < slot || (last.state === 'claimed' && last.until < now.toISOString());
}

/** A run that outlasted its lease may find that somebody else has the slot, or the next one, by now. */
async function finish(
  documents: SharedRowStore,
  { name }: ScheduledTask,
  done: SlotDocument,
): Promise<void> {
  const stored = await documents.read('schedule', name);
  const held = stored && documentSchema.parse(stored.value);
  if (held?.slot !== done.slot || held.until !== done.until) return;
  await documents.write('schedule', name, done, stored?.etag);
}
