import type { Cmdlet, CmdletCall, CmdletResult } from './cmdlet.js';
import { payloadOf } from './detail-report-cmdlets.js';
import { badParameter } from './failures.js';
import type { PropertyTypes } from './output.js';
import { choiceOf, domainsOf, lets } from './report-filters.js';
import { reportRows } from './report-keys.js';
import { DAY_MS, pageOf, reportWindow } from './report-window.js';
import { reportedMail } from './reported-mail.js';
import type { ReportedMail, ReportThreat } from './reported-mail.js';

const RULES = {
  names: ['StartDate', 'EndDate'],
  usualMs: 90 * DAY_MS,
  widestMs: 90 * DAY_MS,
  farthestMs: 90 * DAY_MS,
} as const;
const PAGES = { usual: 1000, most: 5000 };
const SUMMARY: PropertyTypes = { C1: 'String', C2: 'String', C3: 'String' };

/** What of the mail a category counts, and under whose name. */
interface Category {
  /** Intra-org mail has categories of its own, and is in no other. */
  readonly intraOrg: boolean;
  readonly threat?: ReportThreat;
  /** Found by a feature of Defender for Office 365. */
  readonly byDefender?: true;
  readonly nameOf: (one: ReportedMail) => string;
}

const recipientOf = ({ copy }: ReportedMail) => copy.recipient;
const senderOf = ({ message }: ReportedMail) => message.senderAddress.toLowerCase();

const COUNTED: Readonly<Record<string, Category>> = {
  TopSpamRecipient: { intraOrg: false, threat: 'Spam', nameOf: recipientOf },
  TopMailSender: { intraOrg: false, nameOf: senderOf },
  TopMailRecipient: { intraOrg: false, nameOf: recipientOf },
  TopMalwareRecipient: { intraOrg: false, threat: 'Malware', nameOf: recipientOf },
  TopMalwareAtpRecipient: defender('Malware', false),
  TopMalware: { intraOrg: false, threat: 'Malware', nameOf: payloadOf },
  TopPhishRecipient: { intraOrg: false, threat: 'Phish', nameOf: recipientOf },
  TopPhishAtpRecipient: defender('Phish', false),
  TopIntraOrgRecipient: { intraOrg: true, nameOf: recipientOf },
  TopIntraOrgSender: { intraOrg: true, nameOf: senderOf },
  TopIntraOrgSpamRecipient: { intraOrg: true, threat: 'Spam', nameOf: recipientOf },
  TopIntraOrgMalwareRecipient: { intraOrg: true, threat: 'Malware', nameOf: recipientOf },
  TopIntraOrgPhishRecipient: { intraOrg: true, threat: 'Phish', nameOf: recipientOf },
  TopIntraOrgPhishAtpRecipient: defender('Phish', true),
  TopIntraOrgMalwareAtpRecipient: defender('Malware', true),
};

function defender(threat: ReportThreat, intraOrg: boolean): Category {
  return { intraOrg, threat, byDefender: true, nameOf: recipientOf };
}

/** They count what the simulator doesn't have: rules of transport, DLP and compliance. */
const EMPTY = [
  ...['InboundDLPHits', 'OutboundDLPHits', 'InboundTransportRuleHits'],
  ...['OutboundTransportRuleHits', 'InboundDLPPolicyRuleHits', 'OutboundDLPPolicyRuleHits'],
  ...['TopComplianceTagActivityCount', 'TopComplianceTagActivityCountByDay'],
];
const CATEGORIES = [...EMPTY, ...Object.keys(COUNTED)];

/** Technologies that come with Defender for Office 365. */
const OF_DEFENDER = /detonation|^Impersonation|^Mailbox intelligence|^Campaign$/;

/**
 * Microsoft Learn: "Get-MailTrafficSummaryReport". The largest counts of the last 90 days by category: C1 is the address or
 * the kind of malware, C2 the number, as text. There is no category for the senders of spam.
 *
 * Assumptions: a category is needed; the sender and recipient categories take in addresses outside, since scripts sort
 * these out; a message to several recipients counts for each of them, also for its sender; C3 is empty.
 */
export const getMailTrafficSummaryReport: Cmdlet = {
  parameters: {
    StartDate: 'date',
    EndDate: 'date',
    Category: 'text',
    Domain: 'list',
    DlpPolicy: 'list',
    TransportRule: 'list',
    Page: 'whole',
    PageSize: 'whole',
  },
  limitsItself: true,
  properties: SUMMARY,
  entity: 'MailTrafficSummaryReport',
  run: summary,
};

function summary({ context, tenant, parameters }: CmdletCall): CmdletResult {
  const now = context.clock().getTime();
  const window = reportWindow(parameters, RULES, now);
  const name = choiceOf(parameters, 'Category', CATEGORIES);
  if (name === undefined) throw badParameter('Category is needed.');
  const domains = domainsOf(tenant, parameters);
  const category = COUNTED[name];
  const mail = category === undefined ? [] : reportedMail(tenant.mail, window, now);
  const counts = new Map<string, number>();
  for (const one of mail) {
    if (category === undefined || !isOf(category, one) || !lets(domains, one.domain)) continue;
    const counted = category.nameOf(one);
    counts.set(counted, (counts.get(counted) ?? 0) + 1);
  }
  const rows = [...counts]
    .sort(([left, most], [right, more]) => more - most || (left < right ? -1 : 1))
    .map(([C1, count]) => ({ C1, C2: String(count), C3: '' }));
  return reportRows(tenant.mail, pageOf(rows, parameters, PAGES), SUMMARY, { C1: 'C1' });
}

function isOf({ intraOrg, threat, byDefender }: Category, one: ReportedMail): boolean {
  return (
    intraOrg === (one.direction === 'IntraOrg') &&
    (threat === undefined || threat === one.threat) &&
    (byDefender === undefined || OF_DEFENDER.test(one.eventType))
  );
}
