import { counted, listed } from '../alerts/card-text.js';
import { Untrusted } from '../lib/untrusted.js';
import type { Evidence, EvidenceCode } from './evidence.js';
import type { LikelyCause } from './figures.js';

type Numbers = Omit<Evidence, 'code'>;

const sentences: Readonly<Record<EvidenceCode, (numbers: Numbers) => string>> = {
  blocked: () => 'Microsoft keeps this person from sending, because of outbound spam.',
  'malware-sent': ({ count }) => `Sent malware: ${counted(count, 'delivery', 'deliveries')}.`,
  'malware-to-colleagues': ({ count }) =>
    `Sent malware to colleagues: ${counted(count, 'delivery', 'deliveries')}.`,
  'phish-sent': ({ count }) => `Sent phishing: ${counted(count, 'delivery', 'deliveries')}.`,
  'new-country': ({ count, places = [] }) =>
    `Signed in from ${listed(places.map(inert))}, and never from there before (${counted(count, 'sign-in')}).`,
  'no-new-country': ({ count }) =>
    `Signed in from the usual countries only (${counted(count, 'sign-in')}).`,
  burst: ({ count, of }) =>
    of === undefined
      ? `Sent ${count} in one hour; what is usual is not known.`
      : `Sent ${count} in one hour; the busiest hour before had ${of}.`,
  'odd-hours': ({ count, of }) =>
    `Sent ${count}${ofText(of)} at hours at which this person does not write, or at night.`,
  'usual-hours': () => 'Sent at the hours at which this person usually writes.',
  'spam-sent': ({ count, of }) => `The filter took ${count}${ofText(of)} for spam.`,
  'bulk-sent': ({ count, of }) => `The filter took ${count}${ofText(of)} for bulk mail.`,
  'new-recipients': ({ count }) =>
    `Wrote to about ${count} people who never got mail from here before.`,
  'many-recipients': ({ count }) => `Wrote to about ${count} different people.`,
  'one-mailing': ({ count, of }) => `One and the same subject went to many: ${count}${ofText(of)}.`,
  'same-before': ({ count }) => `The same mailing went out before, on ${counted(count, 'day')}.`,
};

/** What speaks for a cause, as a sentence. Only names of countries come from outside; they are made inert. */
export function evidenceText({ code, ...numbers }: Evidence): string {
  return sentences[code](numbers);
}

function ofText(of: number | undefined): string {
  return of === undefined ? '' : ` of ${of}`;
}

function inert(place: string): string {
  return Untrusted.of(place).forCard().slice(0, 40);
}

const askAlways: readonly string[] = [
  'Do you know that your mail is being taken for spam?',
  'Do you know these recipients, and did you mean to write to them?',
];

const askFor: Readonly<Record<LikelyCause, readonly string[]>> = {
  'bulk-mail': [
    'With which tool do you send, and where does the list of recipients come from?',
    'Have the recipients agreed, and can they unsubscribe?',
  ],
  'infected-client': [
    'On which device and with which program do you send, and does it do so while you are away?',
    'Have you opened an attachment or installed something lately?',
  ],
  'compromised-account': [
    'Have you been at work, and signed in, at these times and from these places?',
    'Have you typed your password into a page that a message led to, or confirmed a sign-in that you had not begun?',
    'Are there rules or forwards in your mailbox that you did not make?',
  ],
  unclear: [
    'What do these messages have in common: subject, attachment, tool?',
    'Have you been at work, and signed in, at these times and from these places?',
  ],
};

/** What to ask the person, on another way than by mail: whoever sends may read the answers. */
export function questionsFor(cause: LikelyCause): readonly string[] {
  return [...askAlways, ...askFor[cause]];
}

const reasons: Readonly<Record<LikelyCause, string>> = {
  'bulk-mail': 'It looks like mail to many, sent on purpose and by the person.',
  'infected-client': 'It looks like a program on a device of this person that sends by itself.',
  'compromised-account': 'It looks like somebody else using the account.',
  unclear: 'What was seen fits several causes; ask the person.',
};

export function causeSentence(cause: LikelyCause): string {
  return reasons[cause];
}
