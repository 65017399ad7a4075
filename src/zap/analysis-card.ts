import type { CardContent } from '../alerts/card-content.js';
import { ownText, type SafeText } from '../lib/untrusted.js';
import type {
  AnalysedLink,
  ExplainedField,
  Hop,
  MessageAnalysis,
  Observation,
  Verdict,
  Weight,
} from './analysis/report.js';
import { durationText } from './card-words.js';
import { targetOf, withoutPath } from './link-target.js';
import {
  blank,
  brief,
  cardRow,
  counted,
  own,
  safe,
  words,
  type CardRow,
} from '../alerts/card-text.js';

/** How much of each list stands on a card; the command line shows all. */
const most = { fields: 14, hops: 6, links: 6, attachments: 4, names: 4, notes: 4 };
const longestText = 160;

export const verdictWords: Readonly<Record<Verdict['level'], string>> = {
  dangerous: 'Dangerous',
  suspicious: 'Suspicious',
  unremarkable: 'Nothing remarkable',
  'not-judged': 'Not judged',
};

/** Container styles of Adaptive Cards. Unremarkable is not 'good': nobody vouches for a message here. */
const styles: Readonly<Record<Verdict['level'], string>> = {
  dangerous: 'attention',
  suspicious: 'warning',
  unremarkable: 'default',
  'not-judged': 'default',
};

/** What the header values are worth on a message that was judged again later. */
export const atDelivery = 'The header values are as judged at delivery.';

/** What the template needs to be told, whatever it was made from. `subject` is raw; the other texts are safe. */
export interface AnalysisContent {
  readonly level: Verdict['level'];
  readonly line: SafeText;
  readonly subject: string;
  readonly sender: SafeText;
  readonly delivered: string;
  readonly zapped: string;
  readonly more: SafeText;
  /** An alert's id, or ''. */
  readonly reference: SafeText;
  readonly rows: readonly CardRow[];
}

/** Any message, explained: verdict, reasons, header fields, way, links and attachments. */
export function analysisCard(analysis: MessageAnalysis, reference = blank): CardContent {
  const { people, verdict, headers } = analysis;
  return analysisContent({
    level: verdict.level,
    line: own(verdict.line),
    subject: people.subject,
    sender: senderText(people.fromName, people.fromAddress),
    delivered: headers.fields.length > 0 ? atDelivery : '',
    zapped: headers.zapped ? 'Its headers say that ZAP moved it.' : '',
    more: ownText(leftOutText(analysis)),
    reference,
    rows: analysisRows(analysis),
  });
}

export function analysisContent(content: AnalysisContent): CardContent {
  const { level, line, subject, sender, delivered, zapped, more, reference, rows } = content;
  const has = (section: string): boolean => rows.some((row) => row.section === section);
  const title = words('Analysis: ', verdictWords[level].toLowerCase());
  return {
    template: 'analysis',
    data: {
      title,
      severityStyle: ownText(styles[level]),
      subject: subject === '' ? ownText('(no subject)') : safe(subject),
      sender,
      verdict: line,
      delivered: ownText(delivered),
      zapped: ownText(zapped),
      hasReasons: has('reason'),
      hasNames: has('name'),
      hasLinks: has('link'),
      hasAttachments: has('attachment'),
      hasRelated: has('related'),
      hasHops: has('hop'),
      hasFields: has('field'),
      more,
      reference,
    },
    rows,
    summary: words(title, ': ', brief(subject, 100)),
  };
}

/** The parts of an analysis as rows of a card, in the order in which they are read; each list cut to what fits. */
export function analysisRows(analysis: MessageAnalysis): readonly CardRow[] {
  const { headers, verdict, names, links, attachments } = analysis;
  return [
    ...verdict.reasons.map((reason) => cardRow('reason', blank, own(reason))),
    ...names.slice(0, most.names).map((one) => observationRow('name', one)),
    ...worstLinks(links).slice(0, most.links).map(linkRow),
    ...attachments.slice(0, most.attachments).map(attachmentRow),
    ...headers.path.slice(-most.hops).map(hopRow),
    ...shownFields(headers.fields).slice(0, most.fields).map(fieldRow),
  ];
}

