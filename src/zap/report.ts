import type { CsvRow } from '../lib/csv.js';
import { defang } from '../lib/defang.js';
import { Untrusted } from '../lib/untrusted.js';
import { verdictWords } from './analysis-card.js';
import type { Exposure, ZapTime } from './message.js';
import type { Explanation, RecordedHeaders, RecordedRecipient, ZapRecord } from './records.js';
import type { TenantRecord } from './tenant-record.js';

/** The first 21 columns are those that scripts for this job have always written. */
export const zapColumns = [
  'DateTimeReceived', 'LastModified', 'MinutesInInbox', 'HoursInInbox', 'Subject', 'Sender', 'Read', 'InternetMessageId',
  'SPF', 'DKIM', 'DMARC', 'CompAuth', 'PCL', 'BCL', 'CTRY', 'SFV', 'SRV', 'PTR', 'CIP', 'IPV', 'SCL',
  'Recipient', 'Tenant', 'TenantId', 'Source', 'Threat', 'Outcome', 'Location', 'ZapTime', 'ZapTimeKnown',
  'ExposureMinutes', 'ExposureKnown', 'ReadEvidence', 'ReadEvidenceFrom', 'Clicks', 'Verdict', 'NameFindings',
  'LinkFindings', 'NetworkMessageId',
] as const; // prettier-ignore

/**
 * One row per recipient, in the order of the records; each is made when it is asked for. Cells show hidden characters;
 * writing them with lib/csv disarms formulas. What is not known is an empty cell.
 */
export async function* zapRows(
  records: Iterable<TenantRecord> | AsyncIterable<TenantRecord>,
): AsyncGenerator<CsvRow> {
  for await (const one of records) yield* rowsOf(one);
}

/** The rows of one message. */
export function* rowsOf({ tenantName, record }: TenantRecord): Generator<CsvRow> {
  for (const recipient of record.recipients) {
    yield [
      ...timeCells(recipient),
      ...mailCells(record, recipient),
      ...headerCells(record),
      ...recipientCells(recipient, tenantName, record),
      ...findingCells(record),
    ];
  }
}

/** `LastModified` is what the mailbox said; where a source gave the true time, nobody asked for it. */
function timeCells({ receivedAt = '', zapTime, exposure }: RecordedRecipient): CsvRow {
  const minutes = minutesOf(exposure);
  const hours = minutes === '' ? '' : Math.round(minutes / 60);
  return [receivedAt, zapTime.kind === 'at-most' ? zapTime.at : '', minutes, hours];
}

/** Minutes where there is a figure; `ExposureKnown` says whether it is exact or a bound. */
function minutesOf(exposure: Exposure): number | '' {
  return exposure.kind === 'exact' || exposure.kind === 'at-most' ? exposure.minutes : '';
}

const readCells = { clicked: 'True', read: 'True', unread: 'False', unknown: '' } as const;

function mailCells(record: ZapRecord, { evidence }: RecordedRecipient): CsvRow {
  const { subject, senderAddress, internetMessageId = '' } = record;
  return [
    plain(subject),
    plain(senderAddress),
    readCells[evidence.value],
    plain(internetMessageId),
  ];
}

function headerCells({ explanation, ptr, senderIp }: ZapRecord): CsvRow {
  const h: RecordedHeaders = explanation?.headers ?? {};
  const cells = [
    h.spf, h.dkim, h.dmarc, h.compauth, h.pcl, h.bcl, h.country, h.sfv, h.srv,
    h.ptr ?? ptr, h.connectingIp ?? senderIp, h.ipv, h.scl,
  ]; // prettier-ignore
  return cells.map((cell) => (typeof cell === 'number' ? cell : plain(cell ?? '')));
}

function recipientCells(
  recipient: RecordedRecipient,
  tenantName: string,
  { tenantId }: ZapRecord,
): CsvRow {
  const { address, sources, threat, outcome, location, zapTime, exposure, evidence } = recipient;
  return [
    plain(address),
    plain(tenantName),
    tenantId,
    sources.join(' '),
    threat,
    outcome,
    location,
    timeOf(zapTime),
    zapTime.kind,
    minutesOf(exposure),
    exposure.kind,
    evidence.value === 'read' && evidence.afterZap === true ? 'read-after-zap' : evidence.value,
    evidence.from,
    evidence.reached ?? '',
  ];
}

function timeOf(time: ZapTime): string {
  return time.kind === 'exact' || time.kind === 'at-most' ? time.at : '';
}

function findingCells({ explanation, networkMessageId = '' }: ZapRecord): CsvRow {
  return [
    explanation === undefined ? '' : verdictCell(explanation),
    nameFindings(explanation).join(' '),
    linkFindings(explanation).join('; '),
    plain(networkMessageId),
  ];
}

function verdictCell({ verdict }: Explanation): string {
  return `${verdictWords[verdict.level]}: ${plain(verdict.line)}`;
}

/** Codes: they are stable, and hold nothing of the message. */
export function nameFindings(explanation: Explanation | undefined): readonly string[] {
  const names = (explanation?.observations ?? []).filter(({ about }) => about === 'names');
  return [...new Set(names.map(({ code }) => code))];
}

const longestHost = 255;

/** 'link-text-differs login[.]evil[.]example': the codes and the host, which nobody can click. */
export function linkFindings(explanation: Explanation | undefined): readonly string[] {
  return (explanation?.links ?? [])
    .filter(({ codes }) => codes.length > 0)
    .map(({ codes, host }) => `${codes.join(' ')} ${defang(plain(host.slice(0, longestHost)))}`);
}

function plain(raw: string): string {
  return Untrusted.of(raw).forPlainText();
}
