import { readReaderConfig } from '../app/config.js';
import { forwardScanner, type ForwardScanner } from '../app/forward-scan.js';
import { systemClock } from '../lib/clock.js';
import { isGuid, type Tenant } from '../tenants/tenant.js';
import type { CommandContext } from './command-context.js';
import { causeLines, scanExitCode } from './coverage-text.js';
import { exitCodes, UsageError, type ExitCode } from './exit-code.js';
import type { Format } from './formats.js';
import { openOutput } from './output.js';
import { pickTenants } from './pick-tenants.js';
import { progressBar } from './progress.js';
import { writeScan } from './scan-output.js';
import type { Terminal } from './terminal.js';

export interface ScanForwardsOptions {
  readonly tenant?: readonly string[];
  readonly mailbox?: string;
  readonly format: Format;
  readonly output?: string;
}

/** Only what an SMTP address in a cmdlet may hold: no wildcard, quote or space. */
const addressForm = /^[A-Za-z0-9.!#$%&'+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}$/;

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
  const watched = await listTenants(scanner, terminal);
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

/** Undefined, and said, when there is no list or nothing on it: then nothing can be called clean. */
async function listTenants(
  scanner: ForwardScanner,
  terminal: Terminal,
): Promise<readonly Tenant[] | undefined> {
  const list = await scanner.tenants();
  if (list.kind === 'unreadable') {
    const lines = ['error: the list of tenants could not be read.', ...causeLines(list.cause)];
    terminal.say(lines.join('\n'));
    return undefined;
  }
  for (const note of list.notes) terminal.say(`note: ${note}`);
  if (list.tenants.length > 0) return list.tenants;
  terminal.say('error: there is no tenant to read, so nothing was read.');
  return undefined;
}

function checkMailbox(mailbox: string | undefined): void {
  if (mailbox === undefined || addressForm.test(mailbox) || isGuid(mailbox)) return;
  throw new UsageError('--mailbox: expected an SMTP address, or the ExchangeGuid of a mailbox.');
}
