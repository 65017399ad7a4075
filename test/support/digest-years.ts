import { MemoryChannelStore } from '../../src/adapters/memory/memory-channel-store.js';
import { MemoryDocumentStore } from '../../src/adapters/memory/memory-document-store.js';
import type { Announcer } from '../../src/alerts/ports.js';
import { DigestBook } from '../../src/digest/book.js';
import { weekText, type Weekday } from '../../src/digest/iso-week.js';
import { dueAt, lastDueWeek, type DigestTime } from '../../src/digest/period.js';
import type { DigestServices } from '../../src/digest/ports.js';
import type { DigestRow } from '../../src/digest/row.js';
import { sendDigests } from '../../src/digest/send.js';
import type { Clock } from '../../src/lib/clock.js';
import { quiet } from './quiet-log.js';

const channelRef = {
  ...{ tenantId: 'home', teamId: 'team', channelId: '19:security@thread.tacv2' },
  ...{ serviceUrl: 'https://smba.trafficmanager.net/emea/', chosenBy: 'avery' },
};

const hourMs = 3_600_000;
const leaseMs = 60_000;
const replicas = 3;

const line: DigestRow = {
  ...{ section: 'audit', tenantId: '11111111-1111-4111-8111-111111111111', tenant: 'Contoso' },
  ...{ sequence: 7, hash: 'ab' },
};

/** What became of the digests of one zone over the years. */
export interface Years {
  readonly weeks: number;
  readonly posts: number;
  readonly late: number;
  readonly missing: readonly string[];
  readonly twice: readonly string[];
  readonly outages: number;
  readonly crashes: number;
  readonly jumps: number;
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A replica's life ends here: nothing of it goes on. */
class Killed extends Error {}

/**
 * Runs three replicas over one storage for years, from one event to the next: each week all of them look at about the due
 * time, or when an outage of up to 48 hours ends; some die between claim and post; some look with a clock that went back.
 */
export async function digestYears(
  zone: string,
  { from, years, seed }: { readonly from: string; readonly years: number; readonly seed: number },
): Promise<Years> {
  const random = numbers(seed);
  const within = (most: number): number => Math.floor(random() * most);
  const time: DigestTime = {
    weekday: (within(7) + 1) as Weekday,
    // A quarter of an hour at any time of the day, so that clocks are changed in it somewhere.
    minutes: within(96) * 15,
    zone,
  };
  const start = Date.parse(from);
  let now = start;
  const posted = new Map<string, number>();
  let dies: 'gathering' | 'posting' | undefined;
  const counts = { posts: 0, late: 0, outages: 0, crashes: 0, jumps: 0 };

  const announcer: Announcer = {
    post: (_channel, card) => {
      if (dies === 'posting') return Promise.reject(new Killed());
      const week = String(card.data['week']);
      posted.set(week, (posted.get(week) ?? 0) + 1);
      counts.posts += 1;
      const banner = card.rows?.some(({ head }) => head === 'Late. ') ?? false;
      if (banner) counts.late += 1;
      const activityId = `m${counts.posts}`;
      const message = { conversationId: channelRef.channelId, activityId };
      return Promise.resolve({ kind: 'posted', message });
    },
    update: () => Promise.resolve({ kind: 'updated' }),
  };
  const channels = new MemoryChannelStore();
  await channels.choose({ ...channelRef, chosenAt: from });
  const book = new DigestBook(new MemoryDocumentStore());
  const services = (backMs = 0): DigestServices => ({
    ...{ book, channels, announcer, log: quiet },
    clock: clockAt(() => now - backMs),
    gather: async function* () {
      yield await Promise.resolve(line);
      if (dies === 'gathering') throw new Killed();
    },
    options: {
      defaults: { time, zone },
      ...{ leaseMs, evidenceMs: 60_000 },
    },
  });
  const look = (backMs = 0): Promise<void> =>
    sendDigests(services(backMs)).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });

  const first = lastDueWeek(time, start) + 1;
  const weeks = Math.round(years * 52.18);
  for (let week = first; week < first + weeks; week += 1) {
    const due = dueAt(time, week);
    const outage = random() < 0.3;
    if (outage) counts.outages += 1;
    now = due + (outage ? within(48 * hourMs) : within(60_000));
    if (random() < 0.25) {
      dies = random() < 0.5 ? 'gathering' : 'posting';
      counts.crashes += 1;
      await look();
      dies = undefined;
      // The others look while the dead one's claim still holds.
      await Promise.all([look(), look()]);
      now += leaseMs + 1;
    }
    await Promise.all(Array.from({ length: replicas }, () => look()));
    // What was lost with a replica that died while it posted is posted once more now.
    now += 61_000;
    await Promise.all([look(), look()]);
    if (random() < 0.1) {
      counts.jumps += 1;
      await look(within(20 * 24) * hourMs);
    }
    now = due + 49 * hourMs + within(100 * hourMs);
    await look();
    if (week % 13 === 0) await book.tidy(channelRef.channelId);
  }
  const wanted = Array.from({ length: weeks }, (_, i) => weekText(first + i));
  const key = (week: string): string => week.replace('-W', '');
  return {
    ...{ weeks, ...counts },
    missing: wanted.filter((week) => !posted.has(key(week))),
    twice: [...posted].filter(([, times]) => times > 1).map(([week]) => week),
  };
}

/** Stands still while a replica works. Nobody waits for a lease here: who dies, stays dead. */
function clockAt(now: () => number): Clock {
  return {
    now: () => new Date(now()),
    monotonicMs: now,
    sleep: (_ms, signal) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      }),
  };
}
