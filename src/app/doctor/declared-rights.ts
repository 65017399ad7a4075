/** A right, and in our own words what is off without it. */
export type UsefulRights = Readonly<Record<string, string>>;

/** What an app needs, and what it may have. More than this is a danger without a use. */
export interface DeclaredRights {
  readonly who: 'reader' | 'actor';
  /** Application permissions on Office 365 Exchange Online. */
  readonly exchangeRoles: readonly string[];
  /** Application permissions on Microsoft Graph that need no word when missing: other tenants or other reads need them. */
  readonly graphRoles: readonly string[];
  /** Application permissions on Microsoft Graph. Without one of them a part of the work is off. */
  readonly usefulGraphRoles: UsefulRights;
  readonly neededCmdlets: readonly string[];
  /** Without them only part of the work can be done. */
  readonly usefulCmdlets: UsefulRights;
  readonly forbiddenCmdlets: readonly string[];
}

/** Exchange checks its own roles too: this permission lets an app call cmdlets at all. */
export const callCmdlets = 'Exchange.ManageAsApp';

/** Given by a role in Exchange (RBAC for Applications), a permission on mailboxes stands in no token. */
const unlessScoped = 'unless a role in Exchange gives it';
const quarantine = 'messages in quarantine';
const totals = 'totals of the mail reports';
const blocked = 'users whom Microsoft keeps from sending';

/** The table in the README. */
export const readerRights: DeclaredRights = {
  who: 'reader',
  exchangeRoles: [callCmdlets],
  graphRoles: [
    'Organization.Read.All',
    'Directory.Read.All',
    'DelegatedAdminRelationship.Read.All',
    'GroupMember.Read.All',
  ],
  usefulGraphRoles: {
    'User.Read.All':
      'the list of people, for zapped mail in mailboxes and for own users who send spam',
    'Mail.Read': `zapped mail in mailboxes and what a message says, ${unlessScoped}`,
    'ThreatHunting.Read.All':
      'advanced hunting, the best source for zapped mail, clicks and the spam report',
    'SecurityAnalyzedMessage.Read.All': 'analyzed e-mails, a source for zapped mail',
    'AuditLogsQuery-Exchange.Read.All': 'whether a message was opened before it was taken away',
    'ExchangeMessageTrace.Read.All':
      'who else received a message, and the spam report, where there is no hunting',
    'AuditLog.Read.All': 'from where an own user who sends spam signed in',
  },
  neededCmdlets: ['Get-Mailbox', 'Get-AcceptedDomain', 'Get-Recipient'],
  usefulCmdlets: {
    'Get-DistributionGroupMember': 'forwards to groups',
    'Get-DetailZapReport': 'the ZAP report, a source for zapped mail',
    'Get-QuarantineMessage': quarantine,
    'Get-QuarantineMessageHeader': `what ${quarantine} say`,
    'Get-MessageTraceV2': 'which message a line of the ZAP report is about',
    'Get-MailDetailATPReport': 'the mail reports, a source for the spam report',
    'Get-MailFlowStatusReport': totals,
    'Get-MailTrafficATPReport': totals,
    'Get-MailFilterListReport': 'mail reports of more than 10,000 lines',
    'Get-SpoofMailReport': 'who uses our domains as a sender',
    'Get-BlockedSenderAddress': blocked,
  },
  forbiddenCmdlets: ['Set-Mailbox'],
};

export const actorRights: DeclaredRights = {
  who: 'actor',
  exchangeRoles: [callCmdlets],
  graphRoles: ['Organization.Read.All'],
  usefulGraphRoles: {
    'User.Read.All': 'whose mailbox or account it is',
    'Mail.ReadWrite': `removing messages mailbox by mailbox, and putting them back, ${unlessScoped}`,
    'SecurityAnalyzedMessage.ReadWrite.All': 'removing messages in the whole tenant at once',
    'User.RevokeSessions.All': 'signing an account out',
    'User.EnableDisableAccount.All': 'blocking the sign-in of an account',
  },
  neededCmdlets: ['Set-Mailbox'],
  usefulCmdlets: {
    'Release-QuarantineMessage': 'releasing messages from quarantine',
    'Get-TenantAllowBlockListItems': 'blocking senders',
    'New-TenantAllowBlockListItems': 'blocking senders',
    'Remove-TenantAllowBlockListItems': 'taking back the block of a sender',
    'Get-BlockedSenderAddress': blocked,
    'Remove-BlockedSenderAddress': 'letting a user send again',
  },
  forbiddenCmdlets: [],
};
