import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { Act, Run } from './act.js';
import type { AlertsOptions } from './alerts.js';
import type { AnalyzeOptions } from './analyze.js';
import type { AuditOptions, AuditVerifyOptions } from './audit.js';
import type { CommandContext } from './command-context.js';
import type { DoctorOptions } from './doctor.js';
import type { ExportOptions } from './export.js';
import { exitCodes, type ExitCode } from './exit-code.js';
import { failureOf } from './failure-text.js';
import type { MailboxHistoryOptions } from './mailbox-history.js';
import type { MessageOptions } from './message.js';
import { addReports } from './report-commands.js';
import type { ScanForwardsOptions } from './scan-forwards.js';
import { formatOption, outputOption, shortFormatOption, tenantOption } from './shared-options.js';

/**
 * Runs the command line and resolves with the exit code; it never rejects. Each command's code is loaded only when it is
 * called, so that help comes at once.
 */
export async function runProgram(
  args: readonly string[],
  context: CommandContext,
): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.clean;
  const act =
    <O>(load: () => Promise<Run<O>>) =>
    async (options: O): Promise<void> => {
      exitCode = await (await load())(options, context);
    };
  try {
    await program(context, act).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has said already what is wrong, or has shown the help that was asked for.
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.clean : exitCodes.usage;
    }
    const failure = failureOf(error);
    context.terminal.say(failure.text);
    return failure.exitCode;
  } finally {
    await context.terminal.flush();
  }
}

function program({ terminal }: CommandContext, act: Act): Command {
  const root = new Command('inbox-warden')
    .description(
      'Finds mail forwards to the outside, and mail that was taken back too late, in one or many Microsoft 365 tenants.',
    )
    .version(version())
    .exitOverride()
    .showHelpAfterError('Say "inbox-warden --help" for the commands.')
    .configureOutput({
      writeOut: (text) => void terminal.print(text),
      writeErr: (text) => {
        terminal.say(text.trimEnd());
      },
    })
    .addHelpText('after', `\n${exitCodeHelp}`);
  addScan(root, act);
  addReports(root, act);
  addMessages(root, act);
  addAlerts(root, act);
  addAudit(root, act);
  addOperations(root, act);
  return root;
}

const exitCodeHelp = [
  'Exit codes: 0 all was read and nothing was found, 1 all was read and something was found,',
  '2 something could not be read or is not as it should be, 3 wrong usage or settings.',
  'Settings come from the environment; env/.env.example explains them.',
].join('\n');

function addScan(root: Command, act: Act): void {
  root
    .command('scan')
    .description('read the tenants now')
    .command('forwards')
    .description(
      'find mailboxes that forward to the outside; needs the tenants and the reader app only',
    )
    .addOption(tenantOption())
    .option('-m, --mailbox <address>', 'this mailbox only, by SMTP address or ExchangeGuid')
    .addOption(formatOption())
    .addOption(outputOption())
    .action(
      act<ScanForwardsOptions>(
        async () => (await import('./scan-forwards.js')).scanForwardsCommand,
      ),
    );
}

function addMessages(root: Command, act: Act): void {
  root
    .command('analyze <files...>')
    .description('explain messages from files (.eml, or text with headers), without any tenant')
    .option('--own-domain <domain...>', 'domains of your own, for impersonation')
    .addOption(shortFormatOption())
    .action((files: readonly string[], options: Omit<AnalyzeOptions, 'files'>) =>
      act<AnalyzeOptions>(async () => (await import('./analyze.js')).analyzeCommand)({
        ...options,
        files,
      }),
    );
  root
    .command('message <id>')
    .description('find one message by its InternetMessageId or NetworkMessageId')
    .addOption(tenantOption())
    .addOption(shortFormatOption())
    .action((id: string, options: Omit<MessageOptions, 'id'>) =>
      act<MessageOptions>(async () => (await import('./message.js')).messageCommand)({
        ...options,
        id,
      }),
    );
}

function addAlerts(root: Command, act: Act): void {
  root
    .command('mailbox <address>')
    .description('everything that is stored of one mailbox, the newest first')
    .addOption(tenantOption())
    .addOption(shortFormatOption())
    .action((address: string, options: Omit<MailboxHistoryOptions, 'address'>) =>
      act<MailboxHistoryOptions>(
        async () => (await import('./mailbox-history.js')).mailboxHistoryCommand,
      )({ ...options, address }),
    );
  root
    .command('alerts')
    .description('list the alerts that are stored')
    .option('-s, --state <state...>', 'in these states; "waiting" for a decision, or "all"', [
      'waiting',
    ])
    .addOption(tenantOption())
    .addOption(formatOption())
    .addOption(outputOption())
    .action(act<AlertsOptions>(async () => (await import('./alerts.js')).alertsCommand));
  root
    .command('export <kind>')
    .description(`write what is stored as CSV, row by row: ${exportKindNames}`)
    .addOption(tenantOption())
    .option('-d, --days <n>', 'only what happened in so many days; without it everything')
    .option('-w, --week <week>', 'ISO week such as 2026-W48, for what is counted by weeks')
    .addOption(outputOption())
    .action((kind: string, options: Omit<ExportOptions, 'kind'>) =>
      act<ExportOptions>(async () => (await import('./export.js')).exportCommand)({
        ...options,
        kind,
      }),
    );
}

/** In words, because the kinds themselves are loaded only when they are wanted. */
const exportKindNames = 'forwards, alerts, approvals, audit, zap, spam or digest';

function addAudit(root: Command, act: Act): void {
  const audit = root.command('audit').description('the record of who decided what');
  audit
    .command('verify')
    .description('check that no line of the record was changed, taken out or cut off')
    .addOption(tenantOption())
    .option('-a, --anchor <sequence:hash>', 'a head of this tenant that was kept elsewhere')
    .action(act<AuditVerifyOptions>(async () => (await import('./audit.js')).auditVerifyCommand));
  audit
    .command('head')
    .description('print the head of each record, for keeping elsewhere')
    .addOption(tenantOption())
    .action(act<AuditOptions>(async () => (await import('./audit.js')).auditHeadCommand));
}

function addOperations(root: Command, act: Act): void {
  root
    .command('doctor')
    .description(
      'check settings, storage and what may be read in each tenant, and say how to mend it',
    )
    .addOption(tenantOption())
    .addOption(shortFormatOption())
    .action(act<DoctorOptions>(async () => (await import('./doctor.js')).doctorCommand));
  root
    .command('requeue')
    .description('take up again the work that was given up')
    .action(act(async () => (await import('./requeue.js')).requeueCommand));
  root
    .command('demo')
    .description(
      'run the whole product against a Microsoft 365 and a Teams channel on this machine',
    )
    .option(
      '-p, --port <number>',
      'port of the channel page on 127.0.0.1; 0 takes a free one',
      port,
    )
    .option('--scenario <file>', 'tenants of your own instead of the built-in ones')
    .action(
      act<{ readonly port?: number; readonly scenario?: string }>(async () => {
        const { runDemo } = await import('./demo.js');
        return (options) => runDemo(options).then(() => exitCodes.clean);
      }),
    );
  root
    .command('playground')
    .description('run the demo, with its channel relayed to the Microsoft 365 Agents Playground')
    .action(
      act(async () => {
        const { runPlayground } = await import('./demo.js');
        return () => runPlayground({}).then(() => exitCodes.clean);
      }),
    );
}

function port(text: string): number {
  const number = Number(text);
  if (/^\d{1,5}$/.test(text) && number <= 65_535) return number;
  throw new InvalidArgumentError('Expected a port number from 0 to 65535.');
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}
