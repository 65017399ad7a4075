import type { ScenarioMailbox, ScenarioRecipient } from './schema.js';

/** A mailbox as Get-Mailbox shows it, as far as the simulator knows its properties. */
export interface MailboxRow {
  readonly Identity: string;
  readonly Id: string;
  readonly Name: string;
  readonly DisplayName: string;
  readonly Alias: string;
  readonly UserPrincipalName: string;
  readonly PrimarySmtpAddress: string;
  readonly WindowsEmailAddress: string;
  readonly EmailAddresses: readonly string[];
  readonly Guid: string;
  readonly ExchangeGuid: string;
  readonly ExternalDirectoryObjectId: string;
  readonly DistinguishedName: string;
  readonly LegacyExchangeDN: string;
  readonly RecipientType: string;
  readonly RecipientTypeDetails: string;
  readonly ForwardingSmtpAddress: string | null;
  readonly ForwardingAddress: string | null;
  readonly DeliverToMailboxAndForward: boolean;
  readonly IsDirSynced: boolean;
  readonly IsMailboxEnabled: boolean;
  readonly HiddenFromAddressListsEnabled: boolean;
  readonly WhenCreatedUTC: string;
  readonly WhenChangedUTC: string;
}

/** The three settings by which a mailbox forwards. */
export type ForwardSettings = Pick<
  MailboxRow,
  'ForwardingSmtpAddress' | 'ForwardingAddress' | 'DeliverToMailboxAndForward'
>;

/** A recipient that isn't a mailbox; `members` is the simulator's own and never leaves it. */
export interface RecipientRow {
  readonly Identity: string;
  readonly Id: string;
  readonly Name: string;
  readonly DisplayName: string;
  readonly Alias: string;
  readonly PrimarySmtpAddress: string;
  readonly EmailAddresses: readonly string[];
  readonly ExternalEmailAddress: string | null;
  readonly Guid: string;
  /** All zeros when there is no mailbox. */
  readonly ExchangeGuid: string;
  readonly ExternalDirectoryObjectId: string;
  readonly DistinguishedName: string;
  readonly LegacyExchangeDN: string;
  readonly RecipientType: string;
  readonly RecipientTypeDetails: string;
  readonly IsDirSynced: boolean;
  readonly members: readonly string[];
}

const NO_MAILBOX = '00000000-0000-0000-0000-000000000000';

const RECIPIENT_TYPES: Readonly<Record<ScenarioRecipient['RecipientTypeDetails'], string>> = {
  MailContact: 'MailContact',
  MailUser: 'MailUser',
  GuestMailUser: 'MailUser',
  MailUniversalDistributionGroup: 'MailUniversalDistributionGroup',
  MailUniversalSecurityGroup: 'MailUniversalSecurityGroup',
  PublicFolder: 'PublicFolder',
};

function directoryNames(initialDomain: string, name: string, guid: string) {
  return {
    DistinguishedName: `CN=${name},OU=${initialDomain},OU=Microsoft Exchange Hosted Organizations,DC=EURP01A001,DC=PROD,DC=OUTLOOK,DC=COM`,
    LegacyExchangeDN: `/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${guid.replaceAll('-', '')}`,
  };
}

