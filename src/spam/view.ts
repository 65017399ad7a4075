/** The parts of a report that can be looked at, and written, each by itself. */
export const spamViews = ['senders', 'receivers', 'internal', 'spoofed', 'trends'] as const;
export type SpamView = (typeof spamViews)[number];
