import type { MailboxRow } from '../scenario/rows.js';
import type { TenantSource } from '../scenario/tenant-source.js';
import { playAll } from '../story/planted/play.js';
import { generatedFlow } from './generated-flow.js';
import { generatedMessages } from './generated-mail.js';
import { signInOf } from './flow-sign-ins.js';
import { SeededNumbers } from './seeded-numbers.js';
import { MailInMemory, takeIn } from './tenant-mail.js';
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
    mail.load(generatedMessages(settings.generated, settings, world));
  }
  loadFlow(mail, source, startedAt.getTime());
  const ownerOf = findOwner(source);
  loadWritten(mail, settings, { startedAt, ownerOf });
  for (const [index, message] of settings.messages.entries()) {
    const seed = `${source.tenantId} message ${index}`;
    mail.deliver(writtenMessage(message, seed, settings, { startedAt, ownerOf }));
  }
  return mail;
}

/** The ordinary mail of the last days, and the stories that are planted in it. */
function loadFlow(mail: MailInMemory, source: TenantSource, startedAt: number): void {
  const { flow, stories } = source.mail;
  if (flow !== undefined) {
    const { messages, signIns } = generatedFlow(flow, source, startedAt);
    takeIn(mail, { messages, signIns, blockedSenders: [] });
  }
  for (const { happened } of playAll(source, stories, startedAt)) takeIn(mail, happened);
}

/** Sign-ins and blocked senders that the scenario spells out. */
function loadWritten(
  mail: MailInMemory,
  { signIns, blockedSenders }: TenantSource['mail'],
  { startedAt, ownerOf }: { readonly startedAt: Date; readonly ownerOf: FindOwner },
): void {
  const ago = (minutes: number) => startedAt.getTime() - minutes * 60_000;
  for (const { address, reason, minutesAgo } of blockedSenders) {
    const at = new Date(ago(minutesAgo)).toISOString();
    mail.blockedSenders.push({ address: address.toLowerCase(), reason, at });
  }
  for (const [index, signIn] of signIns.entries()) {
    const { address, minutesAgo, country, city, ip, errorCode } = signIn;
    const owner = ownerOf(address);
    if (owner === undefined) continue;
    const numbers = new SeededNumbers(`${owner.objectId} sign-in ${index}`);
    const record = signInOf(owner, { at: ago(minutesAgo), country, ip }, numbers);
    mail.signIns.push({ ...record, city, errorCode });
  }
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
