import type { Alert, MessageRef } from './alert.js';
import { decideAndCommit, owe, type Decision } from './commit.js';
import type { Claim } from './claim.js';
import { drawLive } from './draw.js';
import type { OutboxTask } from './outbox.js';
import type { ChannelRef, Write } from './ports.js';
import { afterPost, beginPost, interrupted, noChannel } from './post-attempt.js';
import type { AlertServices } from './services.js';
import { backoffMs, type TaskResult } from './task-result.js';

type TaskOf<K extends OutboxTask['kind']> = Extract<OutboxTask, { kind: K }>;

/** Copies of a card that are kept up to date: the thread's root and the newest ones. */
const copyLimit = 5;

/** Posts an alert's card: a new message the first time, a reply in its thread when it has come back. */
export async function announceAlert(
  services: AlertServices,
  held: Claim,
  task: TaskOf<'post-alert'>,
): Promise<TaskResult> {
  const channel = (await services.channels.current())?.row;
  if (!channel) return noChannel;
  const { tenantId } = held.entry;
  const before = (await services.store.alert(tenantId, task.alertId))?.row;
  if (!before || isKnownToStand(held, before)) return { kind: 'done' };
  if (held.entry.actingSince !== undefined) return interrupted(services, held);
  const campaign = await campaignThread(services, channel, held, before);
  if (campaign === 'wait') {
    const afterMs = backoffMs(held.entry.attempts);
    return { kind: 'later', afterMs, code: 'thread-pending' };
  }
  return post(services, channel, held, task, campaign);
}

/** `campaign`: the thread for an alert that has none of its own. */
async function post(
  services: AlertServices,
  channel: ChannelRef,
  held: Claim,
  { alertId }: TaskOf<'post-alert'>,
  campaign: MessageRef | undefined,
): Promise<TaskResult> {
  const drawing = await drawLive(services, held.entry.tenantId, alertId, makeRoom);
  if (!drawing) return { kind: 'done' };
  const { alert, card } = drawing;
  const attempt = await beginPost(services, held, alert.messages.length);
  const thread = threadIn(channel, alert) ?? campaign;
  const result = await services.announcer.post(channel, card, thread);
  if (result.kind === 'impossible' && campaign !== undefined) await leaveThread(services, alert);
  if (result.kind !== 'posted') return afterPost(services, held, result, attempt);
  await keepMessage(services, alert, result.message);
  return { kind: 'done' };
}

/** The worker that posted wrote it down before it died, or a press on the unknown copy has told where it stands. */
function isKnownToStand(held: Claim, alert: Alert): boolean {
  const { copiesBefore } = held.entry;
  return copiesBefore !== undefined && alert.messages.length > copiesBefore;
}

/** Before a post and not after it, so that one more message always shows in the count. */
export function makeRoom(alert: Alert): Alert {
  const [root, ...copies] = alert.messages;
  if (root === undefined || alert.messages.length < copyLimit) return alert;
  return { ...alert, messages: [root, ...copies.slice(2 - copyLimit)] };
}

/** The thread that the card began in this channel: it may have begun in another one, before the channel was changed. */
function threadIn({ channelId }: ChannelRef, { messages }: Alert): MessageRef | undefined {
  return messages.find(({ conversationId }) => conversationId.split(';')[0] === channelId);
}

/** Attempts for which a card waits for the first card of its campaign. */
const threadAttempts = 5;

/**
 * The thread of the campaign's first alert. 'wait' while that alert's card is still to be posted; undefined when it has
 * none in this channel, or has not come in time: then the card begins a thread of its own.
 */
async function campaignThread(
  services: AlertServices,
  channel: ChannelRef,
  { entry }: Claim,
  { tenantId, threadOf, messages }: Alert,
): Promise<MessageRef | 'wait' | undefined> {
  if (threadOf === undefined || messages.length > 0) return undefined;
  const root = (await services.store.alert(tenantId, threadOf))?.row;
  const thread = root && threadIn(channel, root);
  if (root === undefined || thread !== undefined) return thread;
  if (entry.attempts > threadAttempts) return undefined;
  for await (const { row } of services.store.openOutbox(tenantId)) {
    if (row.task.kind === 'post-alert' && row.task.alertId === threadOf) return 'wait';
  }
  return undefined;
}

/** Nothing can be added to the campaign's thread, since somebody deleted it: the card is to stand by itself. */
function leaveThread(services: AlertServices, { tenantId, id }: Alert): Promise<undefined> {
  return decideAndCommit(services, tenantId, async (): Promise<Decision<undefined>> => {
    const existing = await services.store.alert(tenantId, id);
    if (!existing) return { writes: [], audit: [], result: undefined };
    const value = { ...existing.row, threadOf: undefined };
    const write: Write = { type: 'alert', value, etag: existing.etag };
    return { writes: [write], audit: [], result: undefined };
  });
}

function withCopy([root, ...copies]: readonly MessageRef[], message: MessageRef): MessageRef[] {
  return root ? [root, ...[...copies, message].slice(1 - copyLimit)] : [message];
}

/** Remembers where a copy of a card stands: it is redrawn from now on, and its buttons work there. */
export function keepMessage(
  services: AlertServices,
  drawn: Alert,
  message: MessageRef,
): Promise<undefined> {
  const { tenantId, id } = drawn;
  return decideAndCommit(services, tenantId, async (): Promise<Decision<undefined>> => {
    const existing = await services.store.alert(tenantId, id);
    const known = existing?.row.messages.some(
      ({ activityId }) => activityId === message.activityId,
    );
    // Known already when somebody pressed it before its post was answered.
    if (!existing || known === true) return { writes: [], audit: [], result: undefined };
    const value = { ...existing.row, messages: withCopy(existing.row.messages, message) };
    const now = services.clock.now();
    // What changed while the card was on its way could not be drawn on it yet.
    const outdated = existing.row.revision !== drawn.revision;
    const { conversationId, activityId } = message;
    return {
      writes: [
        { type: 'alert', value, etag: existing.etag },
        ...(outdated ? [owe(tenantId, { kind: 'update-alert', alertId: id }, now)] : []),
      ],
      audit: [
        {
          at: now.toISOString(),
          what: 'card.posted',
          alertId: id,
          detail: { conversationId, activityId },
        },
      ],
      result: undefined,
    };
  });
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
