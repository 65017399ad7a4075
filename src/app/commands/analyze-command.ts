import type { IncomingFile } from '../../adapters/teams/incoming-files.js';
import type { CardContent } from '../../alerts/card-content.js';
import { analysisCard } from '../../zap/analysis-card.js';
import { ownDomains } from '../own-domains.js';
import { analyseText, type Analysed } from '../message-analysis.js';
import { notice, type Command, type CommandCall, type CommandServices } from './command.js';

/** Several messages come as several cards; more than these are asked for again. */
const filesAtOnce = 5;

const hints = {
  empty:
    'Paste the headers of a message after "analyze", or send me the message as a file (.eml, or a text file with its headers).',
  elsewhere:
    'Ask me in our personal chat: what is pasted here would be read by everybody in the channel.',
  'no-headers':
    'No header was found. Copy all of them: in Outlook under "View message source" or "Internet headers".',
  outlook: 'This is an Outlook .msg file. Save the message as .eml, or paste its headers.',
} as const;

export const analyzeCommand: Command = {
  name: 'analyze',
  usage: 'analyze <headers, or a file>',
  explanation:
    'In personal chat: explains a message from its pasted headers, or from an .eml or text file.',
  access: 'anyone',
  run: async (services, call) => {
    if (call.place.kind !== 'personal') return notice('In our personal chat', hints.elsewhere);
    if (call.files.length > 0) return analyseFiles(services, call);
    if (call.pasted.trim() === '') return notice('What shall I look at?', hints.empty);
    return cardOf(await analyseText(call.pasted, await ownDomains(services.documents)));
  },
};

async function analyseFiles(
  services: CommandServices,
  { files, place }: CommandCall,
): Promise<CardContent | undefined> {
  const domains = await ownDomains(services.documents);
  const cards: CardContent[] = [];
  for (const file of files.slice(0, filesAtOnce)) {
    cards.push(await analyseFile(services, file, domains));
  }
  const left = files.length - cards.length;
  if (left > 0)
    cards.push(notice('Not all files', `${left} more were left out: send them by themselves.`));
  for (const card of cards.slice(0, -1)) await services.reply(place, card);
  return cards.at(-1);
}

async function analyseFile(
  { download, alerts }: CommandServices,
  file: IncomingFile,
  domains: readonly string[],
): Promise<CardContent> {
  const name = file.name.forCard();
  const downloaded = await download(file);
  if (downloaded.kind === 'bytes') {
    return cardOf(await analyseText(downloaded.bytes, domains), `${name}: `);
  }
  alerts.log.warn({ code: downloaded.code }, 'a file could not be fetched');
  const why = refusals[downloaded.code] ?? 'The file could not be fetched. Try again.';
  return notice('Not read', `${name}: ${why}`);
}

const refusals: Readonly<Record<string, string>> = {
  'file.host': 'The file does not lie where Teams keeps files, so it was not fetched.',
  'file.too-large': 'The file is larger than 10 MB, so it was not read.',
  'file.gone': 'The file is gone. Send it again.',
};

/** `of` names the file in what is said of it. */
function cardOf(analysed: Analysed, of = ''): CardContent {
  return analysed.kind === 'analysis'
    ? analysisCard(analysed.analysis)
    : notice('Not analysed', `${of}${hints[analysed.kind]}`);
}
