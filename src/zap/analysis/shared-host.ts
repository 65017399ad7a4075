import { hostParts } from './domains.js';
import { isFreeMail } from './free-mail.js';
import { isClickTracker, kindOfHost } from './links/host-tables.js';

/**
 * True for a host or domain that strangers have in common: free mail, file sharing, free hosting, link shorteners, click
 * trackers. That two messages share it says nothing, and blocking it would block honest people.
 */
export function isSharedHost(host: string): boolean {
  const parts = hostParts(host);
  return isFreeMail(host) || isClickTracker(parts) || kindOfHost(parts) !== undefined;
}
