import { z } from 'zod';
import { Secret } from '../../lib/secret.js';
import { actorOf, envelope, placeOf } from './place.js';
import type { FileAnswer } from './teams-handlers.js';

const invokeName = 'fileConsent/invoke';
/** Ids are made by lib/digest `randomId`. */
const offerId = z.string().regex(/^[\w-]{8,64}$/);
/** What the consent card carries for both answers: an id of ours, so that nothing on a card is believed. */
const context = z.strictObject({ v: z.literal(1), offerId });

const address = z.string().min(1).max(4000);
const uploadInfo = z.object({
  contentUrl: address,
  name: z.string().min(1).max(1000),
  uploadUrl: address,
  uniqueId: z.string().min(1).max(200),
  fileType: z.string().min(1).max(50),
});

const type = z.literal('fileUpload');
const value = z.discriminatedUnion('action', [
  z.object({ type, action: z.literal('accept'), context, uploadInfo }),
  z.object({ type, action: z.literal('decline'), context }),
]);

const consent = envelope.extend({ name: z.literal(invokeName), value });

export type FileAnswerTurn =
  | { readonly kind: 'answer'; readonly answer: FileAnswer }
  | {
      readonly kind: 'refused';
      readonly code: 'file-answer.shape' | 'file-answer.no-actor' | 'file-answer.place';
    };

export function isFileAnswer(activity: unknown): boolean {
  return z.object({ name: z.literal(invokeName) }).safeParse(activity).success;
}

/**
 * Reads an authenticated `fileConsent/invoke`: a person took or declined a file (Microsoft Learn: "Send and receive files
 * using bot"; MicrosoftDocs/msteams-docs, bots-filesv4.md). Teams offers files in personal chat only, so that an answer
 * from anywhere else is not honest.
 */
export function readFileAnswer(activity: unknown): FileAnswerTurn {
  const parsed = consent.safeParse(activity);
  if (!parsed.success || parsed.data.id === undefined)
    return { kind: 'refused', code: 'file-answer.shape' };
  const { id: activityId, replyToId: messageId } = parsed.data;
  const actor = actorOf(parsed.data);
  if (actor === undefined) return { kind: 'refused', code: 'file-answer.no-actor' };
  const place = placeOf(parsed.data);
  if (place?.kind !== 'personal') return { kind: 'refused', code: 'file-answer.place' };
  const said = parsed.data.value;
  const answer =
    said.action === 'decline'
      ? ({ kind: 'declined' } as const)
      : ({ kind: 'accepted', upload: uploadPlace(said.uploadInfo) } as const);
  return {
    kind: 'answer',
    answer: { answer, offerId: said.context.offerId, actor, place, messageId, activityId },
  };
}

function uploadPlace({
  uploadUrl,
  contentUrl,
  name,
  uniqueId,
  fileType,
}: z.infer<typeof uploadInfo>) {
  return { uploadUrl: Secret.of(uploadUrl), contentUrl, name, uniqueId, fileType };
}
