import { isForbidden, type PersonalChat } from '../../adapters/teams/personal-chat.js';
import { AppError } from '../../lib/errors.js';
import { errorCode } from '../../lib/log.js';
import { ownText } from '../../lib/untrusted.js';
import { measureExport, type ExportSize } from './export-bytes.js';
import { exportKindNamed } from './export-kinds.js';
import { patiently, showProgress } from './export-services.js';
import { offerText } from './export-words.js';
import type { Hold } from './hold.js';

/** Sentences that are kept of what a file lacks. */
const mostLacks = 50;

/** Counts the rows and asks the person, in personal chat, whether they want the file. */
export async function offerExport(hold: Hold): Promise<void> {
  const counted = await count(hold);
  if (counted === undefined) return;
  const { row, services } = hold;
  const chat = await chatOf(hold);
  if (chat.kind === 'closed') return hold.fail('no-chat');
  if (chat.kind === 'refused') return hold.putBack(chat.code);
  const { size, lacks } = counted;
  const { rows, bytes } = size;
  const target = { ...row.place, conversationId: chat.conversationId };
  const description = ownText(offerText(row, rows));
  const offer = { offerId: row.id, name: row.fileName, description, sizeInBytes: bytes };
  const at = services.clock.now().toISOString();
  const counts = { at, rows, bytes, lacks: [...lacks] };
  // Before it is posted: an answer may come before the post's own, and after a crash it is posted again, because whoever
  // answers twice is answered once.
  await hold.renew({ state: 'offering', chat: chat.conversationId, offer: counts });
  const posted = await patiently(services.clock, () => services.delivery.offer(target, offer));
  if (posted.kind !== 'posted' && posted.kind !== 'ambiguous') {
    return hold.fail(isForbidden(posted.code) ? 'no-chat' : 'not-delivered');
  }
  // It may be there: a second one would be confusing, and whoever sees none asks again.
  if (posted.kind === 'ambiguous')
    services.log.warn({ code: posted.code }, 'an offer of a file was perhaps not delivered');
  const message = posted.kind === 'posted' ? { message: posted.message } : {};
  await hold.change({ state: 'offered', offer: { ...counts, ...message }, heldUntil: at });
  await showProgress(services, hold.row);
}

async function count(
  hold: Hold,
): Promise<{ size: ExportSize; lacks: readonly string[] } | undefined> {
  const { row, services } = hold;
  const kind = exportKindNamed(row.kind);
  if (kind === undefined) return failed(hold, 'export.kind');
  try {
    const size = await measureExport(kind, services.read, row.request);
    const lacks = await kind.notCovered(services.read, row.request);
    return { size, lacks: lacks.slice(0, mostLacks) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.retryable) await hold.putBack(errorCode(error));
    else await failed(hold, errorCode(error));
    return undefined;
  }
}

async function failed(hold: Hold, code: string): Promise<undefined> {
  hold.services.log.error(
    { export: hold.row.kind, code },
    'the rows of an export could not be read',
  );
  await hold.fail('unreadable');
  return undefined;
}

/** Asked for in personal chat, it is offered there. */
function chatOf({ row, services }: Hold): Promise<PersonalChat> {
  const { place, asker } = row;
  if (place.kind === 'personal') {
    return Promise.resolve({ kind: 'open', conversationId: place.conversationId });
  }
  // Members are looked up in the team: a channel's thread has no list of its own.
  const team = { ...place, conversationId: place.teamId ?? place.conversationId };
  return patiently(services.clock, () => services.delivery.openChat(team, asker.objectId));
}
