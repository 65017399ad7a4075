/** What the record says of a measure: in which words, and whether it changes an account. */
export interface MeasureSentence {
  readonly sentence: string;
  readonly ofAccount: boolean;
}

interface MeasureTexts {
  readonly ofAccount: boolean;
  readonly ordered: string;
  readonly done: string;
  readonly failed: string;
  readonly 'undo-ordered': string;
  readonly undone: string;
  readonly 'undo-failed': string;
}

const texts: ReadonlyMap<string, MeasureTexts> = new Map([
  [
    'revoke-sessions',
    {
      ofAccount: true,
      ordered: 'Revoking all sign-in sessions was ordered.',
      done: 'All sign-in sessions were revoked.',
      failed: 'The sign-in sessions were not revoked.',
      'undo-ordered': 'Undoing the revocation of sessions was ordered.',
      undone: 'The revocation of sessions was undone.',
      'undo-failed': 'The revocation of sessions was not undone.',
    },
  ],
  [
    'block-sign-in',
    {
      ofAccount: true,
      ordered: 'Blocking sign-in was ordered.',
      done: 'Sign-in was blocked.',
      failed: 'Sign-in was not blocked.',
      'undo-ordered': 'Allowing sign-in again was ordered.',
      undone: 'Sign-in was allowed again.',
      'undo-failed': 'Sign-in was not allowed again.',
    },
  ],
  [
    'unblock-sending',
    {
      ofAccount: true,
      ordered: "Lifting Microsoft's block on sending was ordered.",
      done: "Microsoft's block on sending was lifted.",
      failed: "Microsoft's block on sending was not lifted.",
      'undo-ordered': 'Blocking sending again was ordered.',
      undone: 'Sending was blocked again.',
      'undo-failed': 'Sending was not blocked again.',
    },
  ],
  [
    'block-sender',
    {
      ofAccount: false,
      ordered: 'Blocking the sender was ordered.',
      done: 'The sender was blocked.',
      failed: 'The sender was not blocked.',
      'undo-ordered': 'Lifting the block of the sender was ordered.',
      undone: 'The block of the sender was lifted.',
      'undo-failed': 'The block of the sender was not lifted.',
    },
  ],
  [
    'release',
    {
      ofAccount: false,
      ordered: 'Putting the message back was ordered.',
      done: 'The message was put back.',
      failed: 'The message was not put back.',
      'undo-ordered': 'Taking the message away again was ordered.',
      undone: 'The message was taken away again.',
      'undo-failed': 'The message was not taken away again.',
    },
  ],
]);

/** For a measure or an event that is not known here: what is recorded. `event` is what follows 'measure.' in the record. */
export function measureWords(name: string, event: string): MeasureSentence {
  const known = texts.get(name);
  if (known === undefined || !isEvent(event)) {
    return { sentence: `Recorded: measure ${event}.`, ofAccount: known?.ofAccount ?? false };
  }
  return { sentence: known[event], ofAccount: known.ofAccount };
}

type MeasureEvent = Exclude<keyof MeasureTexts, 'ofAccount'>;

const events: readonly MeasureEvent[] = [
  'ordered',
  'done',
  'failed',
  'undo-ordered',
  'undone',
  'undo-failed',
];

function isEvent(event: string): event is MeasureEvent {
  return events.some((one) => one === event);
}
