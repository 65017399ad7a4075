import { z } from 'zod';
import type { Actor, StoredActor } from '../alerts/actor.js';
import { storeActor } from '../alerts/actor.js';
import type { ChannelRef } from '../alerts/ports.js';
import type { Json } from '../lib/json.js';
import { parseStored, storedForm } from '../lib/stored-form.js';
import { weekText, type Weekday } from './iso-week.js';
import { dueAt, lastDueWeek, type DigestTime } from './period.js';
import type { WeekTime } from './digest-time.js';

/** What the service's settings say: `time` undefined is 'off'. */
export interface DigestDefaults {
  readonly time: WeekTime | undefined;
  readonly zone: string;
}

/** What 'off' leaves to whoever turns it on. */
const usualTime: WeekTime = { weekday: 1, minutes: 8 * 60 };

const instant = z.iso.datetime();

const schema = z.object({
  on: z.boolean(),
  time: z
    .object({
      weekday: z
        .int()
        .min(1)
        .max(7)
        .transform((day) => day as Weekday),
      minutes: z.int().min(0).max(1439),
    })
    .optional(),
  zone: z.string().optional(),
  by: z.object({ tenantId: z.string(), objectId: z.string(), name: z.string() }),
  at: instant,
  onSince: instant.optional(),
  /** A week whose digest was still to come when its time was put into the past: it is due from then on. */
  pulled: z.object({ week: z.string(), at: instant }).optional(),
});

/** What people have set for one channel. */
export type StoredSettings = Readonly<z.infer<typeof schema>>;

export function parseSettings(json: unknown): StoredSettings {
  return parseStored(schema, json, 'The stored settings of a digest have another shape.');
}

export function settingsJson(settings: StoredSettings): Json {
  return storedForm(settings);
}

/** What holds for one channel. */
export interface DigestSettings {
  readonly on: boolean;
  readonly time: DigestTime;
  /** Who set it last, and when; undefined while the service's own settings hold. */
  readonly by?: StoredActor | undefined;
  readonly at?: string | undefined;
  /** Nothing that was due before is owed: there was no channel yet, or the digest was off. Milliseconds since 1970. */
  readonly since: number;
  readonly pulled?: StoredSettings['pulled'];
}

export function settingsOf(
  defaults: DigestDefaults,
  channel: Pick<ChannelRef, 'chosenAt'>,
  stored: StoredSettings | undefined,
): DigestSettings {
  const time = stored?.time ?? defaults.time ?? usualTime;
  const starts = [channel.chosenAt, stored?.onSince].flatMap((at) =>
    at === undefined ? [] : [Date.parse(at)],
  );
  return {
    on: stored?.on ?? defaults.time !== undefined,
    time: { ...time, zone: stored?.zone ?? defaults.zone },
    by: stored?.by,
    at: stored?.at,
    since: Math.max(...starts),
    pulled: stored?.pulled,
  };
}

/** When the digest of a week is due, with what people did to its time. */
export function dueOf({ time, pulled }: DigestSettings, week: number): number {
  const due = dueAt(time, week);
  return pulled?.week === weekText(week) ? Math.max(due, Date.parse(pulled.at)) : due;
}

export interface SettingsChange {
  readonly on?: boolean | undefined;
  readonly time?: WeekTime | undefined;
  readonly zone?: string | undefined;
}

/**
 * What is stored after a person's change. A week's digest that was still to come and whose time now lies in the past is
 * not lost: it is due at once.
 */
export function changed(
  before: { readonly stored: StoredSettings | undefined; readonly settings: DigestSettings },
  change: SettingsChange,
  actor: Actor,
  now: Date,
): StoredSettings {
  const { stored, settings } = before;
  const at = now.toISOString();
  const turnsOn = change.on === true && !settings.on;
  const next: StoredSettings = {
    on: change.on ?? settings.on,
    time: change.time ?? stored?.time,
    zone: change.zone ?? stored?.zone,
    onSince: turnsOn ? at : stored?.onSince,
    pulled: stored?.pulled,
    by: storeActor(actor),
    at,
  };
  const week = lastDueWeek(settings.time, now.getTime()) + 1;
  const time = { ...settings.time, ...next.time, zone: next.zone ?? settings.time.zone };
  const past = dueAt(time, week) <= now.getTime();
  return past ? { ...next, pulled: { week: weekText(week), at } } : next;
}
