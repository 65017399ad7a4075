import type { ChangeResult } from '../alerts/kind.js';
import { attemptChange } from '../lib/change-attempt.js';
import type { ServiceAnswer } from '../lib/errors.js';
import type { CopyChanges } from './ports.js';

/** No copy was found in any of the mailboxes. */
export const nothingFound = 'zap.not-found';

/**
 * Changes the copies of these recipients, and says what sending came to. Where one mailbox failed, or is missing in the
 * answer, only reading can tell.
 */
export async function changeCopies(
  recipients: readonly string[],
  change: () => Promise<CopyChanges>,
): Promise<ChangeResult> {
  if (recipients.length === 0) return { kind: 'refused', code: 'zap.nobody', note: notes.nobody };
  const attempt = await attemptChange(change);
  if (attempt.kind === 'refused') {
    return { kind: 'refused', code: attempt.code, note: refusalNote(attempt.answer) };
  }
  if (attempt.kind !== 'taken') return attempt;
  const { how, byRecipient } = attempt.answer;
  if (how === 'accepted') return { kind: 'sent' };
  const done = recipients.map((address) => byRecipient.get(address) ?? 'failed');
  if (done.includes('failed')) return { kind: 'unknown', code: 'zap.some-failed' };
  return done.includes('done')
    ? { kind: 'sent' }
    : { kind: 'refused', code: nothingFound, note: notes.gone };
}

const notes = {
  nobody: 'The alert names no recipient whose copy could be changed.',
  gone: 'No copy was found in any of the mailboxes; nothing was changed.',
  role: 'The actor app has no permission or role in this tenant that allows the change.',
  unknown: 'Microsoft 365 does not find the message any more.',
  refused: 'Microsoft 365 refused the change.',
} as const;

/** In our own words, from the status alone: the service's text may quote the message. */
export function refusalNote({ status }: ServiceAnswer): string {
  if (status === 401 || status === 403) return notes.role;
  return status === 404 ? notes.unknown : notes.refused;
}
