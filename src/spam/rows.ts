import type { CsvRow } from '../lib/csv.js';
import { Untrusted } from '../lib/untrusted.js';
import type { ByOutcome, ByVerdict } from './cell.js';
import type { SpamInternal } from './figures.js';
import type { MailDirection } from './mail-row.js';
import type { SpamReport } from './report.js';
import type { Distinct } from './listing.js';
import type { SpamView } from './view.js';

const common = ['Tenant', 'TenantId', 'FirstDay', 'LastDay', 'Source', 'Complete'] as const;
const verdictColumns = [
  'Malware',
  'Phish',
  'Spoof',
  'Spam',
  'Bulk',
  'UnknownVerdict',
  'Clean',
] as const;
const outcomeColumns = [
  'Delivered',
  'Junked',
  'Quarantined',
  'Rejected',
  'UnknownOutcome',
] as const;
const counts = ['Count', 'AtLeast', ...verdictColumns, ...outcomeColumns] as const;

/** What each view writes, one file each. `List` says which list of the view a row is of. */
export const spamViewColumns: Readonly<Record<SpamView, readonly string[]>> = {
  senders: [...common, 'List', 'Address', 'Domain', ...counts, 'Addresses', 'AddressesExact', 'Targets', 'TargetsExact', 'FirstAt', 'LastAt', 'ClaimsOwnDomain'],
  receivers: [...common, 'List', 'Address', ...counts, 'Total', 'Senders', 'SendersExact', 'Domains', 'DomainsExact', 'Tailored', 'TailoredDomains', 'SpearPhishing', 'Vip'],
  internal: [...common, 'List', 'Address', ...counts, 'Sent', 'Outbound', 'IntraOrg', 'Recipients', 'RecipientsExact', 'FirstAt', 'LastAt', 'Blocked', 'BlockedAt', 'LikelyCause', 'Evidence', 'Alerted'],
  spoofed: [...common, 'List', 'Domain', 'Type', ...counts, 'Addresses', 'AddressesExact', 'Targets', 'TargetsExact', 'Networks', 'SpoofedUser', 'TrueSender', 'Infrastructure', 'Results'],
  trends: [...common, 'About', 'Key', 'Direction', 'Verdict', 'Before', 'Now', 'Change', 'Probability', 'PreviousFrom', 'PreviousTo', 'NotCompared'],
}; // prettier-ignore

/** Without the common columns. */
type ViewRows = (report: SpamReport, direction: MailDirection | undefined) => Iterable<CsvRow>;

/**
 * The rows of one view of one tenant, each made when it is asked for. The last row of a list of deliveries counts what is
 * not listed, so that the column `Count` adds up to the whole. Cells show hidden characters; writing them with lib/csv
 * disarms formulas. What is not known is an empty cell. `direction` leaves out what is of another one.
 */
export function* spamViewRows(
  view: SpamView,
  { tenantName, report }: { readonly tenantName: string; readonly report: SpamReport },
  direction?: MailDirection,
): Generator<CsvRow> {
  const { tenantId, firstDay, lastDay, source = '', complete } = report;
  const first = [plain(tenantName), tenantId, firstDay, lastDay, source, complete];
  for (const row of viewRows[view](report, direction)) yield [...first, ...row];
}

const viewRows: Readonly<Record<SpamView, ViewRows>> = {
  senders: senderRows,
  receivers: receiverRows,
  internal: internalRows,
  spoofed: spoofedRows,
  trends: trendRows,
};

function isFromOutside(direction: MailDirection | undefined): boolean {
  return direction === undefined || direction === 'inbound' || direction === 'unknown';
}

function* senderRows(
  { senders, domains }: SpamReport,
  direction: MailDirection | undefined,
): Generator<CsvRow> {
  if (!isFromOutside(direction)) return;
  for (const one of senders.listed) {
    const { address, firstAt, lastAt, claimsOwnDomain } = one;
    const domain = address.slice(address.lastIndexOf('@') + 1);
    const own = [...distinct(one.targets), firstAt, lastAt, claimsOwnDomain];
    yield ['sender', plain(address), plain(domain), ...countCells(one), '', '', ...own];
  }
  yield ['all other senders', '', '', ...restCells(senders.leftOut), ...blanks(7)];
  for (const one of domains.listed) {
    const own = [...distinct(one.addresses), ...distinct(one.targets), '', '', ''];
    yield ['domain', '', plain(one.domain), ...countCells(one), ...own];
  }
  yield ['all other domains', '', '', ...restCells(domains.leftOut), ...blanks(7)];
}

