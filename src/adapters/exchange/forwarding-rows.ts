import { z } from 'zod';
import type {
  AcceptedDomain,
  DirectoryRecipient,
  MailboxForwarding,
} from '../../forwards/ports.js';
import { expectShape } from '../../lib/http/answer.js';
import type { Row } from './command-answer.js';

const service = 'exchange';

const guid = z.guid().transform((text) => text.toLowerCase());
/** Exchange writes an absent value as null or as an empty string; a property that is not there at all is a change. */
const textOrNull = z
  .string()
  .nullable()
  .transform((text) => (text === null || text.trim() === '' ? null : text));
const text = textOrNull.transform((value) => value ?? '');
const addresses = z.array(z.string()).nullish();

const mailboxRow = z.object({
  ExchangeGuid: guid,
  ExternalDirectoryObjectId: textOrNull,
  UserPrincipalName: text,
  PrimarySmtpAddress: text,
  DisplayName: text,
  RecipientTypeDetails: z.string(),
  ForwardingSmtpAddress: textOrNull,
  ForwardingAddress: textOrNull,
  DeliverToMailboxAndForward: z.boolean(),
  EmailAddresses: addresses,
});

const domainRow = z.object({
  DomainName: z.string().min(1),
  MatchSubDomains: z.boolean(),
});

const recipientRow = z.object({
  Identity: z.string().min(1),
  Name: textOrNull,
  DisplayName: text,
  RecipientTypeDetails: z.string().min(1),
  PrimarySmtpAddress: textOrNull,
  ExternalEmailAddress: textOrNull,
  ExchangeGuid: textOrNull.optional(),
  Alias: textOrNull.optional(),
  Guid: textOrNull.optional(),
  DistinguishedName: textOrNull.optional(),
  ExternalDirectoryObjectId: textOrNull.optional(),
  EmailAddresses: addresses,
});

export const mailboxProperties: readonly string[] = Object.keys(mailboxRow.shape).filter(
  (name) => name !== 'EmailAddresses',
);
/** With all addresses, to see whether the mailbox is the one that was asked for. */
export const mailboxPropertiesWithAddresses: readonly string[] = Object.keys(mailboxRow.shape);
export const domainProperties: readonly string[] = Object.keys(domainRow.shape);
export const recipientProperties: readonly string[] = Object.keys(recipientRow.shape);

/** A row together with everything it may be called by, in lower case. */
export interface Named<T> {
  readonly value: T;
  readonly names: ReadonlySet<string>;
}

/** Get-Mailbox. Throws ContractError, like the others here. */
export function mailboxOf(row: Row): Named<MailboxForwarding> {
  const found = expectShape(mailboxRow, row, { service, path: 'Get-Mailbox.value' });
  const value: MailboxForwarding = {
    mailboxId: found.ExchangeGuid,
    ...(found.ExternalDirectoryObjectId === null
      ? {}
      : { objectId: found.ExternalDirectoryObjectId }),
    userPrincipalName: found.UserPrincipalName,
    primarySmtpAddress: found.PrimarySmtpAddress,
    displayName: found.DisplayName,
    recipientType: found.RecipientTypeDetails,
    forwardingSmtpAddress: found.ForwardingSmtpAddress,
    forwardingAddress: found.ForwardingAddress,
    keepsCopy: found.DeliverToMailboxAndForward,
  };
  const names = [value.mailboxId, value.userPrincipalName, value.primarySmtpAddress];
  return { value, names: namesOf(names, found.EmailAddresses) };
}

/** Get-AcceptedDomain. */
export function domainOf(row: Row): AcceptedDomain {
  const found = expectShape(domainRow, row, { service, path: 'Get-AcceptedDomain.value' });
  return { domainName: found.DomainName, matchSubDomains: found.MatchSubDomains };
}

/** Get-Recipient and the group cmdlets. */
export function recipientOf(row: Row): Named<DirectoryRecipient> {
  const found = expectShape(recipientRow, row, { service, path: 'Get-Recipient.value' });
  const value: DirectoryRecipient = {
    identity: found.Identity,
    recipientType: found.RecipientTypeDetails,
    displayName: found.DisplayName,
    primarySmtpAddress: found.PrimarySmtpAddress,
    externalEmailAddress: found.ExternalEmailAddress,
    mailboxId: mailboxIdOf(found.RecipientTypeDetails, found.ExchangeGuid),
  };
  const names = [
    found.Identity,
    found.Name,
    found.Alias,
    found.Guid,
    found.ExchangeGuid,
    found.DistinguishedName,
    found.ExternalDirectoryObjectId,
    found.PrimarySmtpAddress,
    found.ExternalEmailAddress?.replace(/^smtp:/i, ''),
    found.DisplayName,
  ];
  return { value, names: namesOf(names, found.EmailAddresses) };
}

const noGuid = '00000000-0000-0000-0000-000000000000';

/** Group mailboxes have no forwarding of this kind, and remote ones are not in Exchange Online. */
function mailboxIdOf(type: string, exchangeGuid: string | null | undefined): string | undefined {
  const isMailbox =
    type.endsWith('Mailbox') && type !== 'GroupMailbox' && !type.startsWith('Remote');
  const id = exchangeGuid?.toLowerCase() ?? noGuid;
  return isMailbox && id !== noGuid ? id : undefined;
}

function namesOf(
  names: readonly (string | null | undefined)[],
  emailAddresses: readonly string[] | null | undefined,
): ReadonlySet<string> {
  const smtp = (emailAddresses ?? [])
    .filter((address) => /^smtp:/i.test(address))
    .map((address) => address.slice('smtp:'.length));
  const all = [...names, ...smtp].filter((name) => typeof name === 'string' && name !== '');
  return new Set(all.map((name) => String(name).toLowerCase()));
}