function leftOutText({ headers, links, linksLeftOut, attachments }: MessageAnalysis): string {
  const beyond = [
    [links.length + linksLeftOut - most.links, 'link'],
    [attachments.length - most.attachments, 'attachment'],
    [headers.path.length - most.hops, 'step of its way'],
    [shownFields(headers.fields).length - most.fields, 'header value'],
  ] as const;
  const named = beyond
    .filter(([count]) => count > 0)
    .map(([count, name]) =>
      name.startsWith('step') ? `${count} of its way` : counted(count, name),
    );
  const unread = linksLeftOut > 0 ? ` ${counted(linksLeftOut, 'link')} not looked at.` : '';
  return named.length === 0 ? unread.trim() : `Not shown here: ${named.join(', ')}.${unread}`;
}

/** 'Ana Costa <ana@…>' of two raw texts; says so where there is no address. */
export function senderText(name: string, address: string): SafeText {
  const shown = address === '' ? ownText('no address') : brief(address, longestText);
  return name === '' ? shown : words(brief(name, longestText), ' <', shown, '>');
}

function observationRow(section: string, { sentence, shown }: Observation): CardRow {
  return cardRow(section, blank, own(sentence), shownText(shown));
}

function shownText(shown: readonly string[]): SafeText {
  return words(
    shown
      .slice(0, 3)
      .map((one) => brief(one, 80))
      .join(' · '),
  );
}

const weightOrder: readonly Weight[] = ['high', 'medium', 'low', 'info', 'good'];

function rank(observations: readonly Observation[]): number {
  return Math.min(
    weightOrder.length,
    ...observations.map(({ weight }) => weightOrder.indexOf(weight)),
  );
}

function worstLinks(links: readonly AnalysedLink[]): readonly AnalysedLink[] {
  return [...links].sort((a, b) => rank(a.observations) - rank(b.observations));
}

function linkRow(link: AnalysedLink): CardRow {
  const { text, wrappedBy, where, observations } = link;
  const shown = withoutPath(text);
  const parts = [
    ...(shown === '' ? [] : [`shown as "${brief(shown, 80)}"`]),
    ...(wrappedBy.length > 0
      ? [`wrapped by ${wrappedBy.map((by) => brief(by, 30)).join(', ')}`]
      : []),
    ...(where === 'form' ? ['target of a form'] : []),
  ];
  return cardRow(
    'link',
    brief(targetOf(link), longestText),
    words(parts.join(', ')),
    sentences(observations),
  );
}

function attachmentRow({
  name,
  sha256,
  observations,
}: MessageAnalysis['attachments'][number]): CardRow {
  const hash = sha256 === undefined ? blank : words('SHA-256 ', brief(sha256, 64));
  return cardRow('attachment', brief(name, longestText), hash, sentences(observations));
}

function sentences(observations: readonly Observation[]): SafeText {
  return own(
    [...observations]
      .sort((a, b) => rank([a]) - rank([b]))
      .slice(0, 3)
      .map(({ sentence }) => sentence)
      .join(' '),
  );
}

function hopRow({ from, by, address, delaySeconds }: Hop): CardRow {
  const origin = from ?? address;
  const way = words(
    origin === undefined ? '(not said)' : brief(origin, 80),
    ' → ',
    by === undefined ? '(not said)' : brief(by, 80),
  );
  return cardRow('hop', way, ownText(delayText(delaySeconds)));
}

/** '12 s', '4 min', 'clocks differ'; nothing where a time is missing. */
export function delayText(seconds: number | undefined): string {
  if (seconds === undefined) return '';
  if (seconds < 0) return 'clocks differ';
  return seconds < 60 ? `after ${seconds} s` : `after ${durationText(Math.round(seconds / 60))}`;
}

/** Fields that say something, those that nobody understands last. */
function shownFields(fields: readonly ExplainedField[]): readonly ExplainedField[] {
  const said = fields.filter(({ sentence, understood }) => sentence !== '' || !understood);
  return [...said].sort((a, b) => Number(b.understood) - Number(a.understood));
}

function fieldRow({ header, key, value, sentence }: ExplainedField): CardRow {
  return cardRow(
    'field',
    words(brief(key === '' ? header : key, 60), ': ', brief(value, 60)),
    own(sentence === '' ? 'Not understood.' : sentence),
  );
}
