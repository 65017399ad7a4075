import type { Alert, MessageRef } from './alert.js';
import { decideAndCommit, type Decision } from './commit.js';
import type { Claim } from './claim.js';
import { drawLive } from './draw.js';
import type { AlertGroup } from './group.js';
import { groupCardOf } from './group-page.js';
import type { OutboxTask } from './outbox.js';
import type { ChannelRef, PostResult, Versioned } from './ports.js';
import type { AlertServices } from './services.js';
import type { TaskResult } from './task-result.js';

type TaskOf<K extends OutboxTask['kind']> = Extract<OutboxTask, { kind: K }>;

/** How long a lost answer is given to show itself by a press on the card, before the card is posted once more. */
const evidenceMs = 60_000;
const noChannelMs = 5 * 60_000;
const blockedMs = 10 * 60_000;
/** Copies of a card that are kept up to date: the thread's root and the newest ones. */
const copyLimit = 5;

/** Posts an alert's card: a new message the first time, a reply in its thread when it has come back. */
export async function announceAlert(
  services: AlertServices,
  held: Claim,
  task: TaskOf<'post-alert'>,
): Promise<TaskResult> {
  const channel = (await services.channels.current())?.row;
  if (!channel) return { kind: 'later', afterMs: noChannelMs, code: 'no-channel' };
  const { tenantId } = held.entry;
  const before = (await services.store.alert(tenantId, task.alertId))?.row;
  if (!before || wasAdopted(held, before)) return { kind: 'done' };
  if (held.entry.actingSince !== undefined) return interrupted(held, before.messages.length);
  const drawing = await drawLive(services, tenantId, task.alertId);
  if (!drawing) return { kind: 'done' };
  await held.change({ actingSince: services.clock.now().toISOString() });
  const thread = drawing.alert.messages[0];
  const result = await services.announcer.post(channel, drawing.card, thread);
  if (result.kind !== 'posted') return afterPost(services, held, result, before.messages.length);
  await keepMessage(services, drawing.alert, result.message);
  // What changed while the card was on its way is drawn by a later pass over the same alert.
  await bringUpToDate(services, channel, drawing.alert, result.message);
  return { kind: 'done' };
}

/** A press on the unknown copy has told where it stands. */
function wasAdopted(held: Claim, alert: Alert): boolean {
  const { copiesBefore } = held.entry;
  return copiesBefore !== undefined && alert.messages.length > copiesBefore;
}

/** A worker died between posting and writing down what came of it: the card may already be there. */
async function interrupted(held: Claim, copiesBefore: number): Promise<TaskResult> {
  await held.change({ actingSince: undefined, copiesBefore });
  return { kind: 'ambiguous', afterMs: evidenceMs, code: 'interrupted' };
}

async function afterPost(
  services: AlertServices,
  held: Claim,
  result: Exclude<PostResult, { kind: 'posted' }>,
  copiesBefore: number,
): Promise<TaskResult> {
  const unsure = result.kind === 'ambiguous';
  await held.change({ actingSince: undefined, ...(unsure ? { copiesBefore } : {}) });
  switch (result.kind) {
    case 'refused':
      return { kind: 'later', afterMs: Math.max(result.retryAfterMs, 500), code: result.code };
    case 'ambiguous':
      return { kind: 'ambiguous', afterMs: evidenceMs, code: result.code };
    case 'impossible':
      services.log.error({ code: result.code }, 'the channel does not take messages');
      return { kind: 'later', afterMs: blockedMs, code: result.code };
  }
}

function keepMessage(
  services: AlertServices,
  alert: Alert,
  message: MessageRef,
): Promise<undefined> {
  return decideAndCommit(services, alert.tenantId, async (): Promise<Decision<undefined>> => {
    const existing = await services.store.alert(alert.tenantId, alert.id);
    if (!existing) return { writes: [], audit: [], result: undefined };
    const [root, ...copies] = existing.row.messages;
    const messages = root ? [root, ...[...copies, message].slice(1 - copyLimit)] : [message];
    return {
      writes: [{ type: 'alert', value: { ...existing.row, messages }, etag: existing.etag }],
      audit: [
        {
          at: services.clock.now().toISOString(),
          what: 'card.posted',
          alertId: alert.id,
          detail: { conversationId: message.conversationId, activityId: message.activityId },
        },
      ],
      result: undefined,
    };
  });
}

