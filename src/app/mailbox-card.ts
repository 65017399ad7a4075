import {
  blank,
  cardRow,
  counted,
  listed,
  own,
  safe,
  words,
  type CardRow,
} from '../alerts/card-text.js';
import type { CardContent } from '../alerts/card-content.js';
import { ownText, Untrusted, type SafeText } from '../lib/untrusted.js';
import type { MailboxFact } from './mailbox-fact.js';
import { bounded, type MailboxHistory, type Timeline } from './mailbox-history.js';
import type { NowLine } from './mailbox-now.js';
import { cardPerson, cardSentence, kindCounts, kindWords, localMoment } from './mailbox-words.js';

/** What fits with room to spare: a card has 24 KB, and these are the longest lines. */
const most = { facts: 20, now: 8, rest: 14, aliases: 5 };

/** Everything known of one mailbox: what holds now, what happened, and what that rests on. For reading. */
export function mailboxCard(history: MailboxHistory): CardContent {
  const timeline = bounded(history.facts, most.facts);
  const title = words(safe(history.address), ': ', countText(history.facts.length));
  return {
    template: 'mailbox',
    data: {
      title,
      aliases: aliasLine(history),
      accounts: ownText(
        history.objectIds.length > 1
          ? `${history.objectIds.length} accounts have had this address: this is the history of all of them.`
          : '',
      ),
      hasFacts: timeline.shown.length > 0,
      more: ownText(moreText(timeline, history.address)),
      zone: ownText(`Times and days are those of ${history.timeZone}.`),
    },
    rows: [
      ...nowRows(history.now),
      ...factRows(timeline.shown, history),
      ...history.rest.slice(0, most.rest).map((line) => cardRow('rest', blank, cardSentence(line))),
    ],
    summary: title,
  };
}

function countText(count: number): string {
  return count === 0 ? 'nothing stored' : `${counted(count, 'entry', 'entries')} stored`;
}

function aliasLine({ aliases }: MailboxHistory): SafeText {
  if (aliases.length === 0) return blank;
  const named = aliases.slice(0, most.aliases).map((one) => own(Untrusted.of(one).forCard(), 100));
  const more = aliases.length - named.length;
  return words('Also known as ', listed([...named, ...(more > 0 ? [`${more} more`] : [])]));
}

function nowRows(now: readonly NowLine[]): readonly CardRow[] {
  const shown = now.slice(0, most.now);
  const more = now.length - shown.length;
  return [
    ...shown.map(({ topic, said, reference }) =>
      cardRow(
        'now',
        ownText(`${topic}: `),
        cardSentence(said),
        referenceNote(undefined, reference),
      ),
    ),
    ...(more > 0 ? [cardRow('now', blank, ownText(`and ${more} more`))] : []),
  ];
}

/** The newest day first, each day once. */
function factRows(
  facts: readonly MailboxFact[],
  { timeZone, owner }: MailboxHistory,
): readonly CardRow[] {
  const rows: CardRow[] = [];
  let last = '';
  for (const fact of facts) {
    const { day, time } = localMoment(fact, timeZone);
    if (day !== last) rows.push(cardRow('day', ownText(day)));
    last = day;
    const elsewhere =
      owner?.id === fact.tenant.id ? '' : `${own(Untrusted.of(fact.tenant.name).forCard(), 60)}. `;
    const head = [time, kindWords[fact.kind]].filter((text) => text !== '').join(' ');
    rows.push(
      cardRow(
        'line',
        ownText(`${head}: `),
        words(elsewhere, cardSentence(fact.sentence)),
        referenceNote(fact, fact.reference),
      ),
    );
  }
  return rows;
}

/** Who, and the alert, on which 'show' works. */
function referenceNote(
  fact: Pick<MailboxFact, 'who'> | undefined,
  reference: string | undefined,
): SafeText {
  const parts = [
    ...(fact?.who === undefined ? [] : [`by ${cardPerson(fact.who)}`]),
    ...(reference === undefined ? [] : [reference]),
  ];
  return parts.length === 0 ? blank : words(' ', parts.join(', '));
}

function moreText({ left }: Timeline, address: string): string {
  if (left.length === 0) return '';
  const counts = left.map(({ kind, count }) => {
    const [one, many] = kindCounts[kind];
    return counted(count, one, many);
  });
  const total = left.reduce((sum, { count }) => sum + count, 0);
  return `and ${total} more: ${listed(counts)}. What was found or decided comes before mail when there is not room for all. "inbox-warden mailbox ${safe(address)}" lists everything.`;
}
