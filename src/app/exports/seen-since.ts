import type { Alert } from '../../alerts/alert.js';
import type { ExportRequest } from './export-kind.js';

/** Whether something happened to the alert in the time asked for: it was seen, decided or changed. */
export function seenSince(
  { lastSeenAt, changedAt }: Pick<Alert, 'lastSeenAt' | 'changedAt'>,
  { since }: Pick<ExportRequest, 'since'>,
): boolean {
  return isSince(lastSeenAt, since) || isSince(changedAt, since);
}

export function isSince(at: string, since: string | undefined): boolean {
  return since === undefined || Date.parse(at) >= Date.parse(since);
}
