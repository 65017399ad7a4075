/** What an app needs, and what it may have. More than this is a danger without a use. */
export interface DeclaredRights {
  readonly who: 'reader' | 'actor';
  /** Application permissions on Office 365 Exchange Online. */
  readonly exchangeRoles: readonly string[];
  /** Application permissions on Microsoft Graph, in the home tenant or in others. */
  readonly graphRoles: readonly string[];
  readonly neededCmdlets: readonly string[];
  /** Without them only part of the work can be done. */
  readonly usefulCmdlets: readonly string[];
  readonly forbiddenCmdlets: readonly string[];
}

/** Exchange checks its own roles too: this permission lets an app call cmdlets at all. */
export const callCmdlets = 'Exchange.ManageAsApp';

export const readerRights: DeclaredRights = {
  who: 'reader',
  exchangeRoles: [callCmdlets],
  graphRoles: [
    'Organization.Read.All',
    'Directory.Read.All',
    'DelegatedAdminRelationship.Read.All',
    'GroupMember.Read.All',
    'User.Read.All',
  ],
  neededCmdlets: ['Get-Mailbox', 'Get-AcceptedDomain', 'Get-Recipient'],
  usefulCmdlets: ['Get-DistributionGroupMember'],
  forbiddenCmdlets: ['Set-Mailbox'],
};

export const actorRights: DeclaredRights = {
  who: 'actor',
  exchangeRoles: [callCmdlets],
  graphRoles: ['Organization.Read.All'],
  neededCmdlets: ['Set-Mailbox'],
  usefulCmdlets: [],
  forbiddenCmdlets: [],
};
