import type { Consent } from '../scenario/schema.js';
import type { Cmdlet } from './cmdlet.js';
import {
  getTenantAllowBlockListItems,
  newTenantAllowBlockListItems,
  removeTenantAllowBlockListItems,
} from './block-list-cmdlets.js';
import {
  getAcceptedDomain,
  getDistributionGroupMember,
  getMailContact,
  getMailUser,
  getOrganizationConfig,
  getRecipient,
} from './directory-cmdlets.js';
import { getMailbox, setMailbox } from './mailbox-cmdlets.js';
import { getQuarantineMessage, getQuarantineMessageHeader } from './quarantine-cmdlets.js';
import { deleteQuarantineMessage, releaseQuarantineMessage } from './quarantine-changes.js';
import { getMessageTrace } from './trace-cmdlets.js';
import { getAggregateZapReport, getDetailZapReport } from './zap-cmdlets.js';

const CMDLETS: ReadonlyMap<string, Cmdlet> = new Map(
  Object.entries({
    'Delete-QuarantineMessage': deleteQuarantineMessage,
    'Get-AcceptedDomain': getAcceptedDomain,
    'Get-AggregateZapReport': getAggregateZapReport,
    'Get-DetailZapReport': getDetailZapReport,
    'Get-DistributionGroupMember': getDistributionGroupMember,
    'Get-MailContact': getMailContact,
    'Get-MailUser': getMailUser,
    'Get-Mailbox': getMailbox,
    'Get-MessageTraceV2': getMessageTrace,
    'Get-OrganizationConfig': getOrganizationConfig,
    'Get-QuarantineMessage': getQuarantineMessage,
    'Get-QuarantineMessageHeader': getQuarantineMessageHeader,
    'Get-Recipient': getRecipient,
    'Get-TenantAllowBlockListItems': getTenantAllowBlockListItems,
    'New-TenantAllowBlockListItems': newTenantAllowBlockListItems,
    'Release-QuarantineMessage': releaseQuarantineMessage,
    'Remove-TenantAllowBlockListItems': removeTenantAllowBlockListItems,
    'Set-Mailbox': setMailbox,
  }),
);

export function cmdletNamed(name: string): Cmdlet | undefined {
  return CMDLETS.get(name);
}

/** What an app may change, by its role groups; all but `none` read everything. */
const MAY_CHANGE: Readonly<
  Record<Exclude<Consent['exchangeRbac'], 'none'>, readonly Cmdlet['writes'][]>
> = {
  view: [],
  'recipient-admin': ['recipients'],
  'security-admin': ['recipients', 'security'],
};

/** What the role groups of an app let it run. */
export function allowedCmdlets(rbac: Consent['exchangeRbac']): readonly string[] {
  if (rbac === 'none') return [];
  const allowed = [undefined, ...MAY_CHANGE[rbac]];
  return [...CMDLETS.keys()].filter((name) => allowed.includes(CMDLETS.get(name)?.writes));
}
