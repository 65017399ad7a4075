import { DistinctCount } from './distinct-count.js';
import type { SpamFrame } from './frame.js';
import { HeavyHitters } from './heavy-hitters.js';
import type { LocalHours } from './local-days.js';
import type { MailRow } from './mail-row.js';
import type { SeenRow } from './seen-row.js';
import { UnwantedCount } from './unwanted-count.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const mostShapes = 16;
/** 16 MB for the hours of all senders. */
const mostHours = 4_000_000;

/** A subject shape in the period and before. */
interface ShapeCount {
  now: number;
  before: number;
  readonly daysBefore: Set<number>;
}

/** What one user of the tenant does when sending, in the period and in the days before that show the usual. */
export class OwnBehaviour {
  readonly unwanted = new UnwantedCount();
  readonly byDirection = { outbound: 0, 'intra-org': 0 };
  /** Deliveries of the period, wanted or not. */
  sent = 0;
  sentBefore = 0;
  /** Those among them whose row names the recipient. */
  namedBefore = 0;
  /** Malware within the tenant. */
  malwareInside = 0;
  /** Deliveries that the filter itself called bulk, or that have a high BCL. */
  bulk = 0;
  readonly phishTo = new DistinctCount();
  /** Recipients that rows name, of the period and of the days before. */
  readonly recipients = new DistinctCount();
  readonly recipientsBefore = new DistinctCount();
  /** As its senders' rows sum them up: recipients who may be the same. */
  summedRecipients = 0;
  readonly shapes = new HeavyHitters<ShapeCount>(mostShapes, () => ({
    now: 0,
    before: 0,
    daysBefore: new Set(),
  }));
  /** Deliveries of the period whose row names a shape. */
  shaped = 0;
  readonly daysBefore = new Set<number>();
  /** Deliveries per UTC hour since the earliest. */
  readonly hours: Uint32Array;
  #unwantedHours: Uint32Array | undefined;

  constructor(hours: number) {
    this.hours = new Uint32Array(hours);
  }

  /** The same for what was unwanted. */
  get unwantedHours(): Uint32Array {
    return (this.#unwantedHours ??= new Uint32Array(this.hours.length));
  }
}

/** The senders of a tenant. Memory is bounded: the heaviest, and those with unwanted mail, are followed. */
export class OwnSenders {
  readonly senders: HeavyHitters<OwnBehaviour>;
  readonly #frame: SpamFrame;
  readonly #highBcl: number;

  constructor(frame: SpamFrame, capacity: number, highBcl: number) {
    this.#frame = frame;
    this.#highBcl = highBcl;
    const hours = Math.ceil((frame.now - frame.earliest) / hourMs) + 1;
    const places = Math.min(capacity, Math.floor(mostHours / hours));
    this.senders = new HeavyHitters(places, () => new OwnBehaviour(hours));
  }

  add({ row, at, unwanted, side }: SeenRow): void {
    if (side !== 'own' || row.sender === undefined || at < this.#frame.usualFrom) return;
    const one = this.senders.add(row.sender, unwanted ? row.count * 8 : row.count);
    const hour = this.hourOf(at);
    one.hours[hour] = (one.hours[hour] ?? 0) + row.count;
    if (at >= this.#frame.from) this.#addNow(one, row, at);
    else if (at < this.#frame.usualTo) addBefore(one, row, at);
  }

  /** The place of a moment in `hours`. */
  hourOf(at: number): number {
    return Math.floor((at - this.#frame.earliest) / hourMs);
  }

  /** When the hour of this place began. */
  timeOf(place: number): number {
    return this.#frame.earliest + place * hourMs;
  }

  #addNow(one: OwnBehaviour, row: MailRow, at: number): void {
    const { count, verdict, recipient, subjectShape = '', bcl = -1 } = row;
    one.sent += count;
    if (recipient !== undefined) one.recipients.add(recipient);
    else one.summedRecipients += row.recipients ?? count;
    if (subjectShape !== '') {
      one.shapes.add(subjectShape, count).now += count;
      one.shaped += count;
    }
    if (verdict === 'bulk' || bcl >= this.#highBcl) one.bulk += count;
    if (verdict !== 'clean') this.#addUnwanted(one, row, at);
  }

  #addUnwanted(one: OwnBehaviour, row: MailRow, at: number): void {
    const { count, verdict, direction, recipient } = row;
    one.unwanted.add(row, at);
    const hour = this.hourOf(at);
    one.unwantedHours[hour] = (one.unwantedHours[hour] ?? 0) + count;
    one.byDirection[direction === 'intra-org' ? 'intra-org' : 'outbound'] += count;
    if (verdict === 'malware' && direction === 'intra-org') one.malwareInside += count;
    if (verdict === 'phish' && recipient !== undefined) one.phishTo.add(recipient);
  }
}

function addBefore(one: OwnBehaviour, row: MailRow, at: number): void {
  const { count, recipient, subjectShape = '' } = row;
  const day = Math.floor(at / dayMs);
  one.sentBefore += count;
  one.daysBefore.add(day);
  if (recipient !== undefined) {
    one.recipientsBefore.add(recipient);
    one.namedBefore += count;
  }
  if (subjectShape === '') return;
  const shape = one.shapes.add(subjectShape, count);
  shape.before += count;
  shape.daysBefore.add(day);
}

/** Deliveries by local hour of the day, of the hours from `first` to `last` (places, `last` not included). */
export function byHourOfDay(
  senders: OwnSenders,
  hours: Uint32Array,
  local: LocalHours,
  [first, last]: readonly [number, number],
): readonly number[] {
  const sums = new Array<number>(24).fill(0);
  for (let place = Math.max(0, first); place < Math.min(last, hours.length); place += 1) {
    const count = hours[place] ?? 0;
    if (count === 0) continue;
    const hour = local.hourAt(senders.timeOf(place));
    sums[hour] = (sums[hour] ?? 0) + count;
  }
  return sums;
}
