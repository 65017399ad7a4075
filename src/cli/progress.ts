import cliProgress from 'cli-progress';
import type { Terminal } from './terminal.js';

export interface Progress {
  update(done: number, found: number): void;
  stop(): void;
}

/** A bar on standard error while a person watches; nothing where it would end up in a log. */
export function progressBar(terminal: Terminal, total: number): Progress {
  if (terminal.err.isTTY !== true) return { update: () => undefined, stop: () => undefined };
  const bar = new cliProgress.SingleBar({
    // The package's types know only the process's own stream.
    stream: terminal.err as NodeJS.WriteStream,
    format: '{bar} {value}/{total} tenants, {found} external forwards, {eta_formatted} left',
    clearOnComplete: true,
    hideCursor: false,
  });
  bar.start(total, 0, { found: 0 });
  return {
    update: (done, found) => {
      bar.update(done, { found });
    },
    stop: () => {
      bar.stop();
    },
  };
}
