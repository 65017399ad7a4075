import assert from 'node:assert/strict';
import { keepLatest } from '../../../src/app/scan-run.js';
import { zapCoverages } from '../../../src/app/zap-job.js';
import type { DigestPeriod } from '../../../src/digest/period.js';
import type { TenantHealth } from '../../../src/tenants/health.js';
import { DocumentZapRecordStore } from '../../../src/zap/record-store.js';
import { parseZapRecord } from '../../../src/zap/records.js';
import { contoso } from '../../support/sample-findings.js';
import { fabrikam } from './commands-desk.js';
import { GatherBench, by, gone, now, period } from './digest-gather-bench.js';

const nothing = { appeared: false, removed: false, approved: false, gone: false };

describe('What a digest gathers', () => {
  let bench: GatherBench;
  beforeEach(() => {
    bench = new GatherBench();
  });

  it('says of every watched tenant that it was not read, until it was', async () => {
    const rows = await bench.rows();
    assert.deepEqual(
      rows.map((row) => row.section === 'coverage' && [row.tenantId, row.source, row.read]),
      [contoso, fabrikam].flatMap(({ id }) =>
        ['forwards', 'zap', 'mail'].map((source) => [id, source, 'none']),
      ),
    );
  });

  const healths: readonly (readonly [Partial<TenantHealth>, string, RegExp])[] = [
    [{ lastReadAt: '2026-11-16T07:30:00.000Z' }, 'whole', /^$/],
    [{ lastReadAt: '2026-11-14T07:30:00.000Z' }, 'part', /Last read completely 14 Nov/],
    [{ lastReadAt: '2026-11-01T07:30:00.000Z' }, 'none', /Last read completely 1 Nov/],
    [{}, 'none', /Never read completely/],
    [
      {
        state: 'suspended',
        cause: { code: 'consent-withdrawn' },
        lastReadAt: '2026-11-12T07:30:00.000Z',
      },
      'part',
      /Consent for the reader app was withdrawn.*12 Nov/,
    ],
    [{ state: 'degraded', lastReadAt: '2026-11-16T07:30:00.000Z' }, 'part', /Single mailboxes/],
  ];
  for (const [change, read, why] of healths) {
    it(`calls forwards read ${read} for ${JSON.stringify(change)}`, async () => {
      await bench.healthOf(change);
      const [row] = await bench.rows('coverage');
      assert.ok(row?.section === 'coverage');
      assert.equal(row.read, read);
      assert.match(row.why, why);
    });
  }

  it('counts a forward that was found and removed in the period, and how long the decision took', async () => {
    await bench.alert('A', 'removed', [
      ['raised', '2026-11-10T08:00:00.000Z'],
      ['remove', '2026-11-10T09:30:00.000Z'],
      ['removed', '2026-11-10T09:31:00.000Z'],
    ]);
    assert.deepEqual(await bench.forward(), {
      ...nothing,
      appeared: true,
      removed: true,
      waiting: false,
      minutes: 0,
    });
    const [decision] = await bench.rows('decisions');
    assert.ok(decision?.section === 'decisions');
    assert.deepEqual([decision.decision, decision.minutes], ['remove', 90]);
  });

  it('counts one that waits from when it was found, not from when the period began', async () => {
    await bench.alert('A', 'open', [['raised', '2026-11-01T08:00:00.000Z']]);
    assert.deepEqual(await bench.forward(), { ...nothing, waiting: true, minutes: 15 * 1440 });
  });

  it('counts the wait anew after an approval was taken back', async () => {
    await bench.alert('A', 'open', [
      ['raised', '2026-10-01T08:00:00.000Z'],
      ['approve', '2026-10-01T09:00:00.000Z'],
      ['revoke', '2026-11-15T08:00:00.000Z'],
    ]);
    assert.deepEqual(await bench.forward(), { ...nothing, waiting: true, minutes: 1440 });
  });

  it('leaves out what happened before and after the period', async () => {
    await bench.alert('A', 'removed', [
      ['raised', '2026-11-01T08:00:00.000Z'],
      ['remove', '2026-11-16T00:00:00.000Z'],
      ['removed', '2026-11-16T00:01:00.000Z'],
    ]);
    assert.deepEqual(await bench.rows('forwards'), []);
    assert.deepEqual(await bench.rows('decisions'), []);
  });

  it('takes the period from its first instant to the last before its end', async () => {
    await bench.alert('A', 'resolved', [
      ['raised', period.from],
      ['gone', '2026-11-15T23:59:59.999Z'],
    ]);
    assert.deepEqual(await bench.forward(), {
      ...nothing,
      appeared: true,
      gone: true,
      waiting: false,
      minutes: 0,
    });
  });

  it('waits for nobody to decide what a wider approval covered when it was found', async () => {
    await bench.alert('A', 'approved', [
      ['raised', '2026-11-10T08:00:00.000Z', { state: 'approved' }],
      ['remove', '2026-11-11T08:00:00.000Z'],
    ]);
    assert.deepEqual(await bench.rows('decisions'), []);
  });

  it('lists the approvals that hold, and marks those that end within 14 days', async () => {
    await bench.alert('A', 'approved', [['raised', '2026-10-01T08:00:00.000Z']]);
    await bench.approval('A', { expiresAt: '2026-11-30T08:00:00.000Z' });
    await bench.approval('B', { expiresAt: '2026-11-30T08:00:00.001Z' });
    await bench.approval('C', { expiresAt: now.toISOString() });
    await bench.approval('D', {});
    await bench.approval('E', { revoked: { by, at: now.toISOString() } });
    const rows = await bench.rows('approvals');
    assert.deepEqual(
      rows.map((row) => row.section === 'approvals' && [row.alertId, row.subject, row.expiring]),
      [
        ['A', 'ida@contoso.example', true],
        ['B', 'B', false],
        ['D', 'D', false],
      ],
    );
  });

  it('keeps the head of the audit record', async () => {
    await bench.alert('A', 'open', [['raised', '2026-11-10T08:00:00.000Z']]);
    const [row] = await bench.rows('audit');
    assert.ok(row?.section === 'audit');
    assert.equal(row.sequence, 1);
    assert.match(row.hash, /^[0-9a-f]{64}$/);
  });

  describe('of ZAP', () => {
    const recipient = (address: string, zapTime: object): object => ({
      ...{ address, outcome: 'zapped', threat: 'phish', location: 'quarantine' },
      receivedAt: '2026-11-08T20:00:00.000Z',
      ...{ zapTime, exposure: { kind: 'unknown' } },
      ...{ evidence: { value: 'read', from: 'audit' }, sources: ['hunting'] },
    });
    const exact = (at: string): object => ({ kind: 'exact', at });
    const put = async (
      key: string,
      { firstSeenAt, at }: { readonly firstSeenAt: string; readonly at: string },
      ...recipients: readonly object[]
    ): Promise<void> => {
      const record = parseZapRecord({
        ...{ tenantId: contoso.id, key, subject: 'x', senderName: '', subjectShape: '' },
        ...{ senderAddress: 'pay@bank.example', senderDomain: 'bank.example' },
        ...{ authenticated: false, linkHosts: [], attachments: [], threat: 'phish' },
        ...{ recipientsLeftOut: 0, otherClicks: 0, recipients, sources: ['hunting'] },
        ...{ at, firstSeenAt, changedAt: firstSeenAt },
      });
      await new DocumentZapRecordStore(bench.documents).write(record, undefined);
    };
    const seen = async (of: DigestPeriod = period): Promise<unknown[]> =>
      (await bench.rows('zap', of)).map((row) => row.section === 'zap' && row.recipient);
    const found = '2026-11-09T02:00:00.000Z';

    it('counts a loss that is found late in the week in which it was found', async () => {
      const at = '2026-10-20T08:00:00.000Z';
      await put('m1', { at, firstSeenAt: found }, recipient('late@contoso.example', exact(at)));
      assert.deepEqual(await seen(), ['late@contoso.example']);
    });

    it('counts a loss without a time when it was first seen', async () => {
      const times = { at: '2026-11-08T20:00:00.000Z', firstSeenAt: found };
      await put(
        'm1',
        times,
        recipient('a@contoso.example', { kind: 'none' }),
        recipient('b@contoso.example', { kind: 'within-48h' }),
      );
      assert.deepEqual(await seen(), ['a@contoso.example', 'b@contoso.example']);
    });

    it('counts a person from whom a known message was taken later in the week of that', async () => {
      const times = { at: '2026-11-08T20:00:00.000Z', firstSeenAt: '2026-11-08T21:00:00.000Z' };
      await put(
        'm1',
        times,
        recipient('before@contoso.example', exact('2026-11-08T20:00:00.000Z')),
        recipient('within@contoso.example', exact('2026-11-09T01:00:00.000Z')),
        recipient('bound@contoso.example', { kind: 'at-most', at: '2026-11-15T23:59:59.999Z' }),
        recipient('after@contoso.example', exact('2026-11-16T00:00:00.000Z')),
      );
      assert.deepEqual(await seen(), ['within@contoso.example', 'bound@contoso.example']);
    });

    it('has each recipient in one week, also when a later reading learns the time of the purge', async () => {
      const times = { at: '2026-11-07T20:00:00.000Z', firstSeenAt: found };
      const weekBefore = {
        ...{ ...period, week: '2026-W46', firstDay: '2026-11-02', lastDay: '2026-11-08' },
        ...{ from: '2026-11-02T00:00:00.000Z', to: period.from },
      };
      for (const [i, time] of [
        { kind: 'none' },
        { kind: 'at-most', at: '2026-11-09T01:30:00.000Z' },
        { kind: 'at-most', at: '2026-11-08T23:00:00.000Z' },
        exact('2026-11-07T20:00:00.000Z'),
      ].entries()) {
        await put(`m${i}`, times, recipient(`${i}@contoso.example`, time));
      }
      assert.deepEqual(await seen(weekBefore), []);
      assert.equal((await seen()).length, 4);
    });
  });

  describe('of customers that are not watched any more', () => {
    it('names those where alerts wait, with how many, as the decisions count them', async () => {
      await bench.spamAlert('A', {}, gone);
      await bench.spamAlert('B', { address: '=cmd|x' }, gone);
      const rows = await bench.rows();
      const of = rows.filter(({ tenantId }) => tenantId === gone.id);
      assert.deepEqual(of[0], {
        ...{ section: 'unwatched', tenantId: gone.id, tenant: gone.name, waiting: 2 },
      });
      assert.equal(of.filter(({ section }) => section === 'decisions').length, 2);
      assert.equal(of.filter(({ section }) => section === 'coverage').length, 0);
    });

    it('says nothing of those that are watched', async () => {
      await bench.spamAlert('A', {});
      assert.deepEqual(await bench.rows('unwatched'), []);
    });
  });

  it('says what the last look at ZAP could not read', async () => {
    const look = { tenantId: contoso.id, tenantName: contoso.name, read: [], limits: [] };
    await keepLatest(bench.documents, zapCoverages, contoso.id, {
      ...{ ...look, complete: false, notRead: ['Advanced hunting stopped at its limit.'] },
      readAt: '2026-11-16T07:00:00.000Z',
    });
    const row = (await bench.rows('coverage')).find(
      (one) => one.section === 'coverage' && one.source === 'zap',
    );
    assert.ok(row?.section === 'coverage');
    assert.deepEqual([row.read, row.why], ['part', 'Advanced hunting stopped at its limit.']);
  });
});
