import type { CardContent } from '../alerts/card-content.js';
import { ownText, type SafeText } from '../lib/untrusted.js';
import { analysisContent, atDelivery, senderText } from './analysis-card.js';
import {
  blank,
  brief,
  cardRow,
  counted,
  listed,
  own,
  words,
  type CardRow,
} from '../alerts/card-text.js';
import type { Relation, SharedTrait } from './correlate.js';
import type { Explanation, RecordedHeaders, RecordedObservation, ZapRecord } from './records.js';

const most = { names: 5, headers: 4, links: 8, attachments: 4, related: 6 };

/** A stored message, explained as far as that was kept, with what belongs to it: for the details behind an alert. */
export function recordCard(
  record: ZapRecord,
  reference: SafeText = blank,
  relations: readonly Relation[] = [],
): CardContent {
  const { explanation, subject, senderName, senderAddress } = record;
  return analysisContent({
    level: explanation?.verdict.level ?? 'not-judged',
    line: own(explanation?.verdict.line ?? 'Not analysed yet.'),
    subject,
    sender: senderText(senderName, senderAddress),
    delivered: Object.keys(explanation?.headers ?? {}).length > 0 ? atDelivery : '',
    zapped: '',
    more: ownText(explanation === undefined ? '' : leftOutText(record, explanation)),
    reference,
    rows: [
      ...(explanation === undefined ? [] : recordRows(record, explanation)),
      ...relations.slice(0, most.related).map(relationRow),
    ],
  });
}

const traitWords: Readonly<Record<SharedTrait, string>> = {
  cluster: 'the cluster that Microsoft puts them in',
  attachment: 'an attachment',
  sender: 'the proven sender',
  'link-host': 'a host in the links',
  address: 'the connecting address',
  'sender-domain': "the sender's domain",
  ptr: 'the sending server',
  network: 'the network',
  subject: 'the form of the subject',
};

function relationRow({ record, shares, strength }: Relation): CardRow {
  const traits = [...new Set(shares.map(({ trait }) => traitWords[trait]))];
  return cardRow(
    'related',
    record.subject === '' ? ownText('(no subject)') : brief(record.subject, 100),
    words(
      strength === 'campaign' ? 'Same campaign' : 'Similar',
      ', ',
      counted(record.recipients.length + record.recipientsLeftOut, 'recipient'),
      ': shares ',
      listed(traits),
    ),
    brief(record.senderAddress, 100),
  );
}

/** The same sections as those of a fresh analysis; links are named by their hosts only. */
function recordRows(
  { attachments }: Pick<ZapRecord, 'attachments'>,
  { verdict, observations, links, headers }: Explanation,
): readonly CardRow[] {
  const about = (what: RecordedObservation['about']): readonly RecordedObservation[] =>
    observations.filter((one) => one.about === what);
  return [
    ...verdict.reasons.map((reason) => cardRow('reason', blank, own(reason))),
    ...about('names').slice(0, most.names).map(observationRow),
    ...about('headers').slice(0, most.headers).map(observationRow),
    ...links
      .slice(0, most.links)
      .map(({ host, codes }) =>
        cardRow(
          'link',
          host === '' ? ownText('(no host)') : brief(host, 120),
          brief(codes.join(', '), 120),
        ),
      ),
    ...attachments
      .slice(0, most.attachments)
      .map(({ name, sha256, codes }) =>
        cardRow(
          'attachment',
          brief(name, 120),
          sha256 === undefined ? blank : words('SHA-256 ', brief(sha256, 64)),
          brief(codes.join(', '), 120),
        ),
      ),
    ...headerRows(headers),
  ];
}

function observationRow({ sentence, shown }: RecordedObservation): CardRow {
  return cardRow(
    'name',
    blank,
    own(sentence),
    words(
      shown
        .slice(0, 3)
        .map((one) => brief(one, 80))
        .join(' · '),
    ),
  );
}

const headerNames: readonly (readonly [keyof RecordedHeaders, string])[] = [
  ['spf', 'SPF'],
  ['dkim', 'DKIM'],
  ['dmarc', 'DMARC'],
  ['compauth', 'compauth'],
  ['compauthReason', 'compauth reason'],
  ['scl', 'SCL'],
  ['bcl', 'BCL'],
  ['pcl', 'PCL'],
  ['sfv', 'SFV'],
  ['cat', 'CAT'],
  ['country', 'CTRY'],
  ['connectingIp', 'CIP'],
  ['ptr', 'PTR'],
  ['helo', 'HELO'],
  ['ipv', 'IPV'],
  ['deliveredTo', 'delivered to'],
];

function headerRows(headers: RecordedHeaders): readonly CardRow[] {
  return headerNames.flatMap(([field, name]) => {
    const value = headers[field];
    return value === undefined
      ? []
      : [cardRow('field', ownText(`${name}:`), brief(String(value), 80))];
  });
}

function leftOutText({ attachments }: ZapRecord, { links, linksLeftOut }: Explanation): string {
  const parts = [
    ...(links.length + linksLeftOut > most.links
      ? [counted(links.length + linksLeftOut - most.links, 'link')]
      : []),
    ...(attachments.length > most.attachments
      ? [counted(attachments.length - most.attachments, 'attachment')]
      : []),
  ];
  return parts.length === 0 ? '' : `Not shown here: ${parts.join(', ')}.`;
}
