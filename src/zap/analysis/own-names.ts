import { addressDomain, addressHost, isUnder } from './domains.js';
import type { OwnSide } from './input.js';
import { plainWords } from './letters.js';
import { observation } from './observation.js';
import { ownLookAlike, type LookAlike } from './own-look-alike.js';
import type { MailPeople, Observation } from './report.js';

const sentences: Readonly<Record<LookAlike['kind'], string>> = {
  'same-shape': 'The sender’s domain is written to look like one of our own.',
  'one-slip': 'The sender’s domain differs from one of our own by a single letter.',
  'as-subdomain': 'The sender’s domain carries the name of our own in front of another domain.',
  'inside-longer': 'The sender’s domain contains the name of one of our own domains.',
  'other-suffix': 'The sender’s domain is the name of our own under another ending.',
  'as-label': 'The sender’s address carries the name of our own domain below that of a service.',
};

/** A sender outside who takes the name of one of our people, or a domain that resembles ours. */
export function judgeOwnNames(people: MailPeople, own: OwnSide): readonly Observation[] {
  const host = addressHost(people.fromAddress);
  if (people.fromAddress === '' || isUnder(host, own.domains)) return [];
  return [...lookAlike(host, own), ...replyLookAlike(people, own), ...colleague(people, own)];
}

function lookAlike(host: string, own: OwnSide): readonly Observation[] {
  const like = ownLookAlike(host, own.domains);
  if (like === undefined) return [];
  return [
    observation(`own-domain-${like.kind}`, like.weight, sentences[like.kind], host, like.own),
  ];
}

function replyLookAlike({ replyTo }: MailPeople, own: OwnSide): readonly Observation[] {
  const hosts = replyTo.slice(0, 10).map(addressHost);
  const found = hosts.find((host) => ownLookAlike(host, own.domains)?.weight === 'high');
  if (found === undefined) return [];
  const sentence = 'Answers would go to a domain that resembles one of our own.';
  return [observation('reply-to-own-look-alike', 'high', sentence, found)];
}

/** Two words at least: 'Support' and 'Anna' are everybody's. The person's own private address is often honest. */
function colleague(people: MailPeople, own: OwnSide): readonly Observation[] {
  const shown = nameKey(people.fromName.replace(/[<([].*$/su, ''));
  if (shown === '') return [];
  const word = shown.split(' ', 1)[0] ?? '';
  const person = own.people.find(({ name }) => mayHold(name, word) && nameKey(name) === shown);
  if (person === undefined || person.address.toLowerCase() === people.fromAddress) return [];
  if (
    own.people.some(({ address }) => addressDomain(address) === addressDomain(people.fromAddress))
  )
    return [];
  return [
    observation(
      'name-of-own-person',
      'medium',
      'The sender has the name of one of our people, but writes from outside.',
      people.fromName,
      person.address,
    ),
  ];
}

/** The same for 'Ida Berg', 'Berg, Ida' and 'ІDA ВЕRG'; '' for a single word. */
function nameKey(name: string): string {
  const words = plainWords(name).split(' ');
  return words.length < 2 ? '' : words.sort().join(' ');
}

/** Rules most names of a directory out before they are taken apart. */
function mayHold(name: string, word: string): boolean {
  return /[^\x20-\x7e]/.test(name) || name.toLowerCase().includes(word);
}
