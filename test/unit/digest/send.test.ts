import assert from 'node:assert/strict';
import type { Edition } from '../../../src/digest/edition.js';
import type { Weekday } from '../../../src/digest/iso-week.js';
import type { DigestServices } from '../../../src/digest/ports.js';
import type { DigestRow } from '../../../src/digest/row.js';
import { adoptDigest, hasDigestWork, orderDigest, sendDigests } from '../../../src/digest/send.js';
import { changed, settingsOf, type SettingsChange } from '../../../src/digest/settings.js';
import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import type { Clock } from '../../../src/lib/clock.js';
import { avery, channelRef, Desk } from '../../support/desk.js';
import { digestServices, gathers } from '../../support/digest-services.js';

const { channelId } = channelRef;
const hourMs = 3_600_000;
const line: DigestRow = {
  ...{ section: 'audit', tenantId: '11111111-1111-4111-8111-111111111111', tenant: 'Contoso' },
  ...{ sequence: 7, hash: 'ab' },
};

/** A channel with a clock; it begins on Monday, 5 January 2026, 08:00 UTC, when the channel was chosen. */
class DigestBench {
  /** What a replica whose clock is off by so much does. */
  shifted(hours: number): DigestServices {
    const { clock } = this.desk;
    const shifted: Clock = {
      now: () => new Date(clock.now().getTime() + hours * hourMs),
      monotonicMs: () => clock.monotonicMs(),
      sleep: (...a) => clock.sleep(...a),
    };
    return { ...this.services, clock: shifted };
  }

  readonly desk = new Desk();
  readonly documents = new MemoryDocumentStore();
  readonly services: DigestServices;

  constructor() {
    this.services = digestServices(this.desk, this.documents, gathers(line));
  }

  async look(services = this.services): Promise<void> {
    await this.desk.ready;
    await this.desk.done(sendDigests(services));
  }

  /** Moves on and looks every hour. */
  async pass(hours: number): Promise<void> {
    for (let i = 0; i < hours; i += 1) {
      await this.desk.clock.advance(hourMs);
      await this.look();
    }
  }

  titles(): string[] {
    return this.desk.channel
      .shown()
      .map(({ card }) => /^Week (\d+)/.exec(String(card.data['title']))?.[1] ?? '');
  }

  banners(): string[] {
    const card = this.desk.channel.shown().at(-1)?.card;
    return (card?.rows ?? [])
      .filter(({ section }) => section === 'banner')
      .map(({ head, text }) => `${String(head)}${String(text)}`);
  }

  async set(change: SettingsChange): Promise<void> {
    const { book, clock, options } = this.services;
    const stored = await book.settings(channelId);
    const settings = settingsOf(options.defaults, channelRef, stored?.settings);
    const next = changed({ stored: stored?.settings, settings }, change, avery, clock.now());
    assert.equal(await book.set(channelId, next, stored?.etag), 'written');
  }

  async state(week: string): Promise<string | undefined> {
    return (await this.services.book.edition(channelId, week))?.edition.state;
  }
}

