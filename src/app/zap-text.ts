import { durationText } from '../zap/card-words.js';
import type { Share, Spread, ZapSummary } from '../zap/summary.js';

/** The figures of a report, as lines. Counts are of recipients, as the rows are. */
export function zapSummaryText(
  summary: ZapSummary,
  { days, complete }: { readonly days: number; readonly complete: boolean },
): string {
  const { messages, recipients, recipientsLeftOut, exposure, seen, clicked } = summary;
  const span = days === 1 ? 'the last day' : `the last ${days} days`;
  if (messages === 0) {
    const rest = complete ? '.' : ', but not everything was read.';
    return `No message that ZAP took away was seen in ${span}${rest}\n`;
  }
  const lines = [
    `ZAP in ${span}: ${count(messages, 'message')} to ${count(recipients + recipientsLeftOut, 'recipient')}.`,
    `By threat: ${counts(summary.byThreat)}. By outcome: ${counts(summary.byOutcome)}.`,
    spread('Exposure, exact', exposure.exact),
    spread('Exposure, at most', exposure.atMost),
    exposure.within48h > 0
      ? `Exposure up to 48 h, exact time unknown: ${count(exposure.within48h, 'recipient')}.`
      : '',
    share('Read or clicked', seen, 'of whom it is known'),
    share('Clicked', clicked, 'whose clicks are logged'),
  ];
  return lines.map((line) => (line === '' ? '' : `${line}\n`)).join('');
}

function count(number: number, word: string): string {
  return `${number} ${number === 1 ? word : `${word}s`}`;
}

function counts(by: Readonly<Record<string, number>>): string {
  const parts = Object.entries(by).filter(([, number]) => number > 0);
  return parts.map(([name, number]) => `${name} ${number}`).join(', ');
}

function spread(title: string, { count: of, median, p90 }: Spread): string {
  if (median === undefined || p90 === undefined) return '';
  return `${title}: median ${durationText(median)}, 90th percentile ${durationText(p90)} (${count(of, 'recipient')}).`;
}

function share(title: string, { count: part, of }: Share, whose: string): string {
  return of === 0 ? '' : `${title}: ${part} of ${of} ${whose}.`;
}
