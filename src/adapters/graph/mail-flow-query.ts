import type { TimeWindow } from '../../lib/time-windows.js';
import { kqlList, kqlString, kqlTime } from './kql.js';

const dayMs = 24 * 60 * 60_000;
/** ZAP acts for 48 hours after delivery; a day more for what is logged late. */
export const repeatedForMs = 3 * dayMs;
/** A list of more would make the query too long; then every forged sender is asked for instead. */
const mostDomains = 2_000;

/** Columns of EmailEvents that are read of a message and recipient, as they stood when it was delivered. */
const columns = [
  'Subject',
  'SenderFromAddress',
  'SenderFromDomain',
  'SenderIPv4',
  'SenderIPv6',
  'EmailClusterId',
  'EmailDirection',
  'DeliveryAction',
  'DeliveryLocation',
  'ThreatTypes',
  'DetectionMethods',
  'BulkComplaintLevel',
  'AuthenticationDetails',
  'OrgLevelPolicy',
];

/** Mail that nobody has to be afraid of, in the ways in which it is written. */
const exercises = ['Phishing simulation', 'PhishingSimulation', 'SecOps Mailbox', 'SecOpsMailbox'];
const fromUs = 'EmailDirection has_any ("Outbound", "Intra", "IntraOrg")';

export interface FlowQuestion {
  readonly ownDomains: readonly string[];
  readonly mailbox?: string | undefined;
}

/**
 * Deliveries of a window, each once. Rows repeat, and come again with a later time whenever a message is moved, so the
 * earliest one is when and how it was delivered; those of a delivery before the window are left out by looking back.
 */
function deliveries({ from, to }: TimeWindow, question: FlowQuestion): readonly string[] {
  return [
    'EmailEvents',
    `where Timestamp >= ${timeAt(from - repeatedForMs)} and Timestamp < ${timeAt(to)}`,
    ...ofMailbox(question.mailbox),
    `summarize arg_min(Timestamp, ${columns.join(', ')}) by Id = tolower(NetworkMessageId), Recipient = tolower(RecipientEmailAddress)`,
    `where Timestamp >= ${timeAt(from)}`,
    `where not(OrgLevelPolicy has_any ${kqlList(exercises)})`,
    `extend FromUs = ${fromUs}`,
    `extend Told = ${isTold(question.ownDomains)}`,
  ];
}

function ofMailbox(mailbox: string | undefined): readonly string[] {
  if (mailbox === undefined) return [];
  const address = kqlString(mailbox.trim());
  return [`where RecipientEmailAddress =~ ${address} or SenderFromAddress =~ ${address}`];
}

/** Told one by one: mail with a threat, and mail from outside that names us as its sender without proof. */
function isTold(ownDomains: readonly string[]): string {
  const threat = 'isnotempty(ThreatTypes) or isnotempty(DetectionMethods)';
  if (ownDomains.length === 0) return threat;
  const proof = 'tostring(parse_json(AuthenticationDetails).CompAuth)';
  const unproven = `not(${fromUs}) and not(${proof} in~ ("pass", "softpass"))`;
  const asUs =
    ownDomains.length > mostDomains
      ? `${proof} in~ ("fail")`
      : `SenderFromDomain in~ ${kqlList(ownDomains)}`;
  return `${threat} or (${asUs} and ${unproven})`;
}

/** How much there is, by parts of the window of `size` ms. */
export function countQuery(window: TimeWindow, size: number, question: FlowQuestion): string {
  return query([
    ...deliveries(window, question),
    `summarize Mails = count(), ToldMails = countif(Told) by Part = ${slot(window, size)}`,
  ]);
}

export const countColumns = ['Part', 'Mails', 'ToldMails'];

/** The deliveries that are told one by one. */
export function toldQuery(window: TimeWindow, question: FlowQuestion, most: number): string {
  return query([
    ...deliveries(window, question),
    'where Told',
    'extend ClusterId = tostring(EmailClusterId)',
    `project ${toldColumns.join(', ')}`,
    `take ${most}`,
  ]);
}

export const toldColumns = [
  'Timestamp',
  'Id',
  'Recipient',
  ...columns.filter((name) => name !== 'EmailClusterId' && name !== 'OrgLevelPolicy'),
  'ClusterId',
];

/**
 * All others, summed up by the hour: mail from us by sender, mail to us by recipient. Hours are counted from `start`, so that
 * none lies across a midnight of the tenant's where the span begins at one.
 */
export function sumQuery(
  window: TimeWindow,
  question: FlowQuestion,
  { start, most }: { readonly start: number; readonly most: number },
): string {
  return query([
    ...deliveries(window, question),
    'where not(Told)',
    `extend Part = ${slot({ ...window, from: start }, 3_600_000)}`,
    'extend Who = iff(FromUs, tolower(SenderFromAddress), Recipient)',
    'summarize Mails = count(), Recipients = dcount(Recipient), First = min(Timestamp) by FromUs, Who, Part, EmailDirection, DeliveryAction, DeliveryLocation',
    `take ${most}`,
  ]);
}

export const sumColumns = [
  'FromUs',
  'Who',
  'EmailDirection',
  'DeliveryAction',
  'DeliveryLocation',
  'Mails',
  'Recipients',
  'First',
];

/** Parts counted from the beginning of the window: `bin` alone counts from the year 1. */
function slot({ from }: TimeWindow, size: number): string {
  const offset = from % size;
  return `bin(Timestamp - ${offset}ms, ${size}ms)`;
}

function timeAt(ms: number): string {
  return kqlTime(new Date(ms).toISOString());
}

function query(operators: readonly string[]): string {
  return operators.join('\n| ');
}
