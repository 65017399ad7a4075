import { addressParser, decodeWords } from 'postal-mime';
import type { MailHeader } from '../sighting.js';
import type { MailPeople } from './report.js';

/** Header values are read up to this length: far more than a client shows. */
const longestHeader = 4_000;
/** Of To and Cc, for recognising recipients in links. */
const mostRecipients = 500;
const shapeOfAddress = /^[^\s<>()",;:@]{1,64}@[^\s<>()",;@]{1,255}$/;

const recipientHeaders = [
  'to',
  'cc',
  'bcc',
  'delivered-to',
  'x-original-to',
  'envelope-to',
  'resent-to',
];

interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/**
 * Reads who the message says it is from. From may list several mailboxes; a comma in an unquoted name makes the first of
 * them one without an address, so the address is the first that there is, and the name is all that stands before it.
 */
export function peopleOf(headers: readonly MailHeader[]): MailPeople {
  const value = valueOf(headers, 'from');
  const from = mailboxesIn(value);
  const at = senderAt(from, value.toLowerCase());
  const shown = from.slice(0, at === -1 ? from.length : at + 1);
  return {
    fromName: joinNames(
      shown.map(({ name, address }, index) => (index < at && name === '' ? address : name)),
    ),
    fromAddress: from[at]?.address ?? '',
    replyTo: addressesIn(valueOf(headers, 'reply-to')),
    returnPath: addressesIn(valueOf(headers, 'return-path'))[0],
    subject: decodeWords(valueOf(headers, 'subject')).trim(),
  };
}

/** A name that is an address is taken for one by the parser; the address that counts stands in brackets. */
function senderAt(from: readonly Mailbox[], value: string): number {
  const inBrackets = from.findIndex(
    ({ address }) => address !== '' && value.includes(`<${address}`),
  );
  return inBrackets === -1 ? from.findIndex(({ address }) => address !== '') : inBrackets;
}

/** How many mailboxes with an address From lists. One is right. */
export function senderCount(headers: readonly MailHeader[]): number {
  return new Set(addressesIn(valueOf(headers, 'from'))).size;
}

/** Lower-case addresses of the people whom the headers name as recipients. */
export function recipientsOf(headers: readonly MailHeader[]): ReadonlySet<string> {
  const values = headers.filter(({ name }) => recipientHeaders.includes(name.toLowerCase()));
  const addresses = values
    .slice(0, 20)
    .flatMap(({ value }) => addressesIn(value.slice(0, longestHeader)));
  return new Set(addresses.slice(0, mostRecipients));
}

export function hasHeader(headers: readonly MailHeader[], wanted: string): boolean {
  return headers.some(({ name }) => name.toLowerCase() === wanted);
}

function valueOf(headers: readonly MailHeader[], wanted: string): string {
  const found = headers.find(({ name }) => name.toLowerCase() === wanted);
  return found?.value.slice(0, longestHeader) ?? '';
}

function addressesIn(value: string): readonly string[] {
  return mailboxesIn(value)
    .map(({ address }) => address)
    .filter((address) => address !== '');
}

function mailboxesIn(value: string): readonly Mailbox[] {
  return addressParser(value, { flatten: true }).map(({ name, address = '' }) => ({
    name: name.trim(),
    address: plainAddress(address),
  }));
}

function plainAddress(raw: string): string {
  const address = raw.trim().toLowerCase().replace(/\.$/, '');
  return shapeOfAddress.test(address) ? address : '';
}

/** What stood between was a comma; a rest such as '_' says nothing. */
function joinNames(names: readonly string[]): string {
  return names.filter((name) => /[\p{L}\p{N}]/u.test(name)).join(', ');
}
