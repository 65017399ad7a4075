import type { CardContent } from '../alerts/card-content.js';
import { localTime } from '../lib/local-time.js';
import { ownText, type SafeText } from '../lib/untrusted.js';
import { causeTexts } from '../tenants/cause.js';
import { analysisRows, atDelivery, senderText, verdictWords } from './analysis-card.js';
import type { MessageAnalysis } from './analysis/report.js';
import { locationWords } from './card-words.js';
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
import type { CopyState, DeliveriesReading, MailDelivery, MessageRefs } from './ports.js';

/** What was found out about one message in one tenant. */
export interface FoundMessage {
  readonly tenantName: string;
  readonly refs: MessageRefs;
  /** Where each recipient's copy is now, by address. */
  readonly copies: ReadonlyMap<string, CopyState>;
  /** Absent when no copy could be read: the card says so. */
  readonly analysis?: MessageAnalysis | undefined;
  /** Who got it, as far as a source could tell. */
  readonly deliveries?: DeliveriesReading | undefined;
}

const shownCopies = 8;

/** One message wherever it is: its copies, who got it, its way, and what it is. Read-only. */
export function messageCard(found: FoundMessage, view: { readonly timeZone: string }): CardContent {
  const { analysis, copies, deliveries, refs } = found;
  const rows = [...peopleRows(found, view.timeZone), ...(analysis ? keptRows(analysis) : [])];
  const has = (section: string): boolean => rows.some((row) => row.section === section);
  const title = ownText(titleOf(copies));
  return {
    template: 'message',
    data: {
      title,
      tenant: safe(found.tenantName),
      subject: subjectOf(found),
      sender: senderOf(found),
      networkMessageId: safe(refs.networkMessageId ?? ''),
      internetMessageId: safe(refs.internetMessageId ?? ''),
      ...verdictFields(analysis),
      morePeople: ownText(morePeople(found)),
      limits: own((deliveries?.limits ?? []).join(' '), 500),
      from: ownText(sourceText(deliveries)),
      hasPeople: has('copy'),
      hasReasons: has('reason'),
      hasLinks: has('link'),
      hasAttachments: has('attachment'),
      hasHops: has('hop'),
    },
    rows,
    summary: title,
  };
}

function verdictFields(
  analysis: MessageAnalysis | undefined,
): Readonly<Record<'verdict' | 'delivered', SafeText>> {
  if (analysis === undefined) {
    return { verdict: ownText('Not analysed: no copy could be read.'), delivered: blank };
  }
  const { verdict, headers } = analysis;
  return {
    verdict: words(verdictWords[verdict.level], ': ', own(verdict.line)),
    delivered: headers.fields.length > 0 ? ownText(atDelivery) : blank,
  };
}

function subjectOf({ analysis, deliveries }: FoundMessage): SafeText {
  const subject = analysis?.people.subject ?? deliveries?.deliveries[0]?.subject ?? '';
  return subject === '' ? ownText('(no subject)') : safe(subject);
}

function morePeople({ copies, deliveries }: FoundMessage): string {
  const beyond = new Set([...copies.keys(), ...delivered(deliveries)]).size - shownCopies;
  return beyond > 0 ? `and ${counted(beyond, 'more person', 'more people')}` : '';
}

/** The header values have a card of their own, by "analyze". */
function keptRows(analysis: MessageAnalysis): readonly CardRow[] {
  return analysisRows(analysis).filter(({ section }) => section !== 'field' && section !== 'name');
}

function titleOf(copies: ReadonlyMap<string, CopyState>): string {
  const states = [...copies.values()];
  const failed = states.filter(({ kind }) => kind === 'failed').length;
  const there = states.filter((copy) => copy.kind === 'found' && isInMailbox(copy)).length;
  const unread = failed > 0 ? `, ${failed} could not be read` : '';
  if (states.length === 0) return 'Message: nobody who has it is known';
  if (there > 0) return `Message still in ${counted(there, 'mailbox', 'mailboxes')}${unread}`;
  if (failed > 0) return `Message: ${counted(failed, 'copy', 'copies')} could not be read`;
  const elsewhere = states.some(({ kind }) => kind === 'found');
  return elsewhere ? 'Message in no mailbox any more' : 'Message not found where it was looked for';
}

function isInMailbox({ location }: { readonly location: string }): boolean {
  return location !== 'quarantine' && location !== 'removed';
}

function senderOf({ analysis, deliveries }: FoundMessage): SafeText {
  if (analysis) return senderText(analysis.people.fromName, analysis.people.fromAddress);
  const first = deliveries?.deliveries[0];
  return senderText(first?.senderName ?? '', first?.senderAddress ?? '');
}

function delivered(reading: DeliveriesReading | undefined): readonly string[] {
  return (reading?.deliveries ?? []).map(({ recipient }) => recipient);
}

function peopleRows({ copies, deliveries }: FoundMessage, timeZone: string): readonly CardRow[] {
  const byPerson = new Map((deliveries?.deliveries ?? []).map((one) => [one.recipient, one]));
  const people = [...new Set([...copies.keys(), ...byPerson.keys()])];
  const ranked = people.sort((a, b) => order(copies.get(a)) - order(copies.get(b)));
  return ranked.slice(0, shownCopies).map((address) => {
    const delivery = byPerson.get(address);
    return cardRow(
      'copy',
      brief(address, 120),
      ownText(copyText(copies.get(address), delivery)),
      delivery === undefined ? blank : deliveryText(delivery, timeZone),
    );
  });
}

/** Those who still have it first, then what is not known. */
function order(copy: CopyState | undefined): number {
  if (copy === undefined) return 2;
  if (copy.kind === 'found') return isInMailbox(copy) ? 0 : 3;
  return copy.kind === 'failed' ? 1 : 4;
}

function copyText(copy: CopyState | undefined, delivery: MailDelivery | undefined): string {
  if (copy === undefined) {
    return delivery === undefined
      ? 'not looked at'
      : `last known place: ${locationWords[delivery.location]}; not looked at now`;
  }
  switch (copy.kind) {
    case 'found': {
      const read = { true: ', marked read (state now)', false: ', unread (state now)' } as const;
      const state = copy.isRead === undefined ? '' : read[copy.isRead ? 'true' : 'false'];
      return `now in ${locationWords[copy.location]}${state}`;
    }
    case 'not-found':
      return 'not found';
    case 'failed':
      return `could not be read: ${causeTexts[copy.cause.code].sentence}`;
  }
}

function deliveryText({ receivedAt, clicked }: MailDelivery, timeZone: string): SafeText {
  const clickedText = clicked === true ? ', clicked' : '';
  return ownText(`received ${localTime(receivedAt, timeZone)}${clickedText}`);
}

const sourceNames: Readonly<Record<DeliveriesReading['from'], string>> = {
  hunting: 'advanced hunting',
  'message-trace': 'message trace',
  'analyzed-emails': 'analyzed e-mails',
};

function sourceText(reading: DeliveriesReading | undefined): string {
  if (reading === undefined) return 'Who else received it could not be asked.';
  return `Who received it, from ${sourceNames[reading.from]}:`;
}
