import assert from 'node:assert/strict';
import { Tally } from '../../../src/digest/tally.js';
import { DocumentSpamDayStore } from '../../../src/spam/day-store.js';
import type { SpamInternal, SpamSpoofed } from '../../../src/spam/figures.js';
import type { SpamDay } from '../../../src/spam/day.js';
import { contoso } from '../../support/sample-findings.js';
import { GatherBench, gone, period } from './digest-gather-bench.js';

describe('What a digest gathers of mail', () => {
  let bench: GatherBench;
  beforeEach(() => {
    bench = new GatherBench();
  });

  describe('of own users as senders', () => {
    const max = {
      ...{ address: 'max@contoso.example', rest: false, count: 0, atLeast: false, sent: 0 },
      ...{ sentAtLeast: true, blocked: false, alertId: 'A', cause: 'compromised-account' },
    };

    it('names who sent in a way that only an alert tells, since the filter let it pass', async () => {
      await bench.spamAlert('A', {});
      assert.deepEqual(await bench.own(), [max]);
    });

    const outside: readonly (readonly [string, string, boolean])[] = [
      ['2026-11-08T22:00:00.000Z', period.from, false],
      ['2026-11-08T22:00:00.000Z', '2026-11-09T00:00:00.001Z', true],
      [period.from, period.from, true],
      ['2026-11-15T23:59:59.999Z', '2026-11-16T04:00:00.000Z', true],
      [period.to, '2026-11-16T04:00:00.000Z', false],
    ];
    for (const [startedAt, lastAt, inIt] of outside) {
      it(`has an event from ${startedAt} to ${lastAt} ${inIt ? 'in' : 'not in'} the week`, async () => {
        await bench.spamAlert('A', { startedAt, lastAt });
        assert.equal((await bench.own()).length, inIt ? 1 : 0);
      });
    }

    it('names a person with several events once, by the latest, and as blocked when one says so', async () => {
      await bench.spamAlert('A', { blocked: true, blockedAt: '2026-11-10T02:00:00.000Z' });
      const later = { startedAt: '2026-11-12T01:00:00.000Z', lastAt: '2026-11-12T02:00:00.000Z' };
      await bench.spamAlert('B', { ...later, likelyCause: 'bulk-mail' });
      assert.deepEqual(await bench.own(), [
        { ...max, blocked: true, alertId: 'B', cause: 'bulk-mail' },
      ]);
    });

    it('does not call a person blocked before it happened', async () => {
      const times = { lastAt: '2026-11-16T05:00:00.000Z', blockedAt: period.to };
      await bench.spamAlert('A', { ...times, blocked: true });
      assert.deepEqual(await bench.own(), [max]);
    });

    it('names them also of a customer who is not watched any more, once for each customer', async () => {
      await bench.spamAlert('A', {});
      await bench.spamAlert('A', {}, gone);
      const rows = await bench.rows('own-senders');
      assert.deepEqual(
        rows.map(({ tenant }) => tenant),
        [contoso.name, gone.name].sort(),
      );
    });

    it('rejects when the facts of an alert cannot be read, and does not go on without them', async () => {
      await bench.spamAlert('A', { address: '' });
      await assert.rejects(bench.own(), { name: 'ContractError' });
    });
  });

  describe('of mail flow', () => {
    const zeros = { malware: 0, phish: 0, spoof: 0, spam: 0, bulk: 0, unknown: 0, clean: 0 };
    const none = { delivered: 0, junked: 0, quarantined: 0, rejected: 0, unknown: 0 };
    const empty = { listed: [], leftOut: 0, bounded: false };
    const day = (date: string, change: Partial<SpamDay> = {}): SpamDay => ({
      ...{ tenantId: contoso.id, day: date, zone: 'UTC', source: 'hunting', complete: true },
      ...{ from: `${date}T00:00:00.000Z`, to: `${date}T23:59:59.000Z`, over: true, limits: [] },
      readAt: '2026-11-16T07:00:00.000Z',
      cells: [
        { direction: 'inbound', verdict: 'spam', outcome: 'junked', count: 10 },
        { direction: 'inbound', verdict: 'clean', outcome: 'delivered', count: 100 },
      ],
      senders: {
        listed: [
          {
            ...{ address: 'a@shop.example', count: 7, atLeast: false, claimsOwnDomain: false },
            byVerdict: { ...zeros, spam: 7 },
            byOutcome: { ...none, junked: 7 },
            targets: { count: 1, exact: true },
            ...{ firstAt: `${date}T08:00:00.000Z`, lastAt: `${date}T08:00:00.000Z` },
          },
        ],
        ...{ leftOut: 3, bounded: false },
      },
      ...{ receivers: { ...empty, leftOut: 10 }, internal: empty, spoofed: empty },
      ...change,
    });
    const put = async (...days: readonly SpamDay[]): Promise<void> => {
      for (const one of days) await new DocumentSpamDayStore(bench.documents).write(one);
    };
    const week = Array.from({ length: 7 }, (_, i) => `2026-11-${String(9 + i).padStart(2, '0')}`);
    const coverage = async (): Promise<unknown> => {
      const rows = await bench.rows('coverage');
      const row = rows.find((one) => one.section === 'coverage' && one.source === 'mail');
      return row?.section === 'coverage' ? [row.read, row.why] : undefined;
    };

    it('sums up the days of the period and no others, and adds up', async () => {
      await put(...['2026-11-08', ...week, '2026-11-16'].map((date) => day(date)));
      assert.deepEqual(await coverage(), ['whole', '']);
      const tally = new Tally();
      const senders: unknown[] = [];
      for (const row of await bench.rows()) {
        tally.add(row);
        if (row.section === 'senders') senders.push([row.address, row.count, row.rest]);
      }
      assert.equal(tally.figures().mail.unwanted, 70);
      assert.deepEqual(senders, [
        ['a@shop.example', 49, false],
        ['', 21, true],
      ]);
    });

    const [first = '', second = '', ...others] = week;

    it('calls what a sender sent a lower bound when a day may have left it out', async () => {
      await put(
        ...others.map((date) => day(date)),
        day(first, { senders: { listed: [], leftOut: 10, bounded: false } }),
        day(second, { senders: { listed: [], leftOut: 0, bounded: false }, cells: [] }),
      );
      const rows = (await bench.rows('senders')).map(
        (row) => row.section === 'senders' && [row.count, row.atLeast, row.reached, row.rest],
      );
      assert.deepEqual(rows, [
        [35, true, 0, false],
        [25, false, undefined, true],
      ]);
    });

    it('calls exact what is on every day that lists it, where the other days leave nothing out', async () => {
      await put(
        ...others.map((date) => day(date)),
        day(second, { senders: { listed: [], leftOut: 0, bounded: false }, cells: [] }),
      );
      const [row] = await bench.rows('senders');
      assert.deepEqual(row?.section === 'senders' && [row.count, row.atLeast], [35, false]);
    });

    const internal = (address: string, change: Partial<SpamInternal> = {}): SpamInternal => ({
      ...{ address, count: 4, byVerdict: { ...zeros, spam: 4 }, sent: 9, atLeast: false },
      ...{ byOutcome: { ...none, delivered: 4 }, byDirection: { outbound: 4, 'intra-org': 0 } },
      ...{ recipients: { count: 4, exact: true }, blocked: false },
      ...change,
    });

    it('knows all that an own user sent only when each day lists the user', async () => {
      const both = internal('ida@contoso.example');
      const once = internal('max@contoso.example', { count: 2 });
      await put(
        day(first, { internal: { listed: [both, once], leftOut: 0, bounded: false } }),
        day(second, { internal: { listed: [both], leftOut: 0, bounded: false } }),
      );
      const rows = (await bench.rows('own-senders')).map(
        (row) =>
          row.section === 'own-senders' && [row.count, row.atLeast, row.sent, row.sentAtLeast],
      );
      assert.deepEqual(rows, [
        [8, false, 18, false],
        [2, false, 9, true],
      ]);
    });

    it('names a user once whom both a day and an alert know, with the figures of the day', async () => {
      const max = internal('max@contoso.example', { blocked: true });
      await put(day(first, { internal: { listed: [max], leftOut: 3, bounded: false } }));
      await bench.spamAlert('A', { unwanted: 99 });
      assert.deepEqual(await bench.own(), [
        {
          ...{ address: 'max@contoso.example', rest: false, count: 4, atLeast: false, sent: 9 },
          ...{ sentAtLeast: false, blocked: true, alertId: 'A', cause: 'compromised-account' },
        },
        {
          ...{ address: '', rest: true, count: 3, atLeast: false, sent: 0, sentAtLeast: true },
          ...{ blocked: false, alertId: undefined, cause: undefined },
        },
      ]);
    });

    it('leaves nobody out of the names who is blocked or found, however many others sent more', async () => {
      const many = Array.from({ length: 80 }, (_, i) => internal(`u${i}@contoso.example`));
      const held = internal('held@contoso.example', { count: 0, blocked: true });
      await put(day(first, { internal: { listed: [...many, held], leftOut: 0, bounded: false } }));
      await bench.spamAlert('A', {});
      const rows = await bench.rows('own-senders');
      assert.equal(rows.length, 53);
      const tally = new Tally();
      for (const row of rows) tally.add(row);
      const { users, blocked, messages, usersAtLeast } = tally.figures().own;
      assert.deepEqual([users, blocked, messages, usersAtLeast], [52, 1, 320, true]);
    });

    it('says where own domains may be missing among the spoofed ones, and calls the counts bounds', async () => {
      const ours: SpamSpoofed = {
        ...{ domain: 'contoso.example', type: 'internal' as const, count: 5, atLeast: false },
        ...{ byVerdict: { ...zeros, spoof: 5 }, byOutcome: { ...none, delivered: 1, junked: 4 } },
        ...{ addresses: { count: 1, exact: true }, targets: { count: 1, exact: true } },
        networks: [],
      };
      await put(
        ...others.map((date) => day(date)),
        day(first, { spoofed: { listed: [ours], leftOut: 7, bounded: true } }),
        day(second, { spoofed: { listed: [], leftOut: 2, bounded: false } }),
      );
      assert.deepEqual(await coverage(), [
        'whole',
        'On 2 days only the spoofed domains with most mail are listed: own domains may be missing, and counts of them are at least.',
      ]);
      const rows = (await bench.rows('spoofed')).map(
        (row) => row.section === 'spoofed' && [row.address, row.count, row.atLeast, row.rest],
      );
      assert.deepEqual(rows, [
        ['contoso.example', 5, true, false],
        ['', 0, true, true],
      ]);
    });

    it('says which days are missing, and why', async () => {
      await put(
        ...week.slice(0, 5).map((date) => day(date)),
        day('2026-11-14', { complete: false, limits: ['The report stopped at its limit.'] }),
      );
      assert.deepEqual(await coverage(), [
        'part',
        '5 of 7 days were read completely. The report stopped at its limit.',
      ]);
    });

    it('does not take days of another zone for those of the digest', async () => {
      await put(...week.map((date) => day(date, { zone: 'Asia/Tokyo' })));
      assert.deepEqual(await coverage(), [
        'part',
        '0 of 7 days were read completely. Days of mail are those of Asia/Tokyo.',
      ]);
    });
  });
});
