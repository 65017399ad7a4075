import type { Consent } from '../scenario/schema.js';
import type { Cmdlet } from './cmdlet.js';
import {
  getAcceptedDomain,
  getDistributionGroupMember,
  getMailContact,
  getMailUser,
  getOrganizationConfig,
  getRecipient,
} from './directory-cmdlets.js';
import { getMailbox, setMailbox } from './mailbox-cmdlets.js';

const CMDLETS: ReadonlyMap<string, Cmdlet> = new Map(
  Object.entries({
    'Get-AcceptedDomain': getAcceptedDomain,
    'Get-DistributionGroupMember': getDistributionGroupMember,
    'Get-MailContact': getMailContact,
    'Get-MailUser': getMailUser,
    'Get-Mailbox': getMailbox,
    'Get-OrganizationConfig': getOrganizationConfig,
    'Get-Recipient': getRecipient,
    'Set-Mailbox': setMailbox,
  }),
);

export function cmdletNamed(name: string): Cmdlet | undefined {
  return CMDLETS.get(name);
}

/** What the role groups of an app let it run. */
export function allowedCmdlets(rbac: Consent['exchangeRbac']): readonly string[] {
  if (rbac === 'none') return [];
  const names = [...CMDLETS.keys()];
  return rbac === 'view' ? names.filter((name) => CMDLETS.get(name)?.writes !== true) : names;
}