async function bringUpToDate(
  services: AlertServices,
  channel: ChannelRef,
  drawn: Alert,
  message: MessageRef,
): Promise<void> {
  const now = await services.store.alert(drawn.tenantId, drawn.id);
  if (!now || now.row.revision === drawn.revision) return;
  const drawing = await drawLive(services, drawn.tenantId, drawn.id);
  if (drawing) await services.announcer.update(channel, message, drawing.card);
}

/** Redraws every copy of an alert's card; the newest revision wins, however many workers draw. */
export async function refreshAlert(
  services: AlertServices,
  held: Claim,
  task: TaskOf<'update-alert'>,
): Promise<TaskResult> {
  const channel = (await services.channels.current())?.row;
  if (!channel) return { kind: 'done' };
  for (let round = 1; round <= 5; round++) {
    const alert = await services.store.alert(held.entry.tenantId, task.alertId);
    if (!alert || alert.row.messages.length === 0) return { kind: 'done' };
    const drawing = await drawLive(services, held.entry.tenantId, task.alertId);
    if (!drawing) return { kind: 'done' };
    for (const message of drawing.alert.messages) {
      const result = await services.announcer.update(channel, message, drawing.card);
      if (result.kind === 'refused') {
        return { kind: 'later', afterMs: Math.max(result.retryAfterMs, 500), code: result.code };
      }
      if (result.kind === 'gone') await forgetMessage(services, drawing.alert, message);
    }
    const after = await services.store.alert(held.entry.tenantId, task.alertId);
    if (after?.row.revision === drawing.alert.revision) return { kind: 'done' };
  }
  return { kind: 'later', afterMs: 1000, code: 'still-changing' };
}

/** Somebody deleted the message: it is not updated any more. */
function forgetMessage(
  services: AlertServices,
  alert: Alert,
  message: MessageRef,
): Promise<undefined> {
  return decideAndCommit(services, alert.tenantId, async (): Promise<Decision<undefined>> => {
    const existing = await services.store.alert(alert.tenantId, alert.id);
    if (!existing) return { writes: [], audit: [], result: undefined };
    const messages = existing.row.messages.filter(
      ({ activityId }) => activityId !== message.activityId,
    );
    return {
      writes: [{ type: 'alert', value: { ...existing.row, messages }, etag: existing.etag }],
      audit: [
        {
          at: services.clock.now().toISOString(),
          what: 'card.gone',
          alertId: alert.id,
          detail: { activityId: message.activityId },
        },
      ],
      result: undefined,
    };
  });
}

export async function announceGroup(
  services: AlertServices,
  held: Claim,
  task: TaskOf<'post-group'>,
): Promise<TaskResult> {
  const channel = (await services.channels.current())?.row;
  if (!channel) return { kind: 'later', afterMs: noChannelMs, code: 'no-channel' };
  const group = await services.store.group(held.entry.tenantId, task.groupId);
  if (!group || group.row.message) return { kind: 'done' };
  if (held.entry.actingSince !== undefined) return interrupted(held, 0);
  await held.change({ actingSince: services.clock.now().toISOString() });
  const card = await groupCardOf(services, group.row, 1);
  const result = await services.announcer.post(channel, card);
  if (result.kind !== 'posted') return afterPost(services, held, result, 0);
  await keepGroupMessage(services, group, result.message);
  return { kind: 'done' };
}

function keepGroupMessage(
  services: AlertServices,
  group: Versioned<AlertGroup>,
  message: MessageRef,
): Promise<undefined> {
  const { tenantId, id } = group.row;
  return decideAndCommit(services, tenantId, async (): Promise<Decision<undefined>> => {
    const existing = await services.store.group(tenantId, id);
    if (!existing) return { writes: [], audit: [], result: undefined };
    return {
      writes: [{ type: 'group', value: { ...existing.row, message }, etag: existing.etag }],
      audit: [
        {
          at: services.clock.now().toISOString(),
          what: 'group.posted',
          detail: { groupId: id, activityId: message.activityId },
        },
      ],
      result: undefined,
    };
  });
}

export async function refreshGroup(
  services: AlertServices,
  held: Claim,
  task: TaskOf<'update-group'>,
): Promise<TaskResult> {
  const channel = (await services.channels.current())?.row;
  const group = await services.store.group(held.entry.tenantId, task.groupId);
  if (!channel || !group?.row.message) return { kind: 'done' };
  const card = await groupCardOf(services, group.row, 1);
  const result = await services.announcer.update(channel, group.row.message, card);
  return result.kind === 'refused'
    ? { kind: 'later', afterMs: Math.max(result.retryAfterMs, 500), code: result.code }
    : { kind: 'done' };
}
