import type { CauseLine } from '../app/cause-line.js';
import type { ForwardScanResult } from '../app/forward-scan.js';
import { exitCodes, type ExitCode } from './exit-code.js';
import { plain } from './text-table.js';

type Report = ForwardScanResult['report'];
type ReportTenant = Report['tenants'][number];

/** Mailboxes of one tenant that are named; the others are counted. The JSON names all. */
const namedMailboxes = 5;

/** 0 only for a complete reading without finds. */
export function scanExitCode({
  report,
  found,
}: Pick<ForwardScanResult, 'report' | 'found'>): ExitCode {
  if (!report.complete) return exitCodes.incomplete;
  return found > 0 ? exitCodes.found : exitCodes.clean;
}

/** What was read, what was found, and for each part that was not read why, and what to do. */
export function coverageText(
  { report, found, clean }: Pick<ForwardScanResult, 'report' | 'found' | 'clean'>,
  mailbox?: string,
): string {
  const unread = report.tenants.filter(({ outcome }) => outcome === 'unknown');
  const partly = report.tenants.filter(
    ({ outcome, mailboxesNotRead }) => outcome !== 'unknown' && mailboxesNotRead.length > 0,
  );
  const whole = report.tenants.length - unread.length - partly.length;
  const lines = [
    `Coverage: ${whole} of ${tenants(report.tenants.length)} read completely${mailbox === undefined ? '' : `, mailbox ${plain(mailbox)} only`}.`,
    foundLine(report.complete, found, mailbox === undefined ? clean : undefined),
    ...[...unread, ...partly].flatMap(tenantLines),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function foundLine(complete: boolean, found: number, clean: string | undefined): string {
  const seen = `${found} external ${found === 1 ? 'forward' : 'forwards'}`;
  if (!complete) {
    return `${found === 0 ? 'No external forward' : seen} seen in what could be read; the rest is unknown.`;
  }
  if (found > 0) return `${seen} found.`;
  return clean ?? 'This mailbox does not forward to the outside.';
}

function tenants(count: number): string {
  return count === 1 ? '1 tenant' : `${count} tenants`;
}

function tenantLines({ name, tenantId, cause, mailboxesNotRead }: ReportTenant): string[] {
  const named = mailboxesNotRead.slice(0, namedMailboxes);
  const more = mailboxesNotRead.length - named.length;
  return [
    '',
    `${cause === undefined ? 'Not read completely' : 'Not read'}: ${plain(name)} (${tenantId})`,
    ...(cause === undefined ? [] : causeLines(cause, '  ')),
    ...named.flatMap((one) => [
      `  Mailbox ${plain(one.mailbox)}`,
      ...causeLines(one.cause, '    '),
    ]),
    ...(more > 0 ? [`  and ${more} more mailboxes`] : []),
  ];
}

type Words = Pick<CauseLine, 'sentence' | 'todo'> & {
  readonly serviceCode?: string | undefined;
  readonly requestId?: string | undefined;
};

/** Why, and what to do. */
export function causeLines(
  { sentence, todo, serviceCode, requestId }: Words,
  indent = '',
): string[] {
  const codes = [
    ...(serviceCode === undefined ? [] : [plain(serviceCode)]),
    ...(requestId === undefined ? [] : [`request ${plain(requestId)}`]),
  ];
  const tail = codes.length > 0 ? ` (${codes.join(', ')})` : '';
  return [`${indent}Cause: ${sentence}${tail}`, `${indent}To do: ${todo}`];
}
