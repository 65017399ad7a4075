import { ServiceError } from '../../lib/errors.js';
import { asciiDomain } from '../../lib/host-name.js';
import type { BlockedSender, SenderBlocks } from '../../zap/ports.js';
import type { ExchangeCommands } from './exchange-commands.js';
import { looseRow, textIn, timeIn } from './row-values.js';
import { provenCommands } from './tenant-commands.js';
import type { CommandsOf } from './tenant-commands.js';

const list = 'Get-TenantAllowBlockListItems';
const senders = { ListType: 'Sender' };
const localPart = /^[\w.!#$%&'+=?^{|}~/-]{1,64}$/;

/**
 * The senders of the Tenant Allow/Block List: Get-, New- and Remove-TenantAllowBlockListItems; least permission
 * Exchange.ManageAsApp with the role Security Administrator. `commandsOf` gives the actor's commands. TypeError for anything
 * but an address or a domain, before anything is sent. Blocking what is blocked, and unblocking what is not, change nothing.
 * Success is not proof; the caller reads again.
 */
export function senderBlocks(commandsOf: CommandsOf): SenderBlocks {
  const commandsFor = provenCommands(commandsOf);
  return {
    find: async (tenantId, sender) => find(commandsFor(tenantId), requireSender(sender)),
    block: async (tenantId, sender, expiresAt, note) => {
      const entry = requireSender(sender);
      const expiry = new Date(expiresAt).toISOString();
      await block(commandsFor(tenantId), entry, expiry, note);
    },
    unblock: async (tenantId, sender) => {
      const commands = commandsFor(tenantId);
      const found = await find(commands, requireSender(sender));
      if (found === undefined) return;
      await commands.invoke(
        'Remove-TenantAllowBlockListItems',
        { ...senders, Entries: [found.value] },
        { idempotent: false },
      );
    },
  };
}

async function find(commands: ExchangeCommands, entry: string): Promise<BlockedSender | undefined> {
  const rows = await commands.invoke(list, senders, { idempotent: true });
  for (const row of rows.map(looseRow)) {
    const value = textIn(row, 'Value');
    const blocks = textIn(row, 'Action')?.toLowerCase() === 'block';
    if (!blocks || value?.toLowerCase() !== entry) continue;
    return { value, expiresAt: timeIn(row, 'ExpirationDate', list) };
  }
  return undefined;
}

/** One that is there is left as it is. A refusal is looked into: somebody else may have been faster. */
async function block(
  commands: ExchangeCommands,
  entry: string,
  expiry: string,
  note: string,
): Promise<void> {
  if ((await find(commands, entry)) !== undefined) return;
  try {
    await commands.invoke(
      'New-TenantAllowBlockListItems',
      { ...senders, Block: true, Entries: [entry], ExpirationDate: expiry, Notes: note },
      { idempotent: false },
    );
  } catch (error) {
    const refused = error instanceof ServiceError && error.answer.status === 400;
    if (refused && (await find(commands, entry)) !== undefined) return;
    throw error;
  }
}

/** An SMTP address or a domain, in lower case and ASCII: no wildcard, no list. */
function requireSender(sender: string): string {
  const text = sender.trim().toLowerCase();
  const at = text.lastIndexOf('@');
  const domain = asciiDomain(text.slice(at + 1));
  const local = at === -1 ? undefined : text.slice(0, at);
  const valid = domain?.includes('.') === true && !domain.startsWith('[');
  if (!valid || (local !== undefined && !localPart.test(local))) {
    throw new TypeError('Only an address or a domain can be blocked as a sender.');
  }
  return local === undefined ? domain : `${local}@${domain}`;
}
