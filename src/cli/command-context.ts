import type { processEnvironment } from '../app/config.js';
import type { Terminal } from './terminal.js';

/** What every command gets: the settings as the process has them, and where to write. */
export interface CommandContext {
  readonly env: ReturnType<typeof processEnvironment>;
  readonly terminal: Terminal;
}
