import type { LikelyCause } from './figures.js';
import type { Distinct } from './listing.js';
import type { MailDirection, MailOutcome, MailVerdict } from './mail-row.js';

export const verdictWords: Readonly<Record<MailVerdict, string>> = {
  malware: 'malware',
  phish: 'phishing',
  spoof: 'spoofing',
  spam: 'spam',
  bulk: 'bulk',
  unknown: 'filtered, not said what for',
  clean: 'wanted',
};

export const outcomeWords: Readonly<Record<MailOutcome, string>> = {
  delivered: 'delivered',
  junked: 'junked',
  quarantined: 'quarantined',
  rejected: 'rejected',
  unknown: 'whereabouts not known',
};

export const directionWords: Readonly<Record<MailDirection, string>> = {
  inbound: 'inbound',
  outbound: 'outbound',
  'intra-org': 'within the organisation',
  unknown: 'direction not known',
};

export const causeWords: Readonly<Record<LikelyCause, string>> = {
  'bulk-mail': 'bulk mail on purpose',
  'infected-client': 'an infected client',
  'compromised-account': 'a compromised account',
  unclear: 'unclear',
};

/** '12 people', '1 person', or 'about 1400 people' for an estimate. */
export function distinctText({ count, exact }: Distinct, one: string, many = `${one}s`): string {
  const said = exact ? count : roundedTo2(count);
  return `${exact ? '' : 'about '}${said} ${said === 1 ? one : many}`;
}

/** An estimate is not said to the last digit. */
function roundedTo2(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, count))) - 1);
  return Math.round(count / unit) * unit;
}

/** '12', or 'at least 12' where the beginning was not counted. */
export function countText(count: number, atLeast: boolean): string {
  return atLeast ? `at least ${count}` : String(count);
}

/** '3 malware, 5 phishing': what there is of each, in the order given. */
export function partsText<K extends string>(
  counts: Readonly<Record<K, number>>,
  words: Readonly<Record<K, string>>,
): string {
  return (Object.keys(words) as K[])
    .filter((key) => counts[key] > 0)
    .map((key) => `${counts[key]} ${words[key]}`)
    .join(', ');
}

/** '12 of 40 (30 %)'. */
export function shareText(count: number, of: number): string {
  return `${count} of ${of} (${of === 0 ? 0 : Math.round((count / of) * 100)} %)`;
}
