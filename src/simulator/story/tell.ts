import type { SimulatorContext } from '../context.js';
import { StoryError } from './chapter.js';
import type { Chapters, StoryInput, Told } from './chapter.js';
import { FLOW_CHAPTERS } from './flow-chapters.js';
import { FORWARD_CHAPTERS } from './forward-chapters.js';
import { MAIL_CHAPTERS } from './mail-chapters.js';
import { SERVICE_CHAPTERS } from './service-chapters.js';

/** Things that happen in the tenants. What isn't said is chosen: the first that fits, in the order of the scenario. */
const CHAPTERS: Chapters = {
  ...FORWARD_CHAPTERS,
  ...SERVICE_CHAPTERS,
  ...MAIL_CHAPTERS,
  ...FLOW_CHAPTERS,
};

/** Tells one chapter and records it in the ledger. @throws StoryError */
export function tellStory(context: SimulatorContext, name: string, input: StoryInput): Told {
  const chapter = Object.hasOwn(CHAPTERS, name) ? CHAPTERS[name] : undefined;
  if (chapter === undefined) throw new StoryError(`There is no story '${name}'.`);
  const told = chapter(context, input);
  const tenantId = typeof told['tenantId'] === 'string' ? told['tenantId'] : '';
  context.ledger.record({ kind: 'change', tenantId, what: name, detail: told });
  return told;
}