function* receiverRows(
  { receivers, patterns }: SpamReport,
  direction: MailDirection | undefined,
): Generator<CsvRow> {
  if (!isFromOutside(direction)) return;
  const aimed = new Map(patterns.manyOnOne.map((one) => [one.address, one]));
  for (const one of receivers.listed) {
    const at = aimed.get(one.address);
    yield [
      ...['receiver', plain(one.address), ...countCells(one), one.total ?? ''],
      ...[...distinct(one.senders), ...distinct(one.domains)],
      ...[at?.tailored ?? '', at?.tailoredDomains.count ?? '', at?.spear ?? '', one.vip],
    ];
    aimed.delete(one.address);
  }
  yield ['all other receivers', '', ...restCells(receivers.leftOut), ...blanks(9)];
  // Who is aimed at without being among the most targeted: counted above already.
  for (const one of aimed.values()) {
    yield [
      ...['aimed at', plain(one.address), ...blanks(counts.length), ''],
      ...[...distinct(one.senders), ...distinct(one.domains)],
      ...[one.tailored, one.tailoredDomains.count, one.spear, one.vip],
    ];
  }
}

function* internalRows(
  { internal }: SpamReport,
  direction: MailDirection | undefined,
): Generator<CsvRow> {
  if (direction === 'inbound' || direction === 'unknown') return;
  for (const one of internal.listed) {
    const sends = direction === undefined || one.byDirection[direction] > 0;
    if (sends || one.blocked) yield internalRow(one);
  }
  yield ['all other users', '', ...restCells(internal.leftOut), ...blanks(12)];
}

function internalRow(one: SpamInternal): CsvRow {
  const { byDirection, sent, firstAt = '', lastAt = '', blocked, blockedAt = '' } = one;
  const { evidence = [], likelyCause = '', alerted = '' } = one;
  return [
    ...['user', plain(one.address), ...countCells(one), sent],
    ...[byDirection.outbound, byDirection['intra-org'], ...distinct(one.recipients)],
    ...[firstAt, lastAt, blocked, blockedAt, likelyCause, evidence.join(' '), alerted],
  ];
}

function* spoofedRows(
  { spoofed, spoofReport }: SpamReport,
  direction: MailDirection | undefined,
): Generator<CsvRow> {
  if (!isFromOutside(direction)) return;
  for (const one of spoofed.listed) {
    yield [
      ...['mail', plain(one.domain), one.type, ...countCells(one)],
      ...[...distinct(one.addresses), ...distinct(one.targets), one.networks.join(' ')],
      ...blanks(4),
    ];
  }
  yield ['all other domains', '', '', ...restCells(spoofed.leftOut), ...blanks(9)];
  if (spoofReport === undefined) return;
  for (const { domain, type, count, results, ...one } of spoofReport.listed) {
    const { spoofedUser = '', trueSender = '', infrastructure = '' } = one;
    yield [
      ...['spoof report', plain(domain), type, count, false, ...blanks(counts.length - 2 + 5)],
      ...[spoofedUser, trueSender, infrastructure, results.join(' ')].map(plain),
    ];
  }
  yield [
    'all other lines of the spoof report',
    '',
    '',
    ...restCells(spoofReport.leftOut),
    ...blanks(9),
  ];
}

function* trendRows(
  { trends }: SpamReport,
  direction: MailDirection | undefined,
): Generator<CsvRow> {
  const { from = '', to = '' } = trends.previous ?? {};
  for (const one of trends.found) {
    if (direction !== undefined && one.direction !== direction) continue;
    const { about, before, now, change, p, verdict = '' } = one;
    yield [
      ...[about, plain(one.key), one.direction, verdict, before, now, change],
      ...[Number(p.toPrecision(3)), from, to, trends.why],
    ];
  }
  if (trends.found.length === 0 && trends.why !== '') {
    yield ['', '', '', '', '', '', '', '', from, to, trends.why];
  }
}

function countCells({
  count,
  atLeast,
  byVerdict: v,
  byOutcome: o,
}: {
  readonly count: number;
  readonly atLeast: boolean;
  readonly byVerdict: ByVerdict;
  readonly byOutcome: ByOutcome;
}): CsvRow {
  return [
    ...[count, atLeast, v.malware, v.phish, v.spoof, v.spam, v.bulk, v.unknown, v.clean],
    ...[o.delivered, o.junked, o.quarantined, o.rejected, o.unknown],
  ];
}

/** Of what is not listed only the number is known. */
function restCells(count: number): CsvRow {
  return [count, false, ...blanks(counts.length - 2)];
}

function blanks(count: number): CsvRow {
  return Array.from({ length: count }, () => '');
}

function distinct({ count, exact }: Distinct): CsvRow {
  return [count, exact];
}

function plain(raw: string): string {
  return Untrusted.of(raw).forPlainText();
}
