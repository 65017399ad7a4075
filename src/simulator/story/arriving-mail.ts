import type { SimulatorContext } from '../context.js';
import { ownerOfMailbox } from '../mail/create-mail.js';
import type { MailRecord } from '../mail/mail-record.js';
import { completeMessage, newCopy } from '../mail/written-mail.js';
import type { NewMessage } from '../mail/written-mail.js';
import type { MailboxRow } from '../scenario/rows.js';
import type { TenantState } from '../tenant-state.js';
import { customers, hasConsent, StoryError } from './chapter.js';
import type { StoryInput } from './chapter.js';

/** A new message in the inboxes of a tenant. @throws StoryError */
export function arrive(
  context: SimulatorContext,
  input: StoryInput,
  minutesAgo: number,
): { readonly tenant: TenantState; readonly message: MailRecord } {
  const { tenant, rows } = chooseRecipients(context, input);
  const receivedAt = new Date(context.clock().getTime() - minutesAgo * 60_000).toISOString();
  const seed = `${tenant.tenantId} story ${context.ledger.last} ${tenant.mail.messages().length}`;
  const complete = completeMessage({
    kind: input.kind ?? 'phish',
    seed,
    receivedAt,
    ...wordsOf(input),
  });
  if (tenant.mail.message(complete.networkMessageId) !== undefined) {
    throw new StoryError(`The message ${complete.networkMessageId} is there already.`);
  }
  const copies = rows.map(({ address, row }) =>
    newCopy(complete, address, row === undefined ? undefined : ownerOfMailbox(row)),
  );
  const message = { ...complete, copies };
  tenant.mail.deliver(message);
  return { tenant, message };
}

const WORDS = [
  ...['networkMessageId', 'subject', 'senderName', 'senderAddress', 'senderIp', 'clusterId'],
  ...['html', 'urls'],
];

/** What the story says of the message itself. */
function wordsOf(input: StoryInput): Partial<NewMessage> {
  const said = Object.entries(input).filter(
    ([name, value]) => WORDS.includes(name) && value !== undefined,
  );
  return Object.fromEntries(said);
}

interface Recipient {
  readonly address: string;
  /** Undefined for an address outside. */
  readonly row: MailboxRow | undefined;
}

function chooseRecipients(
  context: SimulatorContext,
  input: StoryInput,
): { readonly tenant: TenantState; readonly rows: readonly Recipient[] } {
  const { recipients, mailbox } = input;
  const named = Array.isArray(recipients) ? recipients : mailbox === undefined ? [] : [mailbox];
  const [first] = named;
  const tenants = customers(context, input).filter(
    (tenant) => input.tenantId !== undefined || hasConsent(tenant, (state) => state === 'granted'),
  );
  if (first !== undefined) {
    const tenant = tenants.find((candidate) => candidate.find(first).length > 0);
    if (tenant === undefined) throw new StoryError(`There is no mailbox '${first}'.`);
    return { tenant, rows: named.map((address) => recipientOf(tenant, address)) };
  }
  const [tenant] = tenants;
  if (tenant === undefined) throw new StoryError('No tenant fits.');
  const wanted = typeof recipients === 'number' ? recipients : 1;
  return { tenant, rows: firstPeople(tenant, wanted) };
}

function recipientOf(tenant: TenantState, address: string): Recipient {
  const row = tenant.find(address)[0]?.row;
  const isName = row?.UserPrincipalName.toLowerCase() === address.toLowerCase();
  return { row, address: isName ? row.PrimarySmtpAddress : address };
}

function firstPeople(tenant: TenantState, wanted: number): readonly Recipient[] {
  const people: Recipient[] = [];
  for (let number = 0; number < tenant.mailboxCount && people.length < wanted; number += 1) {
    const row = tenant.live(number);
    if (row.RecipientTypeDetails !== 'UserMailbox') continue;
    people.push({ row, address: row.PrimarySmtpAddress });
  }
  if (people.length < wanted) throw new StoryError('The tenant has not so many mailboxes.');
  return people;
}
