import { countOf } from './bound.js';
import type { OwnCause, OwnSenderLine } from './row.js';

/** What an alert about an own user as a sender looks like, within a sentence. */
const causeWords: Readonly<Record<OwnCause, string>> = {
  'bulk-mail': 'looks like bulk mail on purpose',
  'infected-client': 'looks like an infected client',
  'compromised-account': 'looks like a compromised account',
  unclear: 'cause unclear',
};

/** ' 240 of at least 260 sent, kept from sending by Microsoft, looks like a compromised account, K3F7Q-9D2MA'. */
export function ownSenderText(row: OwnSenderLine): string {
  const { rest, count, atLeast, sent, sentAtLeast, blocked, cause, alertId } = row;
  if (rest) return ` ${count}`;
  const mail =
    count === 0
      ? ': no mail listed that the filter minded'
      : ` ${countOf(count, atLeast)} of ${countOf(sent, sentAtLeast)} sent`;
  return [
    mail,
    ...(blocked ? ['kept from sending by Microsoft'] : []),
    ...(cause === undefined ? [] : [causeWords[cause]]),
    ...(alertId === undefined ? [] : [alertId]),
  ].join(', ');
}

interface Reached {
  readonly atLeast: boolean;
  readonly reached?: number | undefined;
}

/** '3 delivered', 'at least 3 delivered'; undefined where it is not known. */
export function reachedText({ reached, atLeast }: Reached): string | undefined {
  return reached === undefined ? undefined : `${countOf(reached, atLeast)} delivered`;
}

/** ' 17, 3 delivered', ' at least 17, at least 3 delivered', ' 17' where it is not known what was delivered. */
export function listedText(row: Reached & { readonly count: number }): string {
  const reached = reachedText(row);
  return ` ${countOf(row.count, row.atLeast)}${reached === undefined ? '' : `, ${reached}`}`;
}
