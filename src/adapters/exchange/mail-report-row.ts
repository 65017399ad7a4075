import { subjectShape } from '../../lib/subject-shape.js';
import type { MailDirection, MailOutcome, MailRow, MailVerdict } from '../../spam/mail-row.js';
import type { Row } from './command-answer.js';
import { looseRow, requiredText, textIn, timeIn } from './row-values.js';
import type { LooseRow } from './row-values.js';

export const detailReport = 'Get-MailDetailATPReport';

type Words<T> = readonly (readonly [word: string, meaning: T])[];

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const directions: Words<MailDirection> = [
  ['inbound', 'inbound'],
  ['outbound', 'outbound'],
  ['intra', 'intra-org'],
];

const threats: Words<MailVerdict> = [
  ['malware', 'malware'],
  ['phish', 'phish'],
  ['spoof', 'spoof'],
  ['bulk', 'bulk'],
  ['spam', 'spam'],
];

/** What a technology finds, for rows without a verdict. Detonation and reputation find more than one threat. */
const technologies: Words<MailVerdict> = [
  ['messagepassed', 'clean'],
  ['spoof', 'spoof'],
  ['impersonation', 'phish'],
  ['bulk', 'bulk'],
  ['antimalware', 'malware'],
];

/** The report's page lists no actions; Get-MailFilterListReport does, and they differ. */
const outcomes: Words<MailOutcome> = [
  ['quarantine', 'quarantined'],
  ['jmf', 'junked'],
  ['junk', 'junked'],
  ['deleteattachment', 'delivered'],
  ['redirect', 'unknown'],
  ['delete', 'rejected'],
  ['reject', 'rejected'],
  ['drop', 'rejected'],
  ['block', 'rejected'],
  ['deliver', 'delivered'],
  ['noaction', 'delivered'],
  ['none', 'delivered'],
  ['allow', 'delivered'],
  ['header', 'delivered'],
  ['subject', 'delivered'],
  ['bcc', 'delivered'],
  ['replace', 'delivered'],
];

/** A line of the report, and when it was in ms since the epoch. */
export interface ReportedMail {
  readonly at: number;
  /** Tells a message and recipient from others. */
  readonly copy: string;
  readonly row: MailRow;
}

/**
 * One line of Get-MailDetailATPReport; the verdict comes before the technology, which finds spam and phish alike. A
 * direction of 'Unknown' says that the edge dropped the message before anybody knew (Microsoft Learn). Throws ContractError
 * for a line without a time.
 */
export function reportedMail(row: Row, ownDomains: ReadonlySet<string>): ReportedMail {
  const loose = looseRow(row);
  const at = timeIn(loose, 'Date', detailReport) ?? requiredText(loose, 'Date', detailReport);
  const technology = plain(textIn(loose, 'EventType'));
  const traceId = textIn(loose, 'MessageTraceId')?.trim().toLowerCase() ?? '';
  const sender = lowerIn(loose, 'SenderAddress') ?? '';
  const recipient = lowerIn(loose, 'RecipientAddress');
  const said = textIn(loose, 'Direction');
  const direction = meaningOf(directions, plain(said)) ?? 'unknown';
  const atEdge = plain(said) === 'unknown';
  const messageId = textIn(loose, 'MessageId') ?? '';
  return {
    at: new Date(at).getTime(),
    copy: [traceId, messageId, sender, recipient].join('|'),
    row: {
      at,
      count: 1,
      direction,
      verdict: verdictOf(loose, technology),
      outcome: outcomeOf(loose) ?? (atEdge ? 'rejected' : 'unknown'),
      sender: sender === '<>' ? '' : sender,
      recipient,
      networkMessageId: guid.test(traceId) ? traceId : undefined,
      subjectShape: subjectShape(textIn(loose, 'Subject') ?? ''),
      bcl: bclIn(loose),
      spoof: spoofOf(technology, ownDomains.has(sender.slice(sender.lastIndexOf('@') + 1))),
    },
  };
}

/** 'General filter' stands for spam and for phish; only 'Spoof …' makes phish a spoof, and 'Bulk' spam bulk. */
function verdictOf(row: LooseRow, technology: string): MailVerdict {
  const words = ['VerdictType', 'VerdictSource'].map((name) => plain(textIn(row, name)));
  const said = words.map((word) => meaningOf(threats, word)).find((one) => one !== undefined);
  if (said === 'phish' && technology.startsWith('spoof')) return 'spoof';
  if (said === 'spam' && technology === 'bulk') return 'bulk';
  return said ?? meaningOf(technologies, technology) ?? 'unknown';
}

function outcomeOf(row: LooseRow): MailOutcome | undefined {
  const action = plain(textIn(row, 'Action'));
  return action === '' ? undefined : (meaningOf(outcomes, action) ?? 'unknown');
}

function spoofOf(technology: string, isOwn: boolean): MailRow['spoof'] {
  if (!technology.startsWith('spoof')) return undefined;
  if (technology.includes('intraorg')) return 'internal';
  return technology.includes('dmarc') && isOwn ? 'internal' : 'external';
}

function bclIn(row: LooseRow): number | undefined {
  const level = row.get('bulkcomplaintlevel');
  const text = typeof level === 'number' ? level.toString() : textIn(row, 'BulkComplaintLevel');
  return text !== undefined && /^[0-9]$/.test(text.trim()) ? Number(text) : undefined;
}

/** As the domain orders them (`MailVerdict`). */
const gravity: Readonly<Record<MailVerdict, number>> = {
  malware: 6,
  phish: 5,
  spoof: 4,
  spam: 3,
  bulk: 2,
  unknown: 1,
  clean: 0,
};

/** Of several lines of one message and recipient the gravest; each file and each technology has a line of its own. */
export function graver(one: ReportedMail, other: ReportedMail): ReportedMail {
  const kept = gravity[other.row.verdict] > gravity[one.row.verdict] ? other : one;
  const spoof = one.row.spoof ?? other.row.spoof;
  return { ...kept, row: { ...kept.row, spoof } };
}

function lowerIn(row: LooseRow, name: string): string | undefined {
  return textIn(row, name)?.trim().toLowerCase();
}

export function plain(text: string | undefined): string {
  return text?.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '') ?? '';
}

function meaningOf<T>(words: Words<T>, text: string): T | undefined {
  return words.find(([word]) => text.includes(word))?.[1];
}
