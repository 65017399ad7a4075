import { decodeWords } from 'postal-mime';
import type { MailAttachment } from '../sighting.js';
import { endingsOfType, fileKinds, harmlessEndings } from './attachment-table.js';
import { hidesCharacters, turnsDirection } from './hidden-letters.js';
import { observation } from './observation.js';
import type { MessageAnalysis, Observation, Weight } from './report.js';

/** Names are judged and kept up to this length. */
const longestName = 300;
/** Attachments beyond this are neither judged nor kept; no honest message has so many. */
const mostAttachments = 500;

type JudgedAttachment = MessageAnalysis['attachments'][number];

/** What the names and types of attachments give away. Their content is not looked into. */
export function judgeAttachments(
  attachments: readonly MailAttachment[],
): readonly JudgedAttachment[] {
  return attachments.slice(0, mostAttachments).map(({ name, contentType = '', sha256 }) => {
    const shown = decodeWords(name.slice(0, longestName));
    return { name: shown, sha256, observations: judge(shown, contentType.trim().toLowerCase()) };
  });
}

function judge(name: string, type: string): readonly Observation[] {
  const endings = endingsOf(name);
  const ending = endings.at(-1) ?? '';
  const kind = fileKinds.find((one) => one.endings.has(ending));
  return [
    ...tricks(name, endings),
    ...(kind === undefined ? [] : [observation(kind.code, kind.weight, kind.sentence, name)]),
    ...typeAgainstEnding(name, type, ending, kind?.weight ?? 'info'),
  ];
}

function tricks(name: string, endings: readonly string[]): readonly Observation[] {
  const found: Observation[] = [];
  if (turnsDirection(name))
    found.push(
      observation(
        'attachment-turned-name',
        'high',
        'The name of an attachment is turned around, so that it seems to end otherwise.',
        name,
      ),
    );
  if (hidesCharacters(name))
    found.push(
      observation(
        'attachment-hidden-characters',
        'medium',
        'The name of an attachment holds characters that cannot be seen.',
        name,
      ),
    );
  if (/[\s\u00A0\u2000-\u200A\u3000\u2800_]{8}/u.test(name))
    found.push(
      observation(
        'attachment-spaced-name',
        'high',
        'The name of an attachment pushes its real ending out of sight.',
        name,
      ),
    );
  if (isDisguised(endings))
    found.push(
      observation(
        'attachment-double-ending',
        'high',
        'An attachment shows a harmless ending in front of its real one.',
        name,
      ),
    );
  return found;
}

/** 'invoice.pdf.exe', not 'report.2024.pdf' or 'backup.tar.gz'. */
function isDisguised(endings: readonly string[]): boolean {
  const [first, last] = endings.slice(-2);
  if (first === undefined || last === undefined || !harmlessEndings.has(first)) return false;
  return fileKinds.some(
    ({ weight, endings: dangerous }) => weight !== 'info' && dangerous.has(last),
  );
}

function typeAgainstEnding(
  name: string,
  type: string,
  ending: string,
  weightOfKind: Weight,
): readonly Observation[] {
  const fitting = endingsOfType.find(([pattern]) => pattern.test(type))?.[1];
  if (fitting === undefined || ending === '' || fitting.has(ending)) return [];
  // A wrong type is mostly a careless program; on a dangerous file it is a way around a filter.
  const weight = weightOfKind === 'high' || weightOfKind === 'medium' ? 'medium' : 'info';
  const sentence = 'An attachment is declared as another kind of file than its name says.';
  return [observation('attachment-type-differs', weight, sentence, name, type)];
}

/** All endings of a name, in lower case, spaces and dots at its end aside: Windows drops those. */
function endingsOf(name: string): readonly string[] {
  const clean = name.toLowerCase().replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  let end = clean.length;
  while (end > 0 && /[\s.\u2800_]/u.test(clean[end - 1] ?? '')) end--;
  return clean
    .slice(0, end)
    .split('.')
    .slice(1)
    .map((ending) => ending.trim());
}
