import { z } from 'zod';
import type { Clock } from '../../lib/clock.js';
import { ContractError } from '../../lib/errors.js';
import type {
  QuarantinedMessage,
  QuarantineReader,
  QuarantineReleaser,
} from '../../zap/quarantine.js';
import type { Row } from './command-answer.js';
import type { ExchangeCommands } from './exchange-commands.js';
import { reportPages } from './report-pages.js';
import { looseRow, requiredText, textIn, textsIn } from './row-values.js';
import { provenCommands } from './tenant-commands.js';
import type { CommandsOf } from './tenant-commands.js';

const list = 'Get-QuarantineMessage';
const header = 'Get-QuarantineMessageHeader';
const dayMs = 24 * 60 * 60_000;
/** Quarantine keeps messages for 30 days at most; without dates the cmdlet looks back 16 (Microsoft Learn: Get-QuarantineMessage). */
const keptMs = 30 * dayMs;
const pages = { size: 1000, most: 20 };
/** RFC 5322: angle brackets around two parts; no blank, so that no pattern or list gets through. */
const messageId = /^<[^\s<>]{1,996}>$/;

/**
 * Quarantine with the reader's commands: Get-QuarantineMessage, Get-QuarantineMessageHeader; least permission
 * Exchange.ManageAsApp with the role Security Reader.
 */
export function quarantineReader(commandsOf: CommandsOf, clock: Clock): QuarantineReader {
  const commandsFor = provenCommands(commandsOf);
  return {
    find: async (tenantId, id) => find(commandsFor(tenantId), id, clock),
    headers: async (tenantId, identity) => headers(commandsFor(tenantId), identity),
  };
}

/**
 * Quarantine with the actor's commands: as above, and Release-QuarantineMessage; least permission
 * Exchange.ManageAsApp with the role Security Administrator (or Quarantine in the portal's own roles).
 */
export function quarantineReleaser(commandsOf: CommandsOf, clock: Clock): QuarantineReleaser {
  const commandsFor = provenCommands(commandsOf);
  return {
    ...quarantineReader(commandsOf, clock),
    release: async (tenantId, identity, recipient) => {
      // Without AllowSender: over this transport the cmdlet fails with it.
      await commandsFor(tenantId).invoke(
        'Release-QuarantineMessage',
        { Identity: identity, User: [recipient], ActionType: 'Release' },
        { idempotent: false },
      );
    },
  };
}

/**
 * By MessageId, never by an Identity: an identity that is not known brings every message. A row that bears another id than
 * the one asked for is no answer to the question, and rejects with ContractError.
 */
async function find(
  commands: ExchangeCommands,
  internetMessageId: string,
  clock: Clock,
): Promise<readonly QuarantinedMessage[]> {
  const wanted = bracketed(internetMessageId);
  const now = clock.now().getTime();
  const { rows, truncated } = await reportPages(
    commands,
    list,
    {
      MessageId: wanted,
      StartReceivedDate: new Date(now - keptMs).toISOString(),
      EndReceivedDate: new Date(now).toISOString(),
    },
    pages,
  );
  if (truncated) throw contract('Exchange’s list of one quarantined message does not end.');
  const found = rows.map(messageOf);
  if (found.some((item) => item.internetMessageId.toLowerCase() !== wanted.toLowerCase())) {
    throw contract('Exchange answered with other messages than the one asked for.');
  }
  return found;
}

function bracketed(internetMessageId: string): string {
  const text = internetMessageId.trim();
  const id = text.startsWith('<') ? text : `<${text}>`;
  if (!messageId.test(id)) throw contract('A message without a proper id can’t be looked for.');
  return id;
}

function messageOf(row: Row): QuarantinedMessage {
  const loose = looseRow(row);
  return {
    identity: requiredText(loose, 'Identity', list),
    recipients: textsIn(loose, 'RecipientAddress').map((address) => address.toLowerCase()),
    internetMessageId: requiredText(loose, 'MessageId', list),
    released: textIn(loose, 'ReleaseStatus')?.toLowerCase() === 'released',
  };
}

const headerRow = z.object({ Header: z.string() });

async function headers(commands: ExchangeCommands, identity: string): Promise<string> {
  const [row, ...others] = await commands.invoke(
    header,
    { Identity: identity },
    { idempotent: true },
  );
  const parsed = headerRow.safeParse(row);
  if (parsed.success && others.length === 0) return parsed.data.Header;
  throw contract('Exchange gave no headers for a quarantined message.', header);
}

function contract(message: string, cmdlet = list): ContractError {
  return new ContractError(message, { service: 'exchange', path: `${cmdlet}.value` });
}
