import { takeUpAgain, type TakenUp } from '../app/requeue.js';
import { systemClock } from '../lib/clock.js';
import type { CommandContext } from './command-context.js';
import { exitCodes, type ExitCode } from './exit-code.js';
import { openStorage } from './storage.js';

/** `requeue`: after the cause was mended, takes up again the work that had been given up. */
export async function requeueCommand(
  _options: unknown,
  context: CommandContext,
): Promise<ExitCode> {
  const taken = await takeUpAgain(await openStorage(context), systemClock);
  await context.terminal.print(`${requeueText(taken).join('\n')}\n`);
  return taken.queue.unreadable > 0 ? exitCodes.incomplete : exitCodes.clean;
}

export function requeueText({ queue, outbox }: TakenUp): string[] {
  const left = `${queue.unreadable} stay there: they can't be read by this version.`;
  return [
    `Work queue: ${queue.moved} taken back from the dead letters.`,
    ...(queue.unreadable > 0 ? [`Work queue: ${left}`] : []),
    `Outbox: ${outbox} taken up again.`,
  ];
}
