import type { CommandContext } from './command-context.js';
import { exitCodes, type ExitCode } from './exit-code.js';

export function requeueCommand(_options: unknown, { terminal }: CommandContext): Promise<ExitCode> {
  terminal.say('x');
  return Promise.resolve(exitCodes.clean);
}
