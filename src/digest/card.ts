import type { CardContent } from '../alerts/card-content.js';
import { counted, own } from '../alerts/card-text.js';
import { localTime } from '../lib/local-time.js';
import { ownText } from '../lib/untrusted.js';
import { attentionOf } from './attention.js';
import {
  approvalLines,
  auditLines,
  coverageLines,
  decisionLines,
  forwardLines,
  line,
  ownLines,
  spamLines,
  zapLines,
  type Line,
} from './card-lines.js';
import { lineRow, type DigestCardRow } from './card-row.js';
import { changesOf, changeText } from './changes.js';
import { chartRows, chartText, isDrawn, type ChartName } from './chart.js';
import type { DigestFigures } from './figures.js';
import { parseWeek, weekParts } from './iso-week.js';
import { follow, type DigestPeriod } from './period.js';
import type { WeekPoint } from './week-point.js';

/** What a digest says, and what is said about it. */
export interface DigestView {
  readonly period: DigestPeriod;
  /** When the rows were gathered, UTC ISO 8601. */
  readonly madeAt: string;
  readonly figures: DigestFigures;
  /** The digest of the week before; absent when there was none. */
  readonly before?: { readonly period: DigestPeriod; readonly figures: DigestFigures } | undefined;
  /** The eight weeks of the charts, this one last. */
  readonly weeks: readonly WeekPoint[];
  readonly kind: 'scheduled' | 'late' | 'ordered' | 'preview';
  /** When it should have come, for a late one. */
  readonly dueAt?: string | undefined;
  /** Weeks before this one that got no digest: '2026-W45'. */
  readonly missed: readonly string[];
  /** An earlier answer of Teams was lost: the same digest may stand there already. */
  readonly repeated: boolean;
  readonly zone: string;
}

/** The weekly card: what was read first, then what was seen. */
export function digestCard(view: DigestView): CardContent {
  const { figures, period, zone } = view;
  const complete = Object.values(figures.coverage).every(
    ({ tenants, whole }) => tenants > 0 && whole === tenants,
  );
  const title = titleOf(view, complete);
  const week = weekNumber(period.week);
  const section = (name: string, lines: readonly Line[]): DigestCardRow[] =>
    lines.map(({ head, text }) => lineRow(name, head, text));
  const charts: readonly ChartName[] = ['forwards', 'zap', 'mail'];
  return {
    template: 'digest',
    data: {
      title: ownText(title),
      severityStyle: ownText(complete ? 'default' : 'warning'),
      period: ownText(`${dayName(period.firstDay)} to ${dayName(period.lastDay)} (${period.zone})`),
      made: ownText(
        `Counted at ${localTime(view.madeAt, zone)}. What is open and what was read are as of then.`,
      ),
      forwardsText: ownText(chartText('forwards', view.weeks)),
      zapText: ownText(chartText('zap', view.weeks)),
      mailText: ownText(chartText('mail', view.weeks)),
      hasAttention: attentionOf(figures).length > 0,
      hasForwardsWeeks: isDrawn('forwards', view.weeks),
      hasZapWeeks: isDrawn('zap', view.weeks),
      hasMailWeeks: isDrawn('mail', view.weeks),
      week,
      showDetails: view.kind !== 'preview',
    },
    rows: [
      ...section('banner', bannerLines(view)),
      ...section('coverage', coverageLines(figures)),
      ...section('forwards', forwardLines(figures)),
      ...section('approvals', approvalLines(figures, zone)),
      ...section('zap', zapLines(figures)),
      ...section('spam', spamLines(figures)),
      ...section('own', ownLines(figures)),
      ...section('decisions', decisionLines(figures)),
      ...section('changes', changeLines(view)),
      ...section(
        'attention',
        attentionOf(figures).map(({ sentence }, i) => line(ordinals[i] ?? '', sentence)),
      ),
      ...section('audit', auditLines(figures)),
      ...charts.flatMap((name) => chartRows(name, view.weeks)),
    ],
    summary: ownText(title),
  };
}

/** As the buttons carry it: 202647 for 2026-W47. */
export function weekNumber(week: string): number {
  const parts = weekParts(parseWeek(week) ?? 0);
  return parts.year * 100 + parts.number;
}

function titleOf({ kind, period, figures }: DigestView, complete: boolean): string {
  const { forwards, zap } = figures;
  const { number } = weekParts(parseWeek(period.week) ?? 0);
  const name = kind === 'preview' ? `Preview of week ${number}` : `Week ${number}`;
  const found = `${counted(forwards.appeared, 'new forward')}, ${forwards.waiting} waiting`;
  const seen = `${zap.clicked + zap.read} known to have read or clicked mail that ZAP went after`;
  return `${name}: ${found}; ${seen}${complete ? '' : ', in what could be read'}`;
}

function bannerLines({ kind, dueAt = '', missed, repeated, zone }: DigestView): readonly Line[] {
  return [
    ...(kind === 'preview'
      ? [line('Preview. ', 'The period is not over; the digest itself comes at its time.')]
      : []),
    ...(kind === 'late'
      ? [
          line(
            'Late. ',
            `It was due on ${localTime(dueAt, zone)}, when the service could not post it.`,
          ),
        ]
      : []),
    ...(kind === 'ordered'
      ? [line('', 'Asked for now by an approver. This week brings no other.')]
      : []),
    ...(missed.length > 0
      ? [
          line(
            'Left out before: ',
            own(
              `${missed.slice(-6).join(', ')}${missed.length > 6 ? ` and ${missed.length - 6} more` : ''}. The service could not post for more than 48 hours.`,
            ),
          ),
        ]
      : []),
    ...(repeated
      ? [
          line(
            'Posted once more: ',
            'the answer of Teams to an earlier attempt was lost, so the same digest may stand here twice.',
          ),
        ]
      : []),
  ];
}

function changeLines({ figures, before, period }: DigestView): readonly Line[] {
  if (before === undefined)
    return [line('', 'Not compared: there is no digest of the week before.')];
  if (!follow(before.period, period)) {
    return [
      line('', 'Not compared: the digest before covered other days than the seven before these.'),
    ];
  }
  return changesOf(figures, before.figures).map((change) =>
    line(`${change.what}: `, changeText(change)),
  );
}

const ordinals = ['First: ', 'Second: ', 'Third: '];

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** '16 Nov 2026' for '2026-11-16'. */
function dayName(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-');
  return `${Number(date)} ${months[Number(month) - 1] ?? ''} ${year}`;
}
