import { Option, type Command } from 'commander';
import type { Act } from './act.js';
import type { DigestPreviewOptions } from './digest-preview.js';
import { formatOption, outputOption, tenantOption } from './shared-options.js';
import type { SpamReportOptions } from './spam-report.js';
import type { ZapReportOptions } from './zap-report.js';

/** `zap report`, `spam report` and `digest preview`. */
export function addReports(root: Command, act: Act): void {
  addZap(root, act);
  addSpam(root, act);
  addDigest(root, act);
}

function addDigest(root: Command, act: Act): void {
  root
    .command('digest')
    .description('the weekly digest')
    .command('preview')
    .description('count what is stored of the running period, as the next digest will')
    .addOption(formatOption())
    .addOption(outputOption())
    .action(
      act<DigestPreviewOptions>(
        async () => (await import('./digest-preview.js')).digestPreviewCommand,
      ),
    );
}

function addZap(root: Command, act: Act): void {
  root
    .command('zap')
    .description('what zero-hour auto purge took away')
    .command('report')
    .description(
      'read now what ZAP took away, for how long it lay in the open, and whether it was read',
    )
    .addOption(tenantOption())
    .option('-m, --mailbox <address>', 'this mailbox only, by SMTP address')
    .option('-d, --days <n>', 'how far back, 1 to 30', '7')
    .addOption(formatOption())
    .addOption(outputOption())
    .action(act<ZapReportOptions>(async () => (await import('./zap-report.js')).zapReportCommand));
}

function addSpam(root: Command, act: Act): void {
  root
    .command('spam')
    .description('what mail came and went that the filter minded')
    .command('report')
    .description('read the mail flow now: who attacks whom, and who of our own sends spam')
    .addOption(
      new Option('-v, --view <view...>', 'what to list')
        .choices(['senders', 'receivers', 'internal', 'spoofed', 'trends', 'all'])
        .default(['all']),
    )
    .addOption(
      new Option('--direction <direction>', 'mail of this direction only').choices([
        'inbound',
        'outbound',
        'intra',
      ]),
    )
    .addOption(tenantOption())
    .option('-m, --mailbox <address>', 'this mailbox only, by SMTP address')
    .option('-d, --days <n>', 'how far back, 1 to 30; today is the first', '7')
    .addOption(formatOption())
    .option(
      '-o, --output <path>',
      'write the data to a file; CSV of several views to a directory, one file per view',
    )
    .action(
      act<SpamReportOptions>(async () => (await import('./spam-report.js')).spamReportCommand),
    );
}
