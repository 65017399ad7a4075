import { readReaderConfig } from '../app/config.js';
import { reportCoverageText } from '../app/report-coverage-text.js';
import { spamDataRows, spamDataViews } from '../app/spam-data.js';
import { spamReader } from '../app/spam-read.js';
import { spamSummaryText } from '../app/spam-text.js';
import { systemClock } from '../lib/clock.js';
import type { SpamLook } from '../spam/look.js';
import type { MailDirection } from '../spam/mail-row.js';
import type { SpamView } from '../spam/view.js';
import type { CommandContext } from './command-context.js';
import { daysOption } from './days-option.js';
import { exitCodes, UsageError, type ExitCode } from './exit-code.js';
import type { Format } from './formats.js';
import { listedTenants } from './list-tenants.js';
import { checkAddress } from './mailbox-option.js';
import { pickTenants } from './pick-tenants.js';
import { progressBar } from './progress.js';
import { openSpamOutput, tells, type WantedData } from './spam-output.js';

export interface SpamReportOptions {
  readonly view: readonly (SpamView | 'all')[];
  readonly direction?: 'inbound' | 'outbound' | 'intra';
  readonly tenant?: readonly string[];
  readonly mailbox?: string;
  readonly days: string;
  readonly format: Format;
  readonly output?: string;
}

/** `spam report`: the mail flow, read now, one list per view; and what could not be read. */
export async function spamReportCommand(
  options: SpamReportOptions,
  { env, terminal }: CommandContext,
): Promise<ExitCode> {
  const days = daysOption(options.days);
  checkAddress(options.mailbox);
  const wanted = wantedOf(options);
  const config = readReaderConfig(env);
  const output = await openSpamOutput(options.output, wanted, terminal);
  const reader = spamReader(config, systemClock);
  const watched = listedTenants(await reader.tenants(), terminal);
  if (watched === undefined) return exitCodes.incomplete;
  const tenants = pickTenants(watched, options.tenant);
  if (options.mailbox !== undefined && tenants.length > 1) {
    throw new UsageError('--mailbox: say with --tenant in which tenant the mailbox is.');
  }
  const progress = progressBar(terminal, tenants.length, 'unwanted deliveries');
  const looks = await reader
    .read({ tenants, mailbox: options.mailbox, days, onProgress: progress.update })
    .finally(progress.stop);
  const coverage = looks.map((look) => look.coverage);
  const said =
    spamSummaryText(looks, { days, direction: wanted.direction }) + reportCoverageText(coverage);
  await output.write(looks, said, systemClock.now());
  if (!output.saysAll) terminal.say(said.trimEnd());
  return exitCodeOf(looks, wanted);
}

const directions: Readonly<Record<'inbound' | 'outbound' | 'intra', MailDirection>> = {
  inbound: 'inbound',
  outbound: 'outbound',
  intra: 'intra-org',
};

/** @throws UsageError for what the format can't hold. */
function wantedOf({ view, direction, format }: SpamReportOptions): WantedData {
  const all = view.includes('all');
  const views = spamDataViews.filter((name) => all || view.includes(name));
  if (format === 'json' && !all) {
    throw new UsageError('--view: the JSON report always holds all views; leave it out.');
  }
  if (format === 'json' && direction !== undefined) {
    throw new UsageError('--direction: the JSON report always holds all directions; leave it out.');
  }
  return { format, views, direction: direction && directions[direction] };
}

function exitCodeOf(looks: readonly SpamLook[], wanted: WantedData): ExitCode {
  if (looks.length === 0 || !looks.every(({ coverage }) => coverage.complete)) {
    return exitCodes.incomplete;
  }
  const found = wanted.views.some((view) =>
    Array.from(spamDataRows(view, looks, wanted.direction)).some((row) => tells(view, row)),
  );
  return found ? exitCodes.found : exitCodes.clean;
}
