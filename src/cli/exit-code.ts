/** What the process ends with. Nothing but a complete reading in which nothing was found is 0. */
export const exitCodes = {
  /** Complete, and nothing found; or done. */
  clean: 0,
  /** Complete, and something found. */
  found: 1,
  /** Something could not be read, or is not as it should be; whatever else was found. */
  incomplete: 2,
  /** The command line or the settings can't be used. */
  usage: 3,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The command was not given in a way that can be carried out. The message is for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
