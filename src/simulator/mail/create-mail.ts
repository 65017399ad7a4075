import type { MailboxRow } from '../scenario/rows.js';
import type { TenantSource } from '../scenario/tenant-source.js';
import { generatedMessages } from './generated-mail.js';
import { MailInMemory } from './tenant-mail.js';
import type { LiveMail } from './tenant-mail.js';
import { writtenMessage } from './written-mail.js';
import type { FindOwner, MailboxOwner } from './written-mail.js';

/** The mail of a tenant as its scenario has it. The scenario's "minutes ago" count from `startedAt`. */
export function createMail(source: TenantSource, clock: () => Date, startedAt: Date): LiveMail {
  const { mail: settings } = source;
  const mail = new MailInMemory(settings, clock);
  if (settings.generated !== undefined) {
    const world = {
      startedAt,
      tenantId: source.tenantId,
      mailboxCount: source.mailboxCount,
      ownerAt: (number: number) => {
        const row = source.mailbox(number);
        return { ...ownerOfMailbox(row), address: row.PrimarySmtpAddress };
      },
    };
    for (const message of generatedMessages(settings.generated, settings, world)) {
      mail.deliver(message);
    }
  }
  const ownerOf = findOwner(source);
  for (const [index, message] of settings.messages.entries()) {
    const seed = `${source.tenantId} message ${index}`;
    mail.deliver(writtenMessage(message, seed, settings, { startedAt, ownerOf }));
  }
  return mail;
}

export function ownerOfMailbox(row: MailboxRow): MailboxOwner {
  return { objectId: row.ExternalDirectoryObjectId, userPrincipalName: row.UserPrincipalName };
}

/** By any address of the mailbox. */
function findOwner(source: TenantSource): FindOwner {
  return (address) => {
    const name = address.toLowerCase();
    const rows = source.mailboxesNamed(name).map((number) => source.mailbox(number));
    const row = rows.find(
      (candidate) =>
        candidate.UserPrincipalName.toLowerCase() === name ||
        candidate.EmailAddresses.some((proxy) => proxy.toLowerCase() === `smtp:${name}`),
    );
    return row === undefined ? undefined : ownerOfMailbox(row);
  };
}
