import type { AcknowledgeCause } from '../alerts/kind.js';

/** What it turned out to be, as the person who looked into it says. */
export const acknowledgeCauses: readonly AcknowledgeCause[] = [
  { value: 'bulk-mail', words: 'Bulk mail on purpose' },
  { value: 'infected-client', words: 'Infected client' },
  { value: 'compromised-account', words: 'Compromised account' },
  { value: 'false-alarm', words: 'False alarm' },
  { value: 'other', words: 'Something else' },
];

/** The words of a stored cause; undefined for one that is not known. */
export function acknowledgedAs(cause: string | undefined): string | undefined {
  return acknowledgeCauses.find(({ value }) => value === cause)?.words;
}
