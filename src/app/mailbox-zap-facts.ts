import { counted } from '../alerts/card-text.js';
import { ownText, Untrusted } from '../lib/untrusted.js';
import type { Tenant } from '../tenants/tenant.js';
import { evidenceText, exposureText, locationWords, threatWords } from '../zap/card-words.js';
import type { ZapFacts } from '../zap/facts.js';
import type { RecordedRecipient, ZapRecord } from '../zap/records.js';
import {
  isMailbox,
  type FactWeight,
  type MailboxFact,
  type MailboxIdentity,
  type Part,
} from './mailbox-fact.js';

/** What is kept of one zapped message, by its record, or by its alert where the record is forgotten already. */
export interface ZappedMessage extends Pick<
  ZapRecord,
  'key' | 'subject' | 'senderAddress' | 'authenticated' | 'threat' | 'recipients'
> {
  /** All recipients, also those that are not listed. */
  readonly recipientCount: number;
  readonly at: string;
}

export function messageOfRecord(record: ZapRecord): ZappedMessage {
  return { ...record, recipientCount: record.recipients.length + record.recipientsLeftOut };
}

/** `firstSeenAt` stands in where no time of the message is known. */
export function messageOfAlert(facts: ZapFacts, firstSeenAt: string): ZappedMessage {
  const { counts, receivedAt } = facts;
  return { ...facts, recipientCount: counts.recipients, at: receivedAt ?? firstSeenAt };
}

/** One fact for each copy that the mailbox got, and one if the message was sent in its name. Pure. */
export function zapFacts(
  message: ZappedMessage,
  identity: MailboxIdentity,
  { tenant, reference }: { readonly tenant: Tenant; readonly reference?: string | undefined },
): readonly MailboxFact[] {
  const base = { order: 0, tenant, reference };
  const got = message.recipients
    .filter((recipient) => isMailbox(identity, recipient))
    .map((recipient): MailboxFact => ({
      ...base,
      at: whenOf(recipient) ?? message.at,
      key: `zap|${tenant.id}|${message.key}|${recipient.address}`,
      kind: 'zapped',
      weight: weightOf(recipient),
      sentence: receivedSentence(message, recipient),
    }));
  if (!isMailbox(identity, { address: message.senderAddress })) return got;
  const sent: MailboxFact = {
    ...base,
    at: message.at,
    key: `zap-sent|${tenant.id}|${message.key}`,
    kind: 'sent',
    weight: 1,
    sentence: sentSentence(message),
  };
  return [...got, sent];
}

/** True when the mailbox may be among recipients that had no room in what is stored. */
export function mayBeLeftOut(message: ZappedMessage): boolean {
  return message.recipientCount > message.recipients.length;
}

function whenOf({ zapTime, receivedAt }: RecordedRecipient): string | undefined {
  return zapTime.kind === 'exact' || zapTime.kind === 'at-most' ? zapTime.at : receivedAt;
}

function weightOf({ outcome, evidence }: RecordedRecipient): FactWeight {
  const seen = evidence.value === 'clicked' || evidence.value === 'read';
  return outcome === 'failed' || seen ? 1 : 0;
}

function receivedSentence(message: ZappedMessage, recipient: RecordedRecipient): readonly Part[] {
  return [
    ...named(message),
    ownText(` from `),
    senderOf(message),
    ownText(
      `: ${threatWords[recipient.threat]}; ${outcomeText(recipient)}; ${evidenceText(recipient)}; ${placeText(recipient)}.`,
    ),
  ];
}

function outcomeText({ outcome, exposure }: RecordedRecipient): string {
  switch (outcome) {
    case 'zapped':
      return `taken away, exposed ${exposureText(exposure)}`;
    case 'failed':
      return 'not taken away: ZAP failed';
    case 'user-triaged':
      return 'moved, deleted or reported by the person before ZAP came';
  }
}

/** Where the last reading saw it: it may have been moved since. */
function placeText({ location }: RecordedRecipient): string {
  return location === 'unknown' ? locationWords.unknown : `last seen in ${locationWords[location]}`;
}

function sentSentence(message: ZappedMessage): readonly Part[] {
  const proof = message.authenticated
    ? 'the sender was proven'
    : 'it is not proven that it came from there';
  const taken = `of ${counted(message.recipientCount, 'recipient')} whom ZAP looked after`;
  return [
    ...named(message),
    ownText(` was sent in its name: ${threatWords[message.threat]}; ${proof}; ${taken}.`),
  ];
}

function named({ subject }: ZappedMessage): readonly Part[] {
  return subject === ''
    ? [ownText('A message without a subject')]
    : [ownText('Message "'), Untrusted.of(subject), ownText('"')];
}

function senderOf({ senderAddress }: ZappedMessage): Part {
  return senderAddress === '' ? ownText('nobody named') : Untrusted.of(senderAddress);
}
