import { own, words } from '../alerts/card-text.js';
import { localTime } from '../lib/local-time.js';
import { Untrusted, type SafeText } from '../lib/untrusted.js';
import type { FactKind, FactPerson, MailboxFact, Part } from './mailbox-fact.js';

/** No single text of others may take all the room of a card. */
const longestPart = 80;

export const kindWords: Readonly<Record<FactKind, string>> = {
  forward: 'Forward',
  decision: 'Decision',
  account: 'Account',
  sender: 'Sender alert',
  zapped: 'Zapped mail',
  received: 'Received',
  sent: 'Sent',
  refused: 'Refused',
};

/** What is left out, counted: '12 zapped messages'. */
export const kindCounts: Readonly<Record<FactKind, readonly [one: string, many: string]>> = {
  forward: ['change of a forward', 'changes of forwards'],
  decision: ['decision', 'decisions'],
  account: ['step on the account', 'steps on the account'],
  sender: ['alert about sending', 'alerts about sending'],
  zapped: ['zapped message', 'zapped messages'],
  received: ['day of unwanted mail received', 'days of unwanted mail received'],
  sent: ['line about mail sent', 'lines about mail sent'],
  refused: ['refused press', 'refused presses'],
};

/** A sentence for a card: what others wrote is inert and short. */
export function cardSentence(parts: readonly Part[]): SafeText {
  return words(...parts.map(cardPart));
}

function cardPart(part: Part): SafeText {
  return part instanceof Untrusted ? own(part.forCard(), longestPart) : part;
}

/** A sentence for a terminal or a file: hidden characters are visible. */
export function plainSentence(parts: readonly Part[]): string {
  return parts.map((part) => (part instanceof Untrusted ? part.forPlainText() : part)).join('');
}

/** ' by Avery' for a card; the object id where no name was stored. */
export function cardPerson({ name, objectId }: FactPerson): SafeText {
  return own(name?.forCard() ?? Untrusted.of(objectId).forCard(), 60);
}

export function plainPerson({ name, objectId }: FactPerson): string {
  return name?.forPlainText() ?? Untrusted.of(objectId).forPlainText();
}

/** The local day of a fact, '21 Nov 2026', and its time of that day, '18:20 CET'; no time for what stands for a day. */
export function localMoment(
  { at, wholeDay }: Pick<MailboxFact, 'at' | 'wholeDay'>,
  timeZone: string,
): { readonly day: string; readonly time: string } {
  const [day = '', time = ''] = localTime(at, timeZone).split(', ');
  return { day, time: wholeDay === true ? '' : time };
}
