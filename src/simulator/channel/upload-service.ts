import type { SimulatedRequest, SimulatedResponse } from '../service.js';
import type { ChannelFault } from './channel-faults.js';
import { violate, type ChannelCore } from './channel-core.js';
import type { UploadSession } from './upload-sessions.js';

/** Every part but the last is a multiple of this (Microsoft Graph: "driveItem: createUploadSession"). */
const UNIT = 327_680;

const GONE = problem(404, 'itemNotFound', 'The upload session was not found.');
const OVERLAP = problem(416, 'invalidRange', 'The range was received already.');

/**
 * `/onedrive/upload/{key}`: an upload session at its pre-authorised address. PUT takes the next part, GET says what is
 * missing, DELETE cancels; after the last part there is no session any more.
 */
export function answerUpload(
  core: ChannelCore,
  key: string,
  request: SimulatedRequest,
): SimulatedResponse {
  if (request.headers.authorization !== undefined) {
    return problem(401, 'unauthenticated', 'No token belongs here.');
  }
  const session = core.uploads.at(key);
  if (session === undefined) return GONE;
  const fault = core.faults.take('upload', session.thread);
  if (fault !== undefined) {
    core.ledger.record({ kind: 'fault', fault: fault.name, request: request.entry });
    const instead = insteadOf(core, session, fault);
    if (instead !== undefined) return instead;
  }
  const done = perform(core, session, request);
  return fault?.name === 'upload-reset-after' ? { ...done, reset: true } : done;
}

function insteadOf(
  core: ChannelCore,
  session: UploadSession,
  fault: ChannelFault,
): SimulatedResponse | undefined {
  switch (fault.name) {
    case 'upload-503':
      return problem(503, 'serviceNotAvailable', 'Try again.');
    case 'upload-429':
      return {
        ...problem(429, 'activityLimitReached', 'Too many requests.'),
        headers: { 'Retry-After': String(fault.retryAfter ?? 1) },
      };
    case 'upload-507':
      return problem(507, 'quotaLimitReached', 'The quota is used up.');
    case 'upload-session-gone':
      core.uploads.end(session);
      return GONE;
    default:
      return undefined;
  }
}

function perform(
  core: ChannelCore,
  session: UploadSession,
  request: SimulatedRequest,
): SimulatedResponse {
  switch (request.method) {
    case 'GET':
      return { status: 200, body: progressOf(session) };
    case 'DELETE':
      core.uploads.end(session);
      core.ledger.record({ kind: 'file', action: 'cancelled', ...named(session) });
      return { status: 204 };
    case 'PUT':
      return takePart(core, session, request);
    default:
      violate(core, 'upload-unknown-method', request.method, request.entry);
      return problem(405, 'invalidRequest', 'An upload session has no such operation.');
  }
}

function takePart(
  core: ChannelCore,
  session: UploadSession,
  { headers, body, entry }: SimulatedRequest,
): SimulatedResponse {
  const text = headers['content-range'] ?? '';
  const range = rangeOf(text);
  if (range?.length !== body.length) {
    return refused(core, 'upload-range-malformed', text, entry);
  }
  const { first, total, length } = range;
  if (session.total !== undefined && session.total !== total) {
    return refused(core, 'upload-total-changed', `${session.total}, then ${total}`, entry);
  }
  if (first < session.received) return OVERLAP;
  if (first > session.received) {
    return refused(core, 'upload-out-of-order', `${first}, not ${session.received}`, entry);
  }
  if (first + length < total && length % UNIT !== 0) {
    violate(core, 'upload-part-size', `${length} bytes are no multiple of 320 KiB`, entry);
  }
  session.total = total;
  const file = core.uploads.add(session, body);
  core.ledger.record({
    kind: 'file',
    action: 'part',
    ...named(session),
    from: first,
    bytes: length,
  });
  if (file === undefined) return { status: 202, body: progressOf(session) };
  const { sha256, bytes } = file;
  core.ledger.record({
    kind: 'file',
    action: 'stored',
    ...named(session),
    bytes: bytes.length,
    sha256,
  });
  core.store.changed();
  return {
    status: 201,
    body: { id: file.uniqueId, name: file.name, size: bytes.length, file: {} },
  };
}

/** A range that names at least one byte of the whole. */
function rangeOf(
  text: string,
): { readonly first: number; readonly length: number; readonly total: number } | undefined {
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/u.exec(text);
  if (match === null) return undefined;
  const [first = 0, last = 0, total = 0] = match.slice(1).map(Number);
  return first <= last && last < total ? { first, length: last - first + 1, total } : undefined;
}

function refused(
  core: ChannelCore,
  rule: string,
  detail: string,
  entry: number,
): SimulatedResponse {
  violate(core, rule, detail, entry);
  return problem(400, 'invalidRequest', 'The range is not valid.');
}

function progressOf({ received, expiresAt }: UploadSession): unknown {
  return {
    expirationDateTime: new Date(expiresAt).toISOString(),
    nextExpectedRanges: [`${received}-`],
  };
}

function named({ name, uniqueId, thread }: UploadSession): {
  readonly name: string;
  readonly uniqueId: string;
  readonly conversationId: string;
} {
  return { name, uniqueId, conversationId: thread };
}

function problem(status: number, code: string, message: string): SimulatedResponse {
  return { status, body: { error: { code, message } } };
}
