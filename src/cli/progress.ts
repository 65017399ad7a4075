import cliProgress from 'cli-progress';
import type { Terminal } from './terminal.js';

export interface Progress {
  readonly update: (done: number, found: number) => void;
  readonly stop: () => void;
}

/** A bar on standard error while a person watches; nothing where it would end up in a log. */
export function progressBar(
  terminal: Terminal,
  total: number,
  what = 'external forwards',
): Progress {
  if (terminal.err.isTTY !== true) return { update: () => undefined, stop: () => undefined };
  const bar = new cliProgress.SingleBar({
    stream: terminal.err,
    format: `{bar} {value}/{total} tenants, {found} ${what}, {eta_formatted} left`,
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
