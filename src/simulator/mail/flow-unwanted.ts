import { amountOn, ANY_TIME, momentOf } from './day-rhythm.js';
import { domainOf } from './drafted-mail.js';
import type { Addressee, Draft, Sender } from './drafted-mail.js';
import { somebody, toOwn } from './flow-day.js';
import type { FlowDay } from './flow-day.js';
import { destinationOf } from './flow-outcome.js';
import { repeated } from './flow-office.js';
import { inventedDomain, inventedIp, inventedPerson } from './invented-names.js';
import { FORGED_OTHER, FORGED_OWN, MALWARE_FILES } from './unwanted-words.js';
import type { FilterVerdict } from './mail-record.js';
import type { SeededNumbers } from './seeded-numbers.js';

const SPAM_WORDS = ['Last hours', 'You have won', 'Better sleep', 'Cheap pills', 'Easy credit'];
const PHISH_WORDS = ['Your mailbox is full', 'Parcel on hold', 'Sign the document', 'Payroll form'];
const SPAM_TECHNOLOGIES = ['General filter', 'Fingerprint matching', 'IP reputation'];
const PHISH_TECHNOLOGIES = ['URL malicious reputation', 'General filter', 'Advanced filter'];

/** What comes in that nobody asked for, at all hours, in waves of one sender. */
export function* unwantedMail(today: FlowDay): Generator<Draft> {
  const { flow } = today;
  yield* waves(today, flow.spamShare, 12, spamWave);
  yield* waves(today, flow.phishShare, 4, phishWave);
  yield* waves(today, flow.malwareShare, 3, malwareWave);
  yield* waves(today, flow.spoofShare, 1, spoofWave);
  yield* waves(today, flow.edgeBlockedShare, 20, edgeWave);
}

type Wave = (today: FlowDay) => () => Draft;

function* waves(today: FlowDay, share: number, size: number, wave: Wave): Generator<Draft> {
  const { day, flow, numbers } = today;
  const inbound = flow.perDay * (1 - flow.outboundShare - flow.intraOrgShare);
  let left = numbers.about(amountOn(day, inbound * share, ANY_TIME));
  while (left > 0) {
    const count = Math.min(left, 1 + numbers.below(size * 2 - 1));
    yield* repeated(count, wave(today));
    left -= count;
  }
}

function spamWave(today: FlowDay): () => Draft {
  const { day, flow, numbers, known } = today;
  const domain = numbers.isWithin(0.4) ? numbers.pick(known.spamDomains) : inventedDomain(numbers);
  const from = badSender(numbers, domain);
  const [clusterId, words] = [numbers.cluster(), numbers.pick(SPAM_WORDS)];
  const technology = numbers.pick(SPAM_TECHNOLOGIES);
  return () =>
    judged({ threat: 'Spam', technology, scl: numbers.isWithin(0.3) ? 9 : 5 }, numbers, {
      kind: 'spam',
      at: momentOf(day, ANY_TIME, numbers),
      direction: 'Inbound',
      subject: `${words} ${numbers.below(100)}`,
      from,
      to: [to(today, flow.outcomes.spam)],
      clusterId,
      url: `https://${domain}/t/${numbers.below(10_000)}`,
    });
}

function phishWave(today: FlowDay): () => Draft {
  const { day, flow, numbers } = today;
  const domain = inventedDomain(numbers);
  const from = badSender(numbers, domain);
  const [clusterId, words] = [numbers.cluster(), numbers.pick(PHISH_WORDS)];
  const verdict: FilterVerdict = {
    threat: 'Phish',
    technology: numbers.pick(PHISH_TECHNOLOGIES),
    confidence: numbers.isWithin(0.7) ? 'High' : 'Low',
    ...(numbers.isWithin(0.4) ? { also: [{ threat: 'Spam', technology: 'General filter' }] } : {}),
  };
  return () =>
    judged(verdict, numbers, {
      kind: 'phish',
      at: momentOf(day, ANY_TIME, numbers),
      direction: 'Inbound',
      subject: `${words} ${numbers.below(100)}`,
      from,
      to: [to(today, flow.outcomes.phish)],
      clusterId,
      url: `https://login.${domain}/s/${numbers.below(10_000)}`,
    });
}

function malwareWave(today: FlowDay): () => Draft {
  const { day, flow, numbers } = today;
  const from = badSender(numbers, inventedDomain(numbers));
  const clusterId = numbers.cluster();
  const technology = numbers.pick(['Anti-malware Engine', 'File detonation', 'File reputation']);
  const also = numbers.isWithin(0.5)
    ? [{ threat: 'Phish', technology: 'Advanced filter' } as const]
    : [];
  return () =>
    judged({ threat: 'Malware', technology, also }, numbers, {
      kind: 'malware',
      at: momentOf(day, ANY_TIME, numbers),
      direction: 'Inbound',
      subject: `Statement ${numbers.below(10_000)}`,
      from,
      to: [to(today, flow.outcomes.malware)],
      clusterId,
      files: MALWARE_FILES,
    });
}

/** Mostly known names of others; now and then a machine that sends as the tenant itself. */
function spoofWave(today: FlowDay): () => Draft {
  const { day, flow, numbers, ownDomain } = today;
  const isOwn = numbers.isWithin(0.1);
  const domain = isOwn ? ownDomain : inventedDomain(numbers);
  const server = inventedDomain(numbers);
  const from: Sender = {
    address: `noreply@${domain}`,
    name: 'Service Desk',
    ip: inventedIp(numbers),
    mailFrom: `www-data@${server}`,
    country: 'US',
    authentication: isOwn ? FORGED_OWN : FORGED_OTHER,
  };
  const technology = isOwn ? 'Spoof intra-org' : 'Spoof external domain';
  return () =>
    judged({ threat: 'Phish', technology, confidence: 'Low' }, numbers, {
      kind: 'spoof',
      at: momentOf(day, ANY_TIME, numbers),
      direction: 'Inbound',
      subject: `Notice ${numbers.below(10_000)}`,
      from,
      to: [to(today, flow.outcomes.spoof)],
      forged: isOwn ? 'own-domain' : 'other-domain',
    });
}

function edgeWave(today: FlowDay): () => Draft {
  const { day, numbers } = today;
  const from = badSender(numbers, inventedDomain(numbers));
  return () => ({
    kind: 'spam',
    at: momentOf(day, ANY_TIME, numbers),
    direction: 'Inbound',
    subject: '',
    from,
    to: [{ ...toOwn(somebody(today)), destination: 'edge' }],
    edgeBlocked: true,
  });
}

function to(today: FlowDay, outcome: FlowDay['flow']['outcomes']['spam']): Addressee {
  return toOwn(somebody(today), destinationOf(outcome, today.numbers));
}

/** What reaches the inbox was mostly not found; the rest somebody wanted to have all the same. */
function judged(filtered: FilterVerdict, numbers: SeededNumbers, draft: Draft): Draft {
  const isMissed = draft.to[0]?.destination === 'inbox' && numbers.isWithin(0.7);
  return isMissed ? draft : { ...draft, filtered };
}

function badSender(numbers: SeededNumbers, domain: string): Sender {
  const { address, name } = inventedPerson(numbers, domain);
  const mailFrom = `bounce${numbers.below(1000)}@${domainOf(address)}`;
  const country = numbers.pick(['US', 'NL', 'RU', 'BR', 'VN', 'IN']);
  return { address, name, ip: inventedIp(numbers), mailFrom, country };
}
