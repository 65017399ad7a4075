import { storedTenants } from '../app/alert-list.js';
import { lookUpMailbox, parseMailboxAddress } from '../app/mailbox-lookup.js';
import { mailboxStores } from '../app/mailbox-stores.js';
import { mailboxJson, mailboxLines } from '../app/mailbox-text.js';
import { systemClock } from '../lib/clock.js';
import type { CommandContext } from './command-context.js';
import { exitCodes, UsageError, type ExitCode } from './exit-code.js';
import { jsonText } from './json-text.js';
import { pickTenants } from './pick-tenants.js';
import { openStorage } from './storage.js';

export interface MailboxHistoryOptions {
  readonly address: string;
  readonly tenant?: readonly string[];
  readonly format: 'table' | 'json';
}

/** `mailbox`: everything that is stored of one mailbox, and what that does not say. Nothing is asked of the tenant. */
export async function mailboxHistoryCommand(
  options: MailboxHistoryOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context;
  const address = parseMailboxAddress(options.address);
  if (address === undefined) throw new UsageError('expected one e-mail address.');
  const { alerts, health, documents } = await openStorage(context);
  const tenants = pickTenants(await storedTenants(alerts, health), options.tenant);
  if (tenants.length === 0) {
    terminal.say('The storage knows no tenant yet: nothing has been scanned.');
    return exitCodes.incomplete;
  }
  const history = await lookUpMailbox(
    {
      stores: mailboxStores({ alerts, health, documents }),
      documents,
      live: 'The command line reads what is stored.',
      clock: systemClock,
      timeZone: 'UTC',
    },
    address,
    tenants,
  );
  await terminal.print(
    options.format === 'json'
      ? jsonText(mailboxJson(history, systemClock.now()))
      : mailboxLines(history)
          .map((line) => `${line}\n`)
          .join(''),
  );
  if (!history.covered) return exitCodes.incomplete;
  return history.facts.length > 0 ? exitCodes.found : exitCodes.clean;
}
