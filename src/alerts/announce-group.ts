import type { MessageRef } from './alert.js';
import type { CardContent } from './card-content.js';
import { decideAndCommit, owe, type Decision } from './commit.js';
import type { Claim } from './claim.js';
import type { AlertGroup } from './group.js';
import { groupCardOf } from './group-page.js';
import type { OutboxTask } from './outbox.js';
import { afterPost, beginPost, interrupted, noChannel } from './post-attempt.js';
import type { AlertServices } from './services.js';
import type { TaskResult } from './task-result.js';

type TaskOf<K extends OutboxTask['kind']> = Extract<OutboxTask, { kind: K }>;

/** Posts the card on which many alerts are announced together. */
export async function announceGroup(
  services: AlertServices,
  held: Claim,
  task: TaskOf<'post-group'>,
): Promise<TaskResult> {
  const channel = (await services.channels.current())?.row;
  if (!channel) return noChannel;
  const group = await services.store.group(held.entry.tenantId, task.groupId);
  if (!group || group.row.message) return { kind: 'done' };
  if (held.entry.actingSince !== undefined) return interrupted(services, held);
  const card = await groupCardOf(services, group.row, 1);
  const attempt = await beginPost(services, held, 0);
  const result = await services.announcer.post(channel, card);
  if (result.kind !== 'posted') return afterPost(services, held, result, attempt);
  await keepGroupMessage(services, group.row, card, result.message);
  return { kind: 'done' };
}

function keepGroupMessage(
  services: AlertServices,
  { tenantId, id }: AlertGroup,
  drawn: CardContent,
  message: MessageRef,
): Promise<undefined> {
  return decideAndCommit(services, tenantId, async (): Promise<Decision<undefined>> => {
    const existing = await services.store.group(tenantId, id);
    if (!existing) return { writes: [], audit: [], result: undefined };
    const now = services.clock.now();
    const outdated = !isSame(drawn, await groupCardOf(services, existing.row, 1));
    return {
      writes: [
        { type: 'group', value: { ...existing.row, message }, etag: existing.etag },
        ...(outdated ? [owe(tenantId, { kind: 'update-group', groupId: id }, now)] : []),
      ],
      audit: [
        {
          at: now.toISOString(),
          what: 'group.posted',
          detail: { groupId: id, activityId: message.activityId },
        },
      ],
      result: undefined,
    };
  });
}

/** Redraws a grouped card until what it shows is what is there, however many workers draw. */
export async function refreshGroup(
  services: AlertServices,
  held: Claim,
  task: TaskOf<'update-group'>,
): Promise<TaskResult> {
  const channel = (await services.channels.current())?.row;
  for (let round = 1; round <= 5; round++) {
    const group = await services.store.group(held.entry.tenantId, task.groupId);
    if (!channel || !group?.row.message) return { kind: 'done' };
    const card = await groupCardOf(services, group.row, 1);
    const result = await services.announcer.update(channel, group.row.message, card);
    if (result.kind === 'refused') {
      return { kind: 'later', afterMs: Math.max(result.retryAfterMs, 500), code: result.code };
    }
    const after = await services.store.group(held.entry.tenantId, task.groupId);
    if (after && isSame(card, await groupCardOf(services, after.row, 1))) return { kind: 'done' };
  }
  return { kind: 'later', afterMs: 1000, code: 'still-changing' };
}

function isSame(a: CardContent, b: CardContent): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
