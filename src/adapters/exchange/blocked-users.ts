import { ServiceError } from '../../lib/errors.js';
import type { BlockedUser, BlockedUsers, SendingUnblock } from '../../spam/ports.js';
import type { ExchangeCommands } from './exchange-commands.js';
import { requireMailboxIdentity } from './mailbox-identity.js';
import { reportPresence } from './report-presence.js';
import { looseRow, requiredText, textIn, utcTime } from './row-values.js';
import { provenCommands } from './tenant-commands.js';
import type { CommandsOf } from './tenant-commands.js';

const list = 'Get-BlockedSenderAddress';
const remove = 'Remove-BlockedSenderAddress';

/**
 * Users whom Microsoft keeps from sending because of outbound spam: Get-BlockedSenderAddress (Microsoft Learn); least
 * permission Exchange.ManageAsApp with the role Security Reader. `commandsOf` gives the reader's commands.
 */
export function blockedUsers(commandsOf: CommandsOf): BlockedUsers {
  const commandsFor = provenCommands(commandsOf);
  return {
    probe: async (tenantId) => reportPresence(() => listed(commandsFor(tenantId))),
    list: async (tenantId) => {
      const users = (await listed(commandsFor(tenantId))).map(({ user }) => user);
      return [...new Map(users.map((user) => [user.address, user])).values()];
    },
  };
}

/**
 * Lets a user send again: Remove-BlockedSenderAddress (Microsoft Learn); least permission Exchange.ManageAsApp with the role
 * Security Administrator. `commandsOf` gives the actor's commands. TypeError for anything but an address, before anything
 * is sent. Only who is in the list is unblocked, by the address that stands there. Success is not proof; the caller reads
 * again.
 */
export function sendingUnblock(commandsOf: CommandsOf): SendingUnblock {
  const commandsFor = provenCommands(commandsOf);
  return {
    find: async (tenantId, address) => {
      const wanted = requireAddress(address);
      return (await find(commandsFor(tenantId), wanted))?.user;
    },
    unblock: async (tenantId, address) => {
      const wanted = requireAddress(address);
      await unblock(commandsFor(tenantId), wanted);
    },
  };
}

async function unblock(commands: ExchangeCommands, address: string): Promise<void> {
  const found = await find(commands, address);
  if (found === undefined) return;
  try {
    await commands.invoke(remove, { SenderAddress: found.written }, { idempotent: false });
  } catch (error) {
    // Somebody else may have been faster.
    const refused = error instanceof ServiceError && [400, 404].includes(error.answer.status);
    if (refused && (await find(commands, address)) === undefined) return;
    throw error;
  }
}

interface Listed {
  readonly user: BlockedUser;
  /** As the service writes it. */
  readonly written: string;
}

/** The whole list: a filter that is not understood would look like nobody. */
async function find(commands: ExchangeCommands, address: string): Promise<Listed | undefined> {
  return (await listed(commands)).find(({ user }) => user.address === address);
}

async function listed(commands: ExchangeCommands): Promise<readonly Listed[]> {
  const rows = await commands.invoke(list, {}, { idempotent: true });
  return rows.map((row) => {
    const loose = looseRow(row);
    const written = requiredText(loose, 'SenderAddress', list).trim();
    const at = textIn(loose, 'CreatedDatetime') ?? textIn(loose, 'ChangedDatetime');
    const user = {
      address: written.toLowerCase(),
      reason: textIn(loose, 'Reason'),
      // In a form that is not known it is left out: that the user is blocked matters more.
      at: utcTime(at),
    };
    return { user, written };
  });
}

/** Without an address the cmdlets would mean something else. */
function requireAddress(text: string): string {
  const address = requireMailboxIdentity(text).toLowerCase();
  if (address.includes('@')) return address;
  throw new TypeError('A blocked sender is named by its address.');
}
