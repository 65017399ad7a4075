import { randomUUID } from 'node:crypto';
import { postToBot } from './bot-endpoint.js';
import { ImpossiblePressError } from './card-buttons.js';
import { violate, type ChannelCore } from './channel-core.js';
import type { FileOffer } from './file-consent.js';
import { fileAnswerActivity } from './inbound-activities.js';
import type { JsonObject } from './json.js';
import type { StoredMessage } from './message-store.js';
import { resolveLate, type Person } from './options.js';
import { recordAt, submitted, type PressOutcome } from './press-outcome.js';

export interface FileAnswerRequest {
  /** Object id or user principal name of who answers. */
  readonly as: string;
  readonly messageId: string;
  readonly answer: 'accept' | 'decline';
  /** For hostile tests: put over what an honest client would send. */
  readonly override?: {
    readonly value?: JsonObject;
    readonly uploadInfo?: JsonObject;
    readonly activity?: JsonObject;
    readonly token?: string | null;
  };
}

/** What came of an answer: the same as of a press, and the place that was opened for the file. */
export interface FileAnswerOutcome extends PressOutcome {
  readonly uploadUrl?: string;
}

/**
 * Sends a person's answer to the offer of a file. Accepting opens a place in the person's OneDrive each time, as pressing
 * twice does.
 */
export async function answerFile(
  core: ChannelCore,
  message: StoredMessage,
  person: Person,
  request: FileAnswerRequest,
): Promise<FileAnswerOutcome> {
  const { answer, override = {} } = request;
  const offer = answerable(core, message, person, request);
  const info = answer === 'accept' ? openPlace(core, message, offer?.name) : undefined;
  const value = { ...honestValue(answer, offer, info, override.uploadInfo), ...override.value };
  const honest = fileAnswerActivity(core, person, message, { messageId: message.id, value });
  const activity = { ...honest, ...override.activity };
  recordAt(core, 'pressed', message, activity);
  const { token } = override;
  const got = await postToBot(core, activity, token === undefined ? {} : { token });
  if (got.httpStatus === 200 && ![undefined, ''].includes(got.body as string | undefined)) {
    violate(core, 'file-answer-with-body', 'this invoke is answered with an empty 200');
  }
  const outcome = submitted(core, message, person, got);
  return info === undefined ? outcome : { ...outcome, uploadUrl: info.uploadUrl };
}

/** The offer that an honest client could answer; a forged answer needs none. */
function answerable(
  core: ChannelCore,
  message: StoredMessage,
  person: Person,
  { override }: FileAnswerRequest,
): FileOffer | undefined {
  const offer = message.deletedAt === undefined ? message.offer : undefined;
  if (override?.activity !== undefined || override?.value !== undefined) return offer;
  if (offer === undefined) throw new ImpossiblePressError('no file is offered there');
  if (core.roster.ownerOfChat(message.thread) !== person) {
    throw new ImpossiblePressError('the offer is in the chat of somebody else');
  }
  return offer;
}

function honestValue(
  action: FileAnswerRequest['answer'],
  offer: FileOffer | undefined,
  info: JsonObject | undefined,
  forged: JsonObject | undefined,
): JsonObject {
  const context = action === 'accept' ? offer?.acceptContext : offer?.declineContext;
  const place = info === undefined ? {} : { uploadInfo: { ...info, ...forged } };
  return { type: 'fileUpload', action, context, ...place };
}

function openPlace(core: ChannelCore, { thread }: StoredMessage, name = 'file.csv') {
  const root = resolveLate(core.options.simulatorUrl).replace(/\/+$/u, '');
  const session = core.uploads.open(name, thread);
  return {
    contentUrl: `${root}/onedrive/files/${session.uniqueId}/${encodeURIComponent(name)}`,
    name,
    uploadUrl: `${root}/onedrive/upload/${session.key}`,
    uniqueId: session.uniqueId,
    fileType: /\.([^.]+)$/u.exec(name)?.[1] ?? '',
    etag: `"{${randomUUID()}},1"`,
  };
}
