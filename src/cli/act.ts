import type { CommandContext } from './command-context.js';
import type { ExitCode } from './exit-code.js';

/** What ends a command. */
export type Run<O> = (options: O, context: CommandContext) => Promise<ExitCode>;

/** Runs a command whose code is loaded only when it is called. */
export type Act = <O>(load: () => Promise<Run<O>>) => (options: O) => Promise<void>;