/** Fills in what a scenario left out. */
export function completeMailbox(row: ScenarioMailbox, initialDomain: string): MailboxRow {
  const alias = row.Alias ?? row.UserPrincipalName.split('@')[0] ?? row.UserPrincipalName;
  const name = row.Name ?? alias;
  const primary = row.PrimarySmtpAddress ?? row.UserPrincipalName;
  return {
    Identity: name,
    Id: name,
    Name: name,
    DisplayName: row.DisplayName,
    Alias: alias,
    UserPrincipalName: row.UserPrincipalName,
    PrimarySmtpAddress: primary,
    WindowsEmailAddress: primary,
    EmailAddresses: row.EmailAddresses ?? [`SMTP:${primary}`, `smtp:${alias}@${initialDomain}`],
    Guid: row.Guid,
    ExchangeGuid: row.ExchangeGuid,
    ExternalDirectoryObjectId: row.ExternalDirectoryObjectId,
    ...directoryNames(initialDomain, name, row.Guid),
    RecipientType: 'UserMailbox',
    RecipientTypeDetails: row.RecipientTypeDetails,
    ForwardingSmtpAddress: row.ForwardingSmtpAddress,
    ForwardingAddress: row.ForwardingAddress,
    DeliverToMailboxAndForward: row.DeliverToMailboxAndForward,
    IsDirSynced: row.IsDirSynced,
    IsMailboxEnabled: true,
    HiddenFromAddressListsEnabled: row.HiddenFromAddressListsEnabled,
    WhenCreatedUTC: row.WhenCreatedUTC,
    WhenChangedUTC: row.WhenCreatedUTC,
  };
}

export function completeRecipient(row: ScenarioRecipient, initialDomain: string): RecipientRow {
  return {
    Identity: row.Name,
    Id: row.Name,
    Name: row.Name,
    DisplayName: row.DisplayName ?? row.Name,
    Alias: row.Alias ?? row.Name.replaceAll(/[^A-Za-z0-9.]/g, ''),
    PrimarySmtpAddress: row.PrimarySmtpAddress,
    EmailAddresses: row.EmailAddresses ?? [`SMTP:${row.PrimarySmtpAddress}`],
    ExternalEmailAddress: row.ExternalEmailAddress ?? null,
    Guid: row.Guid,
    ExchangeGuid: NO_MAILBOX,
    ExternalDirectoryObjectId: row.ExternalDirectoryObjectId ?? '',
    ...directoryNames(initialDomain, row.Name, row.Guid),
    RecipientType: RECIPIENT_TYPES[row.RecipientTypeDetails],
    RecipientTypeDetails: row.RecipientTypeDetails,
    IsDirSynced: row.IsDirSynced ?? false,
    members: row.members ?? [],
  };
}

/** A mailbox as Get-Recipient shows it: without its forwarding settings. */
export function recipientOfMailbox(row: MailboxRow): RecipientRow {
  return {
    Identity: row.Identity,
    Id: row.Id,
    Name: row.Name,
    DisplayName: row.DisplayName,
    Alias: row.Alias,
    PrimarySmtpAddress: row.PrimarySmtpAddress,
    EmailAddresses: row.EmailAddresses,
    ExternalEmailAddress: null,
    Guid: row.Guid,
    ExchangeGuid: row.ExchangeGuid,
    ExternalDirectoryObjectId: row.ExternalDirectoryObjectId,
    DistinguishedName: row.DistinguishedName,
    LegacyExchangeDN: row.LegacyExchangeDN,
    RecipientType: row.RecipientType,
    RecipientTypeDetails: row.RecipientTypeDetails,
    IsDirSynced: row.IsDirSynced,
    members: [],
  };
}

type Named = Omit<
  RecipientRow,
  'members' | 'ExternalEmailAddress' | 'RecipientType' | 'IsDirSynced'
> & {
  readonly UserPrincipalName?: string;
  readonly ExternalEmailAddress?: string | null;
};

/** Every name by which Exchange finds the object, lower-cased. */
export function identitiesOf(row: Named): readonly string[] {
  const names = [
    row.Identity,
    row.DisplayName,
    row.Alias,
    row.PrimarySmtpAddress,
    row.Guid,
    row.ExternalDirectoryObjectId,
    row.DistinguishedName,
    row.LegacyExchangeDN,
    row.UserPrincipalName ?? '',
    row.ExchangeGuid === NO_MAILBOX ? '' : row.ExchangeGuid,
    (row.ExternalEmailAddress ?? '').replace(/^smtp:/i, ''),
    ...row.EmailAddresses.map((proxy) => proxy.replace(/^smtp:/i, '')),
  ];
  return [...new Set(names.filter((name) => name !== '').map((name) => name.toLowerCase()))];
}
