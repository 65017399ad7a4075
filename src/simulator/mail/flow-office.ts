import { amountOn, momentOf, OFFICE } from './day-rhythm.js';
import type { Draft } from './drafted-mail.js';
import { CLEAN_LOGIN, ownSender, somebody, toOutside, toOwn } from './flow-day.js';
import type { FlowDay } from './flow-day.js';
import { inventedDomain, inventedIp, inventedPerson } from './invented-names.js';
import type { SeededNumbers } from './seeded-numbers.js';

const TOPICS = [
  ...['Offer', 'Order', 'Delivery', 'Minutes', 'Contract', 'Question on', 'Re: Offer'],
  ...['Re: Order', 'Re: Meeting', 'Fwd: Plans for', 'Invoice', 'Reminder', 'Re: Invoice'],
];
/** Mail of ours that a filter dislikes without reason. */
const WRONGLY_FILTERED = 0.0005;
/** Addresses that are no more. */
const BAD_ADDRESSES = 0.004;
/** People whom the tenant had not written with. */
const NEW_CONTACTS = 0.1;

/** What people at work write: in, out and to each other. */
export function* officeMail(today: FlowDay): Generator<Draft> {
  const { day, flow, numbers } = today;
  const unwanted =
    flow.bulkShare + flow.spamShare + flow.phishShare + flow.malwareShare + flow.spoofShare;
  const inbound = flow.perDay * (1 - flow.outboundShare - flow.intraOrgShare) * (1 - unwanted);
  yield* repeated(numbers.about(amountOn(day, inbound, OFFICE)), () => incoming(today));
  const outbound = amountOn(day, flow.perDay * flow.outboundShare, OFFICE);
  yield* repeated(numbers.about(outbound), () => outgoing(today));
  const inside = amountOn(day, flow.perDay * flow.intraOrgShare, OFFICE);
  yield* repeated(numbers.about(inside), () => internal(today));
}

export function* repeated<T>(count: number, make: (index: number) => T): Generator<T> {
  for (let index = 0; index < count; index += 1) yield make(index);
}

function incoming(today: FlowDay): Draft {
  const { day, numbers, known } = today;
  const first = somebody(today);
  const contacts = known.contactsOf(first);
  const from = numbers.isWithin(NEW_CONTACTS) ? stranger(numbers) : numbers.pick(contacts);
  const others = numbers.isWithin(0.2) ? numbers.some(known.people, 1 + numbers.below(3)) : [];
  const to = [first, ...others.filter((other) => other !== first)];
  return {
    kind: 'clean',
    at: momentOf(day, OFFICE, numbers),
    direction: 'Inbound',
    subject: topic(numbers),
    from: { ...from, authentication: CLEAN_LOGIN },
    to: to.map((person) => toOwn(person)),
  };
}

function outgoing(today: FlowDay): Draft {
  const { day, flow, numbers, known } = today;
  const person = somebody(today);
  const contacts = numbers.some(known.contactsOf(person), 1 + numbers.below(3));
  const to = numbers.isWithin(NEW_CONTACTS) ? [stranger(numbers)] : contacts;
  return {
    kind: 'clean',
    at: momentOf(day, OFFICE, numbers),
    direction: 'Outbound',
    subject: topic(numbers),
    from: ownSender(person, flow.country, 'Outbound'),
    to: to.map(({ address }) =>
      toOutside(address, numbers.isWithin(BAD_ADDRESSES) ? 'failed' : 'inbox'),
    ),
    ...(numbers.isWithin(WRONGLY_FILTERED)
      ? { filtered: { threat: 'Spam', technology: 'General filter', scl: 5 } as const }
      : {}),
  };
}

function internal(today: FlowDay): Draft {
  const { day, flow, numbers, known } = today;
  const person = somebody(today);
  // Now and then something is for the whole department.
  const size = numbers.isWithin(0.02) ? 12 + numbers.below(20) : 1 + numbers.below(4);
  const others = numbers.some(known.people, size).filter((other) => other !== person);
  return {
    kind: 'clean',
    at: momentOf(day, OFFICE, numbers),
    direction: 'Intra-org',
    subject: topic(numbers),
    from: ownSender(person, flow.country, 'Intra-org'),
    to: (others.length === 0 ? [person] : others).map((other) => toOwn(other)),
  };
}

function stranger(numbers: SeededNumbers) {
  return { ...inventedPerson(numbers, inventedDomain(numbers)), ip: inventedIp(numbers) };
}

function topic(numbers: SeededNumbers): string {
  return `${numbers.pick(TOPICS)} ${numbers.below(90_000) + 10_000}`;
}
