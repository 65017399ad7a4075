import { isOneTime, plantedStories } from '../scenario/story-schema.js';
import type { PlantedStoryName } from '../scenario/story-schema.js';
import { takeIn } from '../mail/tenant-mail.js';
import type { SimulatorContext } from '../context.js';
import { customers, hasConsent, StoryError } from './chapter.js';
import type { Chapters, StoryInput, Told } from './chapter.js';
import { playAll } from './planted/play.js';
import type { Played } from './planted/play.js';

/** The stories that a scenario can plant, told while the simulator runs. */
export const FLOW_CHAPTERS: Chapters = Object.fromEntries(
  plantedStories.map((name) => [name, (context, input) => tell(context, input, name)]),
);

function tell(context: SimulatorContext, input: StoryInput, story: PlantedStoryName): Told {
  const { mailbox, daysAgo, minutesAgo } = input;
  if (!isOneTime(input)) throw new StoryError('Say daysAgo or minutesAgo, not both.');
  const tenant = customers(context, input)
    .filter(
      (candidate) =>
        input.tenantId !== undefined || hasConsent(candidate, (state) => state === 'granted'),
    )
    .find(
      (candidate) =>
        candidate.mailboxCount > 0 && (mailbox === undefined || candidate.find(mailbox).length > 0),
    );
  if (tenant === undefined) {
    throw new StoryError(
      mailbox === undefined ? 'No tenant fits.' : `There is no mailbox '${mailbox}'.`,
    );
  }
  // Told twice it is another edition: other strangers, other ids.
  const edition = `live ${tenant.mail.messages().length}`;
  const [played] = playAll(
    tenant.source,
    [{ story, mailbox, daysAgo, minutesAgo }],
    context.clock().getTime(),
    edition,
  );
  if (played === undefined) throw new StoryError('The story is empty.');
  takeIn(tenant.mail, played.happened);
  return summary(played);
}

function summary({ truth, happened }: Played): Told {
  return { ...truth, messages: happened.messages.length };
}
