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
import { getBlockedSenderAddress, removeBlockedSenderAddress } from './blocked-sender-cmdlets.js';
import { getMailDetailAtpReport } from './detail-report-cmdlets.js';
import { getMailFilterListReport } from './filter-list-cmdlets.js';
import { getMailFlowStatusReport } from './flow-status-cmdlets.js';
import { getMailbox, setMailbox } from './mailbox-cmdlets.js';
import { getQuarantineMessage, getQuarantineMessageHeader } from './quarantine-cmdlets.js';
import { deleteQuarantineMessage, releaseQuarantineMessage } from './quarantine-changes.js';
import { getSpoofIntelligenceInsight, getSpoofMailReport } from './spoof-cmdlets.js';
import { getMailTrafficSummaryReport } from './summary-report-cmdlets.js';
import { getMessageTrace } from './trace-cmdlets.js';
import { getMailTrafficAtpReport } from './traffic-report-cmdlets.js';
import { getAggregateZapReport, getDetailZapReport } from './zap-cmdlets.js';

const CMDLETS: ReadonlyMap<string, Cmdlet> = new Map(
  Object.entries({
    'Delete-QuarantineMessage': deleteQuarantineMessage,
    'Get-AcceptedDomain': getAcceptedDomain,
    'Get-AggregateZapReport': getAggregateZapReport,
    'Get-BlockedSenderAddress': getBlockedSenderAddress,
    'Get-DetailZapReport': getDetailZapReport,
    'Get-DistributionGroupMember': getDistributionGroupMember,
    'Get-MailContact': getMailContact,
    'Get-MailDetailATPReport': getMailDetailAtpReport,
    'Get-MailFilterListReport': getMailFilterListReport,
    'Get-MailFlowStatusReport': getMailFlowStatusReport,
    'Get-MailTrafficATPReport': getMailTrafficAtpReport,
    'Get-MailTrafficSummaryReport': getMailTrafficSummaryReport,
    'Get-MailUser': getMailUser,
    'Get-Mailbox': getMailbox,
    'Get-MessageTraceV2': getMessageTrace,
    'Get-OrganizationConfig': getOrganizationConfig,
    'Get-QuarantineMessage': getQuarantineMessage,
    'Get-QuarantineMessageHeader': getQuarantineMessageHeader,
    'Get-Recipient': getRecipient,
    'Get-SpoofIntelligenceInsight': getSpoofIntelligenceInsight,
    'Get-SpoofMailReport': getSpoofMailReport,
    'Get-TenantAllowBlockListItems': getTenantAllowBlockListItems,
    'New-TenantAllowBlockListItems': newTenantAllowBlockListItems,
    'Release-QuarantineMessage': releaseQuarantineMessage,
    'Remove-BlockedSenderAddress': removeBlockedSenderAddress,
    'Remove-TenantAllowBlockListItems': removeTenantAllowBlockListItems,
    'Set-Mailbox': setMailbox,
  }),
);

export function cmdletNamed(name: string): Cmdlet | undefined {
  return CMDLETS.get(name);
}

/** What the role View-Only Recipients has: neither reports nor quarantine nor the block list. */
const OF_RECIPIENTS: readonly string[] = [
  ...['Get-AcceptedDomain', 'Get-DistributionGroupMember', 'Get-MailContact', 'Get-MailUser'],
  ...['Get-Mailbox', 'Get-MessageTraceV2', 'Get-OrganizationConfig', 'Get-Recipient'],
];

/** What an app may change, by its role groups; all but `none` and `view-recipients` read everything. */
const MAY_CHANGE: Readonly<
  Record<Exclude<Consent['exchangeRbac'], 'none'>, readonly Cmdlet['writes'][]>
> = {
  'view-recipients': [],
  view: [],
  'recipient-admin': ['recipients'],
  'security-admin': ['recipients', 'security'],
};

/** What the role groups of an app let it run. */
export function allowedCmdlets(rbac: Consent['exchangeRbac']): readonly string[] {
  if (rbac === 'none') return [];
  if (rbac === 'view-recipients') return OF_RECIPIENTS;
  const allowed = [undefined, ...MAY_CHANGE[rbac]];
  return [...CMDLETS.keys()].filter((name) => allowed.includes(CMDLETS.get(name)?.writes));
}
