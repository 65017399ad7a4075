import { ServiceError } from '../../lib/errors.js';

/**
 * Codes that say "this account has no mailbox in the cloud": none was ever made, it is on-premises, or it is gone. A list
 * of codes, because the statuses (404, and 400 or 403 at times) mean other things too.
 */
const codes: ReadonlySet<string> = new Set([
  'MailboxNotEnabledForRESTAPI',
  'MailboxNotSupportedForRESTAPI',
  'ErrorNonExistentMailbox',
]);

export function isNoMailbox(error: unknown): boolean {
  return error instanceof ServiceError && codes.has(error.answer.serviceCode ?? '');
}
