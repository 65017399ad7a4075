import type { Detection, FilterVerdict, MailCopy, MailRecord } from './mail-record.js';

/** From when on the filter of the tenants here takes bulk mail for spam. Microsoft Learn: "Bulk complaint level values". */
export const BULK_THRESHOLD = 7;

type Judged = Pick<MailRecord, 'filtered' | 'authentication'>;

/**
 * What the filter thought of a copy when it was delivered: as the message says, else by where it was put. Undefined:
 * nothing was found.
 */
export function verdictOf(message: Judged, copy: MailCopy): FilterVerdict | undefined {
  if (message.filtered !== undefined) return message.filtered;
  const threat = threatOfPlace(copy);
  if (threat === undefined) return undefined;
  // The composite authentication failed for a domain of the tenant.
  if (!/^(?:010|6\d\d)$/.test(message.authentication.reason)) {
    return { threat, technology: 'General filter' };
  }
  const forged = { threat: 'Phish', technology: 'Spoof intra-org' } as const;
  return threat === 'Phish'
    ? forged
    : { ...forged, also: [{ threat, technology: 'General filter' }] };
}

/** Every threat with how it was found, the primary one first. */
export function detectionsOf(verdict: FilterVerdict): readonly Detection[] {
  const { threat, technology, also = [] } = verdict;
  return [{ threat, technology }, ...also];
}

/** What became of a copy when it came. */
export function outcomeOf(
  copy: Pick<MailCopy, 'deliveredTo' | 'rejected'>,
): 'delivered' | 'junked' | 'quarantined' | 'rejected' {
  if (copy.rejected !== undefined) return 'rejected';
  if (copy.deliveredTo === 'quarantine') return 'quarantined';
  return copy.deliveredTo === 'junkemail' ? 'junked' : 'delivered';
}

const QUARANTINE_THREATS: Readonly<Record<string, Detection['threat']>> = {
  HighConfPhish: 'Phish',
  Phish: 'Phish',
  Malware: 'Malware',
  Spam: 'Spam',
  Bulk: 'Spam',
};

function threatOfPlace({ deliveredTo, quarantine }: MailCopy): Detection['threat'] | undefined {
  if (deliveredTo === 'junkemail') return 'Spam';
  if (deliveredTo !== 'quarantine') return undefined;
  return QUARANTINE_THREATS[quarantine?.type ?? 'Phish'] ?? 'Phish';
}

/** Under which name quarantine keeps what the filter took out. */
export function quarantineTypeOf(
  filtered: FilterVerdict | undefined,
): NonNullable<MailCopy['quarantine']>['type'] {
  if (filtered === undefined) return 'Phish';
  if (filtered.threat !== 'Phish') return filtered.threat;
  return filtered.confidence === 'Low' ? 'Phish' : 'HighConfPhish';
}
