import { readReaderConfig } from '../app/config.js';
import { forwardScanner } from '../app/forward-scan.js';
import { systemClock } from '../lib/clock.js';
import type { CommandContext } from './command-context.js';
import { scanExitCode } from './coverage-text.js';
import { exitCodes, UsageError, type ExitCode } from './exit-code.js';
import type { Format } from './formats.js';
import { listedTenants } from './list-tenants.js';
import { checkMailbox } from './mailbox-option.js';
import { openOutput } from './output.js';
import { pickTenants } from './pick-tenants.js';
import { progressBar } from './progress.js';
import { writeScan } from './scan-output.js';

export interface ScanForwardsOptions {
  readonly tenant?: readonly string[];
  readonly mailbox?: string;
  readonly format: Format;
  readonly output?: string;
}

/** `scan forwards`: reads the tenants and writes what forwards to the outside, and what could not be read. */
export async function scanForwardsCommand(
  options: ScanForwardsOptions,
  { env, terminal }: CommandContext,
): Promise<ExitCode> {
  const { format, mailbox } = options;
  checkMailbox(mailbox);
  const config = readReaderConfig(env);
  const output = await openOutput(options.output, terminal);
  const scanner = forwardScanner(config, systemClock);
  const watched = listedTenants(await scanner.tenants(), terminal);
  if (watched === undefined) return exitCodes.incomplete;
  const tenants = pickTenants(watched, options.tenant);
  if (mailbox !== undefined && tenants.length > 1) {
    throw new UsageError('--mailbox: say with --tenant in which tenant the mailbox is.');
  }
  const progress = progressBar(terminal, tenants.length);
  const result = await scanner
    .scan({ tenants, mailbox, onProgress: progress.update })
    .finally(progress.stop);
  await writeScan(result, { format, mailbox }, output, terminal);
  return scanExitCode(result);
}
