import { drawsLetters, hidesCharacters, turnsDirection } from './hidden-letters.js';
import { mixesScripts } from './letters.js';
import { observation } from './observation.js';
import type { MailPeople, Observation, Weight } from './report.js';

interface Trick {
  readonly code: string;
  readonly inName: Weight;
  readonly inSubject: Weight;
  readonly says: string;
  readonly test: (text: string) => boolean;
}

const tricks: readonly Trick[] = [
  {
    code: 'mixed-scripts',
    inName: 'high',
    inSubject: 'medium',
    says: 'mixes letters of several alphabets within one word, so that it looks like another word.',
    test: mixesScripts,
  },
  {
    code: 'turned-direction',
    inName: 'high',
    inSubject: 'medium',
    says: 'holds controls that turn the direction of the text, so that it reads otherwise than it is.',
    test: turnsDirection,
  },
  {
    code: 'hidden-characters',
    inName: 'medium',
    inSubject: 'medium',
    says: 'holds characters that cannot be seen.',
    test: hidesCharacters,
  },
  {
    code: 'drawn-letters',
    inName: 'medium',
    inSubject: 'low',
    says: 'is written with symbols that only look like letters.',
    test: drawsLetters,
  },
];

/** Letters in the sender's name, its address and the subject that are there to deceive a reader or a filter. */
export function judgeLetters({
  fromName,
  fromAddress,
  subject,
}: MailPeople): readonly Observation[] {
  return tricks.flatMap(({ code, inName, inSubject, says, test }) => {
    const found: Observation[] = [];
    if (test(fromName))
      found.push(observation(`name-${code}`, inName, `The sender’s name ${says}`, fromName));
    if (test(fromAddress.replaceAll('.', ' ')))
      found.push(
        observation(`address-${code}`, 'high', `The sender’s address ${says}`, fromAddress),
      );
    if (test(subject))
      found.push(observation(`subject-${code}`, inSubject, `The subject ${says}`, subject));
    return found;
  });
}