describe('The weekly digest', () => {
  let bench: DigestBench;
  beforeEach(() => {
    bench = new DigestBench();
  });

  it('comes once a week at its time, however often and from however many replicas it is looked for', async () => {
    const others = [bench.services, { ...bench.services }, { ...bench.services }];
    for (let step = 0; step < 4 * 7 * 24; step += 1) {
      await bench.desk.clock.advance(hourMs);
      await bench.desk.done(Promise.all(others.map((services) => sendDigests(services))));
    }
    assert.deepEqual(bench.titles(), ['2', '3', '4', '5', '6']);
  });

  it('was not owed before the channel was chosen', async () => {
    await bench.desk.clock.advance(hourMs);
    await bench.desk.channels.choose({ ...channelRef, chosenAt: '2026-01-05T08:30:00.000Z' });
    await bench.look();
    assert.deepEqual(bench.titles(), []);
    assert.equal(await hasDigestWork(bench.services), false);
  });

  it('has nothing to do between', async () => {
    await bench.pass(7 * 24 + 1);
    assert.equal(bench.titles().length, 2);
    assert.equal(await hasDigestWork(bench.services), false);
  });

  it('comes late and says so, when the service was down for up to 48 hours', async () => {
    await bench.look();
    await bench.desk.clock.advance((7 * 24 + 48) * hourMs);
    await bench.look();
    assert.deepEqual(bench.titles(), ['2', '3']);
    assert.match(bench.banners().join(), /^Late\. It was due on 12 Jan 2026, 08:00 UTC/);
  });

  it('is left out when it was down for longer, and the next one says so', async () => {
    await bench.look();
    await bench.desk.clock.advance((3 * 7 * 24 + 50) * hourMs);
    await bench.look();
    assert.deepEqual(bench.titles(), ['2']);
    assert.equal(await bench.state('2026-W05'), 'skipped');
    await bench.pass(6 * 24);
    assert.deepEqual(bench.titles(), ['2', '6']);
    assert.match(bench.banners().join(), /Left out before: 2026-W03, 2026-W04, 2026-W05\./);
  });

  it('is posted once more after the time for evidence, when the answer to the post was lost', async () => {
    bench.desk.channel.posts.push('lost');
    await bench.look();
    assert.equal(await bench.state('2026-W02'), 'ambiguous');
    await bench.desk.clock.advance(59_000);
    await bench.look();
    assert.equal(bench.desk.channel.requests.length, 1);
    await bench.desk.clock.advance(2_000);
    await bench.look();
    assert.deepEqual(bench.titles(), ['2', '2']);
    assert.match(bench.banners().join(), /Posted once more/);
    await bench.pass(24);
    assert.equal(bench.desk.channel.requests.length, 2);
  });

  it('is not posted once more when a press has shown where it stands', async () => {
    bench.desk.channel.posts.push('lost');
    await bench.look();
    const message = { conversationId: `${channelId};messageid=m1`, activityId: 'm1' };
    await adoptDigest(bench.services, channelId, '2026-W02', message);
    await bench.pass(24);
    assert.deepEqual(bench.titles(), ['2']);
    assert.equal(await bench.state('2026-W02'), 'posted');
  });

  it('takes no place from a press on one that stands already, or on a week that never was', async () => {
    await bench.look();
    const before = await bench.services.book.edition(channelId, '2026-W02');
    const message = { conversationId: 'x', activityId: 'other' };
    await adoptDigest(bench.services, channelId, '2026-W02', message);
    await adoptDigest(bench.services, channelId, '2020-W01', message);
    assert.deepEqual(await bench.services.book.edition(channelId, '2026-W02'), before);
    assert.equal(await bench.services.book.edition(channelId, '2020-W01'), undefined);
  });

  it('is taken over after the lease from a replica that died while it gathered', async () => {
    const dead = { ...bench.services, gather: breaks };
    await bench.desk.ready;
    await assert.rejects(bench.desk.done(sendDigests(dead)));
    await bench.desk.clock.advance(59_000);
    await bench.look();
    assert.deepEqual(bench.titles(), []);
    await bench.desk.clock.advance(2_000);
    await bench.look();
    assert.deepEqual(bench.titles(), ['2']);
  });

  it('waits for evidence after a replica that died while it posted, and is posted once more', async () => {
    bench.desk.channel.onShown = () => Promise.reject(new Error('killed'));
    await bench.desk.ready;
    await assert.rejects(bench.desk.done(sendDigests(bench.services)));
    bench.desk.channel.onShown = () => Promise.resolve();
    assert.equal(await bench.state('2026-W02'), 'posting');
    await bench.desk.clock.advance(61_000);
    await bench.look();
    assert.equal(await bench.state('2026-W02'), 'ambiguous');
    await bench.desk.clock.advance(61_000);
    await bench.look();
    assert.deepEqual(bench.titles(), ['2', '2']);
    assert.equal(await bench.state('2026-W02'), 'posted');
  });

  it('is tried again when Teams refuses it, and given up after two days', async () => {
    bench.desk.channel.posts.push('refused');
    await bench.look();
    await bench.desk.clock.advance(3_000);
    await bench.look();
    assert.deepEqual(bench.titles(), ['2']);
    bench.desk.channel.posts.push(...Array<'impossible'>(1000).fill('impossible'));
    await bench.pass(7 * 24 + 50);
    assert.equal(await bench.state('2026-W03'), 'skipped');
    bench.desk.channel.posts.length = 0;
    await bench.pass(5 * 24);
    assert.deepEqual(bench.titles(), ['2', '4']);
    assert.match(bench.banners().join(), /Left out before: 2026-W03/);
  });

  it('does not come twice when the clock jumps back, nor when it jumps on and back', async () => {
    await bench.pass(7 * 24 + 1);
    assert.deepEqual(bench.titles(), ['2', '3']);
    for (const hours of [-1, -7 * 24, -3, -14 * 24]) await bench.look(bench.shifted(hours));
    assert.deepEqual(bench.titles(), ['2', '3']);
    await bench.look(bench.shifted(3 * 7 * 24 + 72));
    assert.equal(await bench.state('2026-W06'), 'skipped');
    await bench.pass(4 * 7 * 24);
    assert.deepEqual(bench.titles(), ['2', '3', '4', '5', '6', '7']);
  });

  it('comes at once and only once, when its time is put into the past of a week that still owed one', async () => {
    await bench.look();
    await bench.set({ time: { weekday: 5, minutes: 480 } });
    await bench.pass(8 * 24);
    assert.deepEqual(bench.titles(), ['2']);
    await bench.set({ time: { weekday: 1, minutes: 480 } });
    await bench.look();
    assert.deepEqual(bench.titles(), ['2', '3']);
    assert.deepEqual(bench.banners(), []);
    await bench.pass(7 * 24);
    assert.deepEqual(bench.titles(), ['2', '3', '4']);
  });

  it('never comes twice in one ISO week, whatever people do to its time and zone', async () => {
    const zones = ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Berlin', 'Asia/Kolkata'];
    for (let step = 0; step < 120; step += 1) {
      await bench.pass(7);
      await bench.set({
        zone: zones[step % zones.length],
        time: { weekday: (((step * 5) % 7) + 1) as Weekday, minutes: (step * 397) % 1440 },
      });
    }
    const titles = bench.titles();
    assert.ok(titles.length >= 4);
    assert.deepEqual(titles, [...new Set(titles)]);
  });

  it('does not come while it is off, nor for what was due meanwhile', async () => {
    await bench.look();
    await bench.set({ on: false });
    await bench.pass(8 * 24);
    await bench.set({ on: true });
    await bench.pass(24);
    assert.deepEqual(bench.titles(), ['2']);
    await bench.pass(5 * 24);
    assert.deepEqual(bench.titles(), ['2', '4']);
    assert.deepEqual(bench.banners(), []);
  });

  it('comes when an approver asks for it, and then not again that week', async () => {
    await bench.look();
    await bench.pass(6 * 24);
    assert.equal((await orderDigest(bench.services, channelRef, avery)).kind, 'posted');
    await bench.set({ time: { weekday: 5, minutes: 480 } });
    await bench.pass(2 * 24);
    assert.equal((await orderDigest(bench.services, channelRef, avery)).kind, 'ordered');
    assert.equal((await orderDigest(bench.services, channelRef, avery)).kind, 'under-way');
    await bench.look();
    assert.deepEqual(bench.titles(), ['2', '3']);
    assert.match(bench.banners().join(), /Asked for now/);
    assert.equal((await orderDigest(bench.services, channelRef, avery)).kind, 'posted');
    await bench.pass(6 * 24);
    assert.deepEqual(bench.titles(), ['2', '3']);
  });

  it('keeps exactly the rows behind its card', async () => {
    await bench.look();
    const edition = (await bench.services.book.edition(channelId, '2026-W02'))?.edition;
    assert.ok(edition);
    const rows: DigestRow[] = [];
    for await (const row of bench.services.book.rows(channelId, edition)) rows.push(row);
    assert.deepEqual(rows, [line]);
  });

  it('forgets rows of old weeks and editions by their number', async () => {
    await bench.look();
    await bench.pass(15 * 7 * 24);
    const { book } = bench.services;
    await book.tidy(channelId);
    const held: (number | undefined)[] = [];
    for await (const { edition } of book.editions(channelId)) {
      held.push(await rowsOf(bench.services, edition).catch(() => undefined));
    }
    assert.deepEqual(held, [...Array<undefined>(3).fill(undefined), ...Array<number>(13).fill(1)]);
  });
});

/** ContractError when they are not there any more. */
async function rowsOf({ book }: DigestServices, edition: Edition): Promise<number> {
  let rows = 0;
  for await (const row of book.rows(channelId, edition)) if (row.section === 'audit') rows += 1;
  return rows;
}

async function* breaks(): AsyncGenerator<DigestRow> {
  yield await Promise.resolve(line);
  throw new Error('killed');
}
