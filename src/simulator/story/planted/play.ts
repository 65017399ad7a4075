import type { MailFlow } from '../../scenario/flow-schema.js';
import type { PlantedStory, PlantedStoryName } from '../../scenario/story-schema.js';
import { knownIn } from '../../mail/generated-flow.js';
import { ownDomainOf, personNamed } from '../../mail/own-people.js';
import type { OwnPerson, PeopleSource } from '../../mail/own-people.js';
import { SeededNumbers } from '../../mail/seeded-numbers.js';
import type { Happened } from '../../mail/tenant-mail.js';
import { ZoneCalendar } from '../../mail/zone-days.js';
import { ACCOUNT_BURSTS_AT_NIGHT } from './account-bursts-at-night.js';
import { ASSISTANT_SPEAR_PHISHED } from './assistant-spear-phished.js';
import { DIRECTOR_SPOOFED } from './director-spoofed.js';
import { INFECTED_CLIENT } from './infected-client.js';
import { NEWSLETTER_SENT } from './newsletter-sent.js';
import { ONE_ATTACKER_MANY_TARGETS } from './one-attacker-many-targets.js';
import { DAY_MS, messagesOf, MINUTE_MS } from './plot.js';
import type { Plot, Scene, Stage } from './plot.js';
import { QUIET_WEEK } from './quiet-week.js';

const PLOTS: Readonly<Record<PlantedStoryName, Plot>> = {
  'account-bursts-at-night': ACCOUNT_BURSTS_AT_NIGHT,
  'newsletter-sent': NEWSLETTER_SENT,
  'infected-client': INFECTED_CLIENT,
  'director-spoofed': DIRECTOR_SPOOFED,
  'assistant-spear-phished': ASSISTANT_SPEAR_PHISHED,
  'one-attacker-many-targets': ONE_ATTACKER_MANY_TARGETS,
  'quiet-week': QUIET_WEEK,
};

/** What is true of a story, for those who judge whether it was found. Addresses in lower case, times in ISO 8601. */
export interface Planted {
  readonly tenantId: string;
  readonly story: PlantedStoryName;
  /** The user at its centre: who sends, who is forged, who is aimed at. */
  readonly mailbox?: string;
  /** Other people of the tenant whom it concerns. */
  readonly addresses: readonly string[];
  /** Domains outside from which it comes. */
  readonly senderDomains: readonly string[];
  /** First and last of what happened. */
  readonly from: string;
  readonly to: string;
}

export interface Played {
  readonly truth: Planted;
  readonly happened: Happened;
}

export type StorySource = PeopleSource & {
  readonly mail: { readonly flow?: MailFlow | undefined };
};

/**
 * Plays stories one after the other as they are written: who is at the centre of one isn't chosen for the next. All of it
 * follows from the tenant, the flow's seed, the names and places of the stories, and the time.
 *
 * @throws RangeError for a mailbox that isn't there
 */
export function playAll(
  source: StorySource,
  stories: readonly PlantedStory[],
  now: number,
  edition = '',
): readonly Played[] {
  if (stories.length === 0) return [];
  const { flow } = source.mail;
  const stage: Stage = {
    ownDomain: ownDomainOf(source),
    country: flow?.country ?? 'DE',
    known: knownIn(flow, source),
  };
  const calendar = new ZoneCalendar(flow?.zone ?? 'UTC');
  const taken = new Set<string>();
  return stories.map((story, index) => {
    const plot = PLOTS[story.story];
    const seed = `${flow?.seed ?? 1} ${source.tenantId} ${story.story} ${index} ${edition}`;
    const numbers = new SeededNumbers(seed);
    const star = starOf(source, stage, { story, plot, taken, numbers });
    taken.add(star.address);
    const start = startOf(plot, calendar, story, now);
    return play(plot, { ...stage, star, start, numbers }, { story: story.story, seed, source });
  });
}

function play(
  plot: Plot,
  scene: Scene,
  { story, seed, source }: { story: PlantedStoryName; seed: string; source: StorySource },
): Played {
  const played = plot.play(scene);
  const messages = messagesOf(played.drafts, seed);
  const signIns = played.signIns ?? [];
  const times = [...messages.map(({ receivedAt }) => receivedAt), ...signIns.map(({ at }) => at)];
  times.sort();
  const end = new Date(scene.start + plot.minutes * MINUTE_MS).toISOString();
  return {
    truth: {
      tenantId: source.tenantId,
      story,
      ...(plot.hasStar ? { mailbox: scene.star.address } : {}),
      addresses: played.addresses ?? [],
      senderDomains: played.senderDomains ?? [],
      from: times[0] ?? new Date(scene.start).toISOString(),
      to: times.at(-1) ?? end,
    },
    happened: { messages, signIns, blockedSenders: played.blockedSenders ?? [] },
  };
}

interface Casting {
  readonly story: PlantedStory;
  readonly plot: Plot;
  readonly taken: ReadonlySet<string>;
  readonly numbers: SeededNumbers;
}

/** Who is named, or one of those whom the plot prefers, or anybody who is free. */
function starOf(source: StorySource, { known }: Stage, { story, plot, taken, numbers }: Casting) {
  if (story.mailbox !== undefined) return personNamed(source, story.mailbox);
  const free = known.people.filter(({ address }) => !taken.has(address));
  const preferred = free.filter((person) => plot.prefers?.(person) ?? true);
  const candidates: readonly OwnPerson[] =
    [preferred, free, known.people].find(({ length }) => length > 0) ?? [];
  if (candidates.length === 0) throw new RangeError('There is no mailbox.');
  return numbers.pick(candidates);
}

/** When it begins, so that it is over as long ago as it should. */
function startOf(plot: Plot, calendar: ZoneCalendar, story: PlantedStory, now: number): number {
  const lasts = plot.minutes * MINUTE_MS;
  if (story.minutesAgo !== undefined) return now - story.minutesAgo * MINUTE_MS - lasts;
  const before = now - (story.daysAgo ?? 0) * DAY_MS;
  const beginning = (hours: readonly number[]) => hours[plot.hour] ?? 0;
  const day = calendar.latest(
    before,
    ({ hours, isWeekend }) => beginning(hours) + lasts <= before && !(plot.onWorkdays && isWeekend),
  );
  return day === undefined ? before - lasts : beginning(day.hours);
}
