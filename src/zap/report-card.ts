import type { CardContent } from '../alerts/card-content.js';
import { ownText } from '../lib/untrusted.js';
import { durationText } from './card-words.js';
import { brief, cardRow, counted, own, safe, words, type CardRow } from '../alerts/card-text.js';
import type { SharedKind } from './repeated.js';
import type { ReportCoverage } from './report-coverage.js';
import type { Share, Spread, ZapSummary } from './summary.js';

export interface ReportCardInput {
  readonly summary: ZapSummary;
  readonly coverage: readonly ReportCoverage[];
  /** What the report is about, raw: a customer's name, a mailbox, or '' for all. */
  readonly scope: string;
  readonly days: number;
}

const most = { notRead: 6, people: 5, repeated: 6 };

/** The figures of a report. What was not read stands before what was found. */
export function zapReportCard({ summary, coverage, scope, days }: ReportCardInput): CardContent {
  const complete = isComplete(coverage);
  const title = ownText(titleOf(summary, complete, days));
  const notRead = notReadRows(coverage);
  const { byThreat, evidence } = summary;
  return {
    template: 'zap-report',
    data: {
      title,
      severityStyle: ownText(complete ? 'default' : 'warning'),
      scope: safe(scope === '' ? 'All customers' : scope),
      coverage: ownText(coverageText(coverage)),
      moreNotRead: ownText(
        notRead.length > most.notRead ? `and ${notRead.length - most.notRead} more` : '',
      ),
      limits: own([...new Set(coverage.flatMap(({ limits }) => limits))].join(' '), 500),
      counts: ownText(countsText(summary)),
      exact: ownText(spreadText('Exposure, exact', summary.exposure.exact)),
      atMost: ownText(spreadText('Exposure, at most', summary.exposure.atMost)),
      noFigure: ownText(noFigureText(summary)),
      seen: ownText(
        shareText('Read or clicked', summary.seen, 'of whom it is known', after(summary)),
      ),
      clickedLine: ownText(shareText('Clicked', summary.clicked, 'whose clicks are logged')),
      hasFigures: summary.recipients > 0,
      malware: byThreat.malware,
      phish: byThreat.phish,
      spam: byThreat.spam,
      otherThreat: byThreat.unknown,
      clicked: evidence.clicked,
      read: evidence.read,
      unread: evidence.unread,
      notKnown: evidence.unknown,
      hasPeople: summary.people.length > 0,
      hasRepeated: summary.repeated.length > 0,
    },
    rows: [...notRead.slice(0, most.notRead), ...peopleRows(summary), ...repeatedRows(summary)],
    summary: title,
  };
}

/** Nothing asked is nothing read. */
function isComplete(coverage: readonly ReportCoverage[]): boolean {
  return coverage.length > 0 && coverage.every(({ complete }) => complete);
}

function titleOf({ messages }: ZapSummary, complete: boolean, days: number): string {
  const span = `in ${counted(days, 'day')}`;
  if (messages > 0) {
    const rest = complete ? '' : ', but not everything was read';
    return `ZAP: ${counted(messages, 'message')} ${span}${rest}`;
  }
  return complete
    ? `ZAP: no message seen ${span}`
    : `ZAP: nothing seen ${span}, but not everything was read`;
}

function coverageText(coverage: readonly ReportCoverage[]): string {
  if (coverage.length === 0) return 'Nothing was read.';
  const whole = coverage.filter(({ complete }) => complete).length;
  return whole === coverage.length
    ? `Read completely: ${counted(whole, 'customer')}.`
    : `Read completely: ${whole} of ${counted(coverage.length, 'customer')}.`;
}

/** The incomplete customers first. */
function notReadRows(coverage: readonly ReportCoverage[]): readonly CardRow[] {
  return [...coverage]
    .sort((a, b) => Number(a.complete) - Number(b.complete))
    .flatMap(({ tenantName, notRead }) =>
      notRead.map((line) => cardRow('unread', words(brief(tenantName, 60), ': '), own(line, 200))),
    );
}

function countsText({ messages, recipients, recipientsLeftOut, byOutcome }: ZapSummary): string {
  if (messages === 0) return '';
  const parts = [
    [byOutcome.zapped, 'taken away'],
    [byOutcome.failed, 'not taken away because ZAP failed'],
    [byOutcome['user-triaged'], 'dealt with by the recipient before'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, text]) => `${count} ${text}`);
  const left =
    recipientsLeftOut > 0
      ? ` ${counted(recipientsLeftOut, 'further recipient')} of whom only the number is kept are in no figure.`
      : '';
  return `${counted(messages, 'message')}, ${counted(recipients, 'recipient')}: ${said.join(', ')}.${left}`;
}

function spreadText(name: string, { count, median, p90 }: Spread): string {
  if (median === undefined || p90 === undefined) return '';
  return `${name} (${counted(count, 'recipient')}): median ${durationText(median)}, 90th percentile ${durationText(p90)}.`;
}

function noFigureText({ exposure: { within48h, unknown } }: ZapSummary): string {
  const parts = [
    ...(within48h > 0 ? [`${within48h} up to 48 h, exact time unknown`] : []),
    ...(unknown > 0 ? [`${unknown} not known`] : []),
  ];
  return parts.length === 0 ? '' : `Exposure without a figure: ${parts.join(', ')}.`;
}

function after({ readAfterZap }: ZapSummary): string {
  return readAfterZap > 0 ? `; ${readAfterZap} of them read it only after it was moved` : '';
}

function shareText(name: string, { count, of }: Share, whose: string, more = ''): string {
  if (of === 0) return `${name}: not known of anybody.`;
  const percent = Math.round((count / of) * 100);
  return `${name}: ${count} of ${of} ${whose} (${percent} %)${more}.`;
}

function peopleRows({ people }: ZapSummary): readonly CardRow[] {
  return people.slice(0, most.people).map(({ address, messages, clicked, read }) => {
    const did = [
      ...(clicked > 0 ? [`${clicked} clicked`] : []),
      ...(read > 0 ? [`${read} read`] : []),
    ];
    const text = [counted(messages, 'message'), ...did].join(', ');
    return cardRow('person', brief(address, 100), ownText(text));
  });
}

const kindWords: Readonly<Record<SharedKind, string>> = {
  'sender-domain': 'sender domain',
  network: 'network',
  'link-host': 'link host',
  ptr: 'name of the sending server',
  attachment: 'attachment, SHA-256',
};

function repeatedRows({ repeated }: ZapSummary): readonly CardRow[] {
  return repeated
    .slice(0, most.repeated)
    .map(({ kind, value, messages, recipients }) =>
      cardRow(
        'repeated',
        brief(value, 100),
        words(
          kindWords[kind],
          ': ',
          counted(messages, 'message'),
          ', ',
          counted(recipients, 'recipient'),
        ),
      ),
    );
}
