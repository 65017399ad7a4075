import type { Claim } from './claim.js';
import type { PostResult } from './ports.js';
import type { AlertServices } from './services.js';
import type { TaskResult } from './task-result.js';

const noChannelMs = 5 * 60_000;
/** Between attempts on a channel that refuses messages, or that loses one answer after the other. */
const blockedMs = 10 * 60_000;

export const noChannel: TaskResult = { kind: 'later', afterMs: noChannelMs, code: 'no-channel' };

export interface PostAttempt {
  /** An earlier answer was lost already. */
  readonly repeated: boolean;
}

/** The mark that a restart looks for, with the number of copies that are known, right before the one request. */
export async function beginPost(
  services: AlertServices,
  held: Claim,
  copiesBefore: number,
): Promise<PostAttempt> {
  const repeated = held.entry.copiesBefore !== undefined;
  await held.change({ actingSince: services.clock.now().toISOString(), copiesBefore });
  return { repeated };
}

/** A worker died between posting and writing down what came of it: the card may already be there. */
export async function interrupted(services: AlertServices, held: Claim): Promise<TaskResult> {
  await held.change({ actingSince: undefined });
  return { kind: 'ambiguous', afterMs: services.options.evidenceMs, code: 'interrupted' };
}

export async function afterPost(
  services: AlertServices,
  held: Claim,
  result: Exclude<PostResult, { kind: 'posted' }>,
  { repeated }: PostAttempt,
): Promise<TaskResult> {
  if (result.kind === 'ambiguous') {
    await held.change({ actingSince: undefined });
    return {
      kind: 'ambiguous',
      afterMs: repeated ? blockedMs : services.options.evidenceMs,
      code: result.code,
    };
  }
  // Certainly not shown: nothing of this attempt may be mistaken for a copy.
  await held.change({ actingSince: undefined, copiesBefore: undefined });
  if (result.kind === 'refused') {
    return { kind: 'later', afterMs: Math.max(result.retryAfterMs, 500), code: result.code };
  }
  services.log.error({ code: result.code }, 'the channel does not take messages');
  return { kind: 'later', afterMs: blockedMs, code: result.code };
}
