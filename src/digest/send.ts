import type { Actor } from '../alerts/actor.js';
import { storeActor } from '../alerts/actor.js';
import type { ChannelRef, PostResult } from '../alerts/ports.js';
import { StoreConflictError } from '../lib/errors.js';
import { errorCode } from '../lib/log.js';
import type { StoredEdition } from './book.js';
import { digestOf } from './make.js';
import { dutyOf, stepOf, type Duty, type Step } from './duty.js';
import { isEnded, type Edition } from './edition.js';
import { claimEdition, leaseEnd, type Hold } from './hold.js';
import { currentWeek, periodOf, periodUntilToday } from './period.js';
import { parseWeek, weekText } from './iso-week.js';
import type { DigestServices } from './ports.js';
import { dueOf, settingsOf, type DigestSettings } from './settings.js';

/** Between attempts on a channel that refuses messages, or that loses one answer after the other. */
const blockedMs = 10 * 60_000;
const shortestWaitMs = 1000;
/** Weeks that a digest may say to have been left out. */
const mostMissed = 12;

/** What somebody who looks finds to be done, for one week. */
interface Work {
  readonly week: string;
  readonly step: Exclude<Step, 'nothing'>;
  readonly duty: Duty | undefined;
  readonly stored: StoredEdition | undefined;
}

/** What holds for a channel now. */
export async function channelSettings(
  { book, options }: Pick<DigestServices, 'book' | 'options'>,
  channel: Pick<ChannelRef, 'channelId' | 'chosenAt'>,
): Promise<DigestSettings> {
  const stored = await book.settings(channel.channelId);
  return settingsOf(options.defaults, channel, stored?.settings);
}

/** True when a digest is to be begun, taken over or ended. Two small reads: it may be asked often. */
export async function hasDigestWork(services: DigestServices): Promise<boolean> {
  const channel = (await services.channels.current())?.row;
  return channel !== undefined && (await workOf(services, channel)).length > 0;
}

async function workOf(services: DigestServices, channel: ChannelRef): Promise<readonly Work[]> {
  const settings = await channelSettings(services, channel);
  const now = services.clock.now().getTime();
  const duty = dutyOf(settings, now);
  // An edition that was asked for may be of a week whose time has not come.
  const weeks = new Set([
    ...(duty === undefined ? [] : [weekText(duty.week)]),
    weekText(currentWeek(settings.time.zone, now)),
  ]);
  const work: Work[] = [];
  for (const week of weeks) {
    const stored = await services.book.edition(channel.channelId, week);
    const owed = duty !== undefined && weekText(duty.week) === week ? duty : undefined;
    const step = stepOf(stored?.edition, owed, now);
    if (step !== 'nothing') work.push({ week, step, duty: owed, stored });
  }
  return work;
}

/**
 * Does what is due for the security channel: at most one post for each ISO week, however many replicas look, and however
 * often. Rejects when the storage does not answer; then the next look goes on.
 */
export async function sendDigests(services: DigestServices): Promise<void> {
  const channel = (await services.channels.current())?.row;
  if (channel === undefined) return;
  for (const work of await workOf(services, channel))
    await steps[work.step](services, channel, work);
}

type Do = (services: DigestServices, channel: ChannelRef, work: Work) => Promise<void>;

const steps: Readonly<Record<Work['step'], Do>> = {
  begin: async (services, channel, { week, duty, stored }) => {
    if (duty === undefined) return;
    const settings = await channelSettings(services, channel);
    const now = services.clock.now().toISOString();
    const edition = {
      ...({ week, state: 'claimed', createdAt: now, lost: 0 } as const),
      period: periodOf(settings.time, duty.week),
      dueAt: new Date(duty.dueAt).toISOString(),
      kind: duty.kind === 'late' ? ('late' as const) : ('scheduled' as const),
      missed: await missed(services, channel, settings, duty.week),
    };
    const hold = await claimEdition(services, channel.channelId, edition, stored);
    if (hold) await make(services, channel, hold);
  },
  'take-over': async (services, channel, { stored }) => {
    if (stored === undefined) return;
    const { state } = stored.edition;
    const hold = await claimEdition(
      services,
      channel.channelId,
      { ...stored.edition, state: state === 'posting' ? 'posting' : 'claimed' },
      stored,
    );
    if (!hold) return;
    // Whoever had it died between the request and its answer: the digest may stand in the channel already.
    if (state === 'posting') await ambiguous(services, hold, 'interrupted');
    else await make(services, channel, hold);
  },
  skip: async (services, channel, { week, duty, stored }) => {
    if (duty === undefined) return;
    const settings = await channelSettings(services, channel);
    const at = services.clock.now().toISOString();
    const edition: Edition = {
      ...{ week, state: 'skipped', skipped: 'too-late', kind: 'scheduled', fence: 0, lost: 0 },
      period: periodOf(settings.time, duty.week),
      dueAt: new Date(duty.dueAt).toISOString(),
      ...{ createdAt: at, endedAt: at, missed: [] },
    };
    const outcome = await services.book.write(channel.channelId, edition, stored?.etag);
    if (outcome === 'written') services.log.warn({ week }, 'a digest was left out: it is too old');
  },
  'give-up': async (services, channel, { week, stored }) => {
    if (stored === undefined) return;
    const { edition, etag } = stored;
    const ended: Edition = {
      ...edition,
      state: 'skipped',
      skipped: edition.lost > 0 || edition.state === 'posting' ? 'unconfirmed' : 'refused',
      endedAt: services.clock.now().toISOString(),
    };
    const outcome = await services.book.write(channel.channelId, ended, etag);
    if (outcome === 'written') services.log.error({ week }, 'a digest was given up after two days');
  },
};

