import type { TimeSpan } from '../../lib/time-span.js';
import type { LinkClick, MailAttachment, MailEnvelope } from '../../zap/sighting.js';
import { keyOf, lowerOf, textOf, timeOf } from './hunting-query.js';
import type { HuntingRow } from './hunting-query.js';
import { kqlList, kqlTime } from './kql.js';
import { directionOf } from './mail-words.js';
import { withoutSafeLinks } from './safe-links.js';

/** Rows of one query that are asked for at most. The service's own cap is 100,000 (Microsoft Learn: "Use the Microsoft Graph security API"). */
export const mostRows = 50_000;

/** Columns of EmailEvents that are read; ClusterId is EmailClusterId as text, because it is a 64-bit number. */
export const mailColumns = [
  'Timestamp',
  'NetworkMessageId',
  'InternetMessageId',
  'Subject',
  'SenderFromAddress',
  'SenderDisplayName',
  'SenderMailFromDomain',
  'SenderIPv4',
  'SenderIPv6',
  'RecipientEmailAddress',
  'EmailDirection',
  'AuthenticationDetails',
  'ThreatTypes',
  'OrgLevelPolicy',
  'DeliveryLocation',
  'LatestDeliveryLocation',
] as const;

/** EmailEvents, newest first. `condition` is KQL whose values went through `kqlString`. */
export function mailQuery(span: TimeSpan, condition: string, rows: number): string {
  return [
    'EmailEvents',
    within(span),
    `where ${condition}`,
    'extend ClusterId = tostring(EmailClusterId)',
    `project ${mailColumns.join(', ')}, ClusterId`,
    'order by Timestamp desc',
    `take ${rows}`,
  ].join('\n| ');
}

/** Another table's rows of some messages. */
export function rowsOfMessages(table: string, span: TimeSpan, ids: readonly string[]): string {
  const named = `where NetworkMessageId in~ ${kqlList(ids)}`;
  return [table, within(span), named, `take ${mostRows}`].join('\n| ');
}

export function within({ from, to }: TimeSpan): string {
  return `where Timestamp >= ${kqlTime(from)} and Timestamp <= ${kqlTime(to)}`;
}

/** What EmailEvents says of the sender's side. */
export function envelopeOf(row: HuntingRow): MailEnvelope {
  return {
    internetMessageId: textOf(row, 'InternetMessageId'),
    subject: textOf(row, 'Subject'),
    senderAddress: lowerOf(row, 'SenderFromAddress'),
    senderName: textOf(row, 'SenderDisplayName'),
    mailFromDomain: lowerOf(row, 'SenderMailFromDomain'),
    senderIp: textOf(row, 'SenderIPv4') ?? textOf(row, 'SenderIPv6'),
    direction: directionOf(textOf(row, 'EmailDirection')),
    clusterId: textOf(row, 'ClusterId'),
    authentication: authenticationOf(textOf(row, 'AuthenticationDetails')),
  };
}

const methods = ['spf', 'dkim', 'dmarc', 'compauth'] as const;

/** AuthenticationDetails is JSON in a string: {"SPF":"pass","CompAuth":"fail"}. Text that is no JSON says nothing. */
function authenticationOf(text: string | undefined): NonNullable<MailEnvelope['authentication']> {
  const found: Partial<Record<(typeof methods)[number], string>> = {};
  for (const [key, value] of entriesOf(text)) {
    const method = methods.find((name) => name === key.toLowerCase());
    if (method !== undefined && typeof value === 'string') found[method] = value.toLowerCase();
  }
  return found;
}

function entriesOf(text: string | undefined): readonly (readonly [string, unknown])[] {
  if (text === undefined) return [];
  const match = /^\s*\{([^{}]*)\}\s*$/.exec(text);
  const pairs = match?.[1]?.matchAll(/"(\w{1,20})"\s*:\s*"([\w .-]{0,40})"/g) ?? [];
  return [...pairs].map(([, key = '', value = '']) => [key, value] as const);
}

export const clickColumns = [
  'Timestamp',
  'ActionType',
  'AccountUpn',
  'NetworkMessageId',
  'IsClickedThrough',
  'ReportId',
  'Workload',
];

/**
 * UrlClickEvents by message. One click can have several rows with one ReportId. Reached is 'ClickAllowed' or clicked through;
 * the flag comes as a truth value, a number or text.
 */
export function clicksOf(rows: readonly HuntingRow[]): ReadonlyMap<string, readonly LinkClick[]> {
  const clicks = new Map<string, Map<string, LinkClick>>();
  for (const row of rows) {
    if (lowerOf(row, 'Workload') !== 'email') continue;
    const account = keyOf(row, 'AccountUpn');
    const at = timeOf(row, 'Timestamp');
    const ofMessage = entryOf(clicks, keyOf(row, 'NetworkMessageId'));
    const id = `${textOf(row, 'ReportId') ?? at}|${account}`;
    const before = ofMessage.get(id);
    ofMessage.set(id, {
      at: before === undefined || at < before.at ? at : before.at,
      account,
      reached: before?.reached === true || hasReached(row),
      address: textOf(row, 'IPAddress'),
    });
  }
  return new Map(
    [...clicks].map(([id, found]) => [
      id,
      [...found.values()].sort((a, b) => (a.at < b.at ? -1 : 1)),
    ]),
  );
}

function hasReached(row: HuntingRow): boolean {
  const through = lowerOf(row, 'IsClickedThrough');
  return lowerOf(row, 'ActionType') === 'clickallowed' || through === 'true' || through === '1';
}

/** EmailUrlInfo by message, each once. */
export function urlsOf(rows: readonly HuntingRow[]): ReadonlyMap<string, readonly string[]> {
  const urls = new Map<string, Map<string, string>>();
  for (const row of rows) {
    const url = textOf(row, 'Url');
    if (url === undefined) continue;
    const target = withoutSafeLinks(url);
    entryOf(urls, keyOf(row, 'NetworkMessageId')).set(target, target);
  }
  return valuesOf(urls);
}

/** EmailAttachmentInfo by message, each file once. */
export function attachmentsOf(
  rows: readonly HuntingRow[],
): ReadonlyMap<string, readonly MailAttachment[]> {
  const files = new Map<string, Map<string, MailAttachment>>();
  for (const row of rows) {
    const name = textOf(row, 'FileName') ?? '';
    const sha256 = lowerOf(row, 'SHA256');
    const size = Number(textOf(row, 'FileSize') ?? NaN);
    entryOf(files, keyOf(row, 'NetworkMessageId')).set(`${name}|${sha256 ?? ''}`, {
      name,
      contentType: textOf(row, 'FileType'),
      size: Number.isSafeInteger(size) ? size : undefined,
      sha256,
    });
  }
  return valuesOf(files);
}

function entryOf<T>(map: Map<string, Map<string, T>>, key: string): Map<string, T> {
  const found = map.get(key) ?? new Map<string, T>();
  map.set(key, found);
  return found;
}

function valuesOf<T>(map: Map<string, Map<string, T>>): ReadonlyMap<string, readonly T[]> {
  return new Map([...map].map(([key, found]) => [key, [...found.values()]]));
}
