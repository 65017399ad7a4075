import type { FileAnswer, UploadPlace } from '../../adapters/teams/teams-handlers.js';
import type { ApproverCheck } from '../../alerts/ports.js';
import type { Clock } from '../../lib/clock.js';
import type { SharedRowStore } from '../../lib/document-store.js';
import { StoreConflictError } from '../../lib/errors.js';
import type { Log } from '../../lib/log.js';
import type { WorkQueue } from '../../lib/work-queue.js';
import { notice, type CommandServices } from '../commands/command.js';
import type { Job } from '../job.js';
import { mayExport, type Readers } from './export-access.js';
import { changeExport, readExport, type HeldExport, type StoredExport } from './export-store.js';
import { dropTicket, keepTicket } from './upload-ticket.js';

export interface AnswerServices {
  readonly documents: SharedRowStore;
  readonly queue: Pick<WorkQueue<Job>, 'send'>;
  readonly approvers: ApproverCheck;
  readonly readers: Readers;
  readonly reply: CommandServices['reply'];
  readonly clock: Clock;
  readonly log: Log;
}

/** Longer than anybody thinks about it, and what the offer says is then old. */
const offerHoldsMs = 86_400_000;
/** A second item for the same work, for the case that this process dies before it has sent the first. */
const safetyMs = 15_000;

const refusals = {
  unknown: 'This offer is not known any more. Ask for the file again.',
  notYours: 'This file was offered to somebody else, so nothing was sent.',
  'not-approver': 'Only approvers and readers may export, so nothing was sent.',
  guest: 'Guests may not export, so nothing was sent.',
  unverified:
    'It could not be verified that you may do this, so nothing was sent. Ask for the file again in a minute.',
  over: 'This offer is over. Ask for the file again.',
  late: 'This offer is older than a day. Ask for the file again.',
} as const;

/**
 * Takes a person's answer to the offer of a file. An acceptance counts once: by the person who asked, in the chat in which it
 * was offered, as long as that person may export. The file is sent by a worker; this resolves at once.
 */
export async function answerOffer(services: AnswerServices, answer: FileAnswer): Promise<void> {
  const refused = await tryAnswer(services, answer);
  if (refused === undefined) return;
  services.log.warn({ actor: answer.actor.objectId, refused }, 'an answer to an offer was refused');
  await services.reply(answer.place, notice('Not sent', refusals[refused]));
}

type RefusalCode = keyof typeof refusals;

/** Undefined when it was taken, also when it had been taken before. */
async function tryAnswer(
  services: AnswerServices,
  answer: FileAnswer,
): Promise<RefusalCode | undefined> {
  for (;;) {
    const held = await readExport(services.documents, answer.offerId);
    const refused = held === undefined ? 'unknown' : notTheirs(held.row, answer);
    if (held === undefined || refused !== undefined) return refused;
    try {
      if (answer.answer.kind === 'accepted') {
        return await accept(services, held, answer, answer.answer.upload);
      }
      await decline(services, held, answer);
      return undefined;
    } catch (error) {
      // Changed meanwhile, by its worker or by a second press: looked at again.
      if (!(error instanceof StoreConflictError)) throw error;
    }
  }
}

function notTheirs({ asker, chat }: StoredExport, answer: FileAnswer): RefusalCode | undefined {
  const { actor, place } = answer;
  const same =
    asker.objectId.toLowerCase() === actor.objectId.toLowerCase() &&
    asker.tenantId.toLowerCase() === actor.tenantId.toLowerCase() &&
    chat === place.conversationId;
  return same ? undefined : 'notYours';
}

async function decline(
  { documents, queue, clock }: AnswerServices,
  held: HeldExport,
  answer: FileAnswer,
): Promise<void> {
  if (!isOpen(held.row)) return;
  const exportId = held.row.id;
  await queue.send({ kind: 'export-file', exportId }, { delayMs: safetyMs });
  await changeExport(documents, held, { state: 'declined', ...answered(held.row, answer, clock) });
  await queue.send({ kind: 'export-file', exportId });
}

async function accept(
  services: AnswerServices,
  held: HeldExport,
  answer: FileAnswer,
  upload: UploadPlace,
): Promise<RefusalCode | undefined> {
  const { documents, queue, clock } = services;
  const { id: exportId, state, offer } = held.row;
  // Pressed twice, or sent again by Teams: the first time counts, and its work is woken in case it had been lost.
  if (isUnderWay(held.row)) {
    await queue.send({ kind: 'export-file', exportId });
    return undefined;
  }
  if (!isOpen(held.row)) return state === 'done' ? undefined : 'over';
  const now = clock.now();
  if (now.getTime() - Date.parse(offer?.at ?? '') > offerHoldsMs) return 'late';
  const allowed = await mayExport(services.approvers, services.readers, answer.actor);
  if (allowed !== 'allowed') return allowed;
  const { uploadUrl, name, contentUrl, uniqueId, fileType } = upload;
  await queue.send({ kind: 'export-file', exportId }, { delayMs: safetyMs });
  const ticket = await keepTicket(documents, uploadUrl, now.toISOString());
  try {
    await changeExport(documents, held, {
      state: 'accepted',
      tries: 0,
      file: { ticket, name, contentUrl, uniqueId, fileType },
      ...answered(held.row, answer, clock),
    });
  } catch (error) {
    if (error instanceof StoreConflictError) await dropTicket(documents, ticket);
    throw error;
  }
  await queue.send({ kind: 'export-file', exportId });
  return undefined;
}

/** The message that the client says it pressed on is the one to take away, if the post's own answer was lost. */
function answered(
  { offer }: StoredExport,
  { messageId, place }: FileAnswer,
  clock: Clock,
): Partial<StoredExport> {
  const at = clock.now().toISOString();
  const pressed =
    messageId === undefined
      ? undefined
      : { conversationId: place.conversationId, activityId: messageId };
  const message = offer?.message ?? pressed;
  return {
    changedAt: at,
    heldUntil: at,
    ...(offer === undefined || message === undefined ? {} : { offer: { ...offer, message } }),
  };
}

function isOpen({ state }: StoredExport): boolean {
  return state === 'offering' || state === 'offered';
}

function isUnderWay({ state }: StoredExport): boolean {
  return ['accepted', 'uploading', 'finishing', 'uploaded'].includes(state);
}