/** Weeks right before this one that were owed and never posted, the oldest first. */
async function missed(
  { book }: DigestServices,
  { channelId }: ChannelRef,
  settings: DigestSettings,
  week: number,
): Promise<readonly string[]> {
  const weeks: string[] = [];
  for (let one = week - 1; one >= week - mostMissed; one -= 1) {
    const stored = await book.edition(channelId, weekText(one));
    if (stored?.edition.state === 'posted' || dueOf(settings, one) < settings.since) break;
    weeks.unshift(weekText(one));
  }
  return weeks;
}

/** Gathers and stores what is to be said, unless that was done before, and posts it once. */
async function make(services: DigestServices, channel: ChannelRef, hold: Hold): Promise<void> {
  const { log } = services;
  try {
    const card = await hold.during(() => digestOf(services, hold));
    await hold.change({ state: 'posting', leaseUntil: leaseEnd(services) });
    const result = await services.announcer.post(channel, card);
    await after(services, hold, result);
  } catch (error) {
    const { week } = hold.edition;
    // Whoever has the claim now goes on with it.
    if (error instanceof StoreConflictError) {
      log.warn({ week, code: error.code }, 'the claim on a digest was lost before the end');
      return;
    }
    // The claim ends with its lease, and the next look takes it over.
    log.error({ week, code: errorCode(error) }, 'a digest could not be made');
    throw error;
  }
}

async function after(services: DigestServices, hold: Hold, result: PostResult): Promise<void> {
  const { clock, log } = services;
  const { week } = hold.edition;
  const at = (ms: number): string => new Date(clock.now().getTime() + ms).toISOString();
  switch (result.kind) {
    case 'posted':
      await hold.change({
        ...{ state: 'posted', message: result.message, endedAt: at(0), leaseUntil: undefined },
      });
      log.info({ week }, 'a digest was posted');
      return;
    case 'ambiguous':
      return ambiguous(services, hold, result.code);
    case 'refused':
    case 'impossible': {
      const waitMs =
        result.kind === 'refused' ? Math.max(result.retryAfterMs, shortestWaitMs) : blockedMs;
      log.warn({ week, code: result.code }, 'Teams did not take a digest; it is tried again');
      return hold.change({ state: 'waiting', notBefore: at(waitMs), failure: result.code });
    }
  }
}

/** Waited out, so that a press can show where it stands; then it is posted once more. */
function ambiguous(services: DigestServices, hold: Hold, code: string): Promise<void> {
  const { clock, options } = services;
  const { lost, week } = hold.edition;
  const waitMs = lost === 0 ? options.evidenceMs : blockedMs;
  services.log.warn({ week, code }, 'the answer to the post of a digest was lost');
  return hold.change({
    ...{ state: 'ambiguous', lost: lost + 1, failure: code },
    notBefore: new Date(clock.now().getTime() + waitMs).toISOString(),
  });
}

export type Ordered =
  | { readonly kind: 'ordered'; readonly week: string }
  /** It is being made, or waits for Teams. */
  | { readonly kind: 'under-way'; readonly edition: Edition }
  | { readonly kind: 'posted'; readonly edition: Edition };

/** Claims this ISO week for a digest that a person asks for now; whoever looks next makes it. */
export async function orderDigest(
  services: DigestServices,
  channel: ChannelRef,
  by: Actor,
): Promise<Ordered> {
  const settings = await channelSettings(services, channel);
  const now = services.clock.now();
  const period = periodUntilToday(settings.time.zone, now.getTime());
  const { week } = period;
  for (;;) {
    const stored = await services.book.edition(channel.channelId, week);
    if (stored?.edition.state === 'posted') return { kind: 'posted', edition: stored.edition };
    if (stored && !isEnded(stored.edition)) return { kind: 'under-way', edition: stored.edition };
    const at = now.toISOString();
    const edition: Edition = {
      ...{ week, state: 'waiting', kind: 'ordered', lost: 0, period },
      ...{ dueAt: at, createdAt: at, notBefore: at, orderedBy: storeActor(by) },
      fence: (stored?.edition.fence ?? 0) + 1,
      missed: await missed(services, channel, settings, parseWeek(week) ?? 0),
    };
    const outcome = await services.book.write(channel.channelId, edition, stored?.etag);
    if (outcome === 'written') return { kind: 'ordered', week };
  }
}

/** A press on a copy of which nobody knew where it stands shows that it was posted. */
export async function adoptDigest(
  { book, clock, log }: Pick<DigestServices, 'book' | 'clock' | 'log'>,
  channelId: string,
  week: string,
  message: NonNullable<Edition['message']>,
): Promise<void> {
  const stored = await book.edition(channelId, week);
  if (stored === undefined) return;
  const { edition, etag } = stored;
  // `lost`: an earlier post may be the one that was pressed, while another is being made.
  const mayStand = edition.state === 'posting' || edition.lost > 0;
  if (edition.state === 'posted' || !mayStand) return;
  const posted: Edition = {
    ...edition,
    ...{ state: 'posted', message, endedAt: clock.now().toISOString() },
    ...{ fence: edition.fence + 1, leaseUntil: undefined, skipped: undefined },
  };
  const outcome = await book.write(channelId, posted, etag);
  if (outcome === 'written') log.info({ week }, 'a digest was found by a press');
}
