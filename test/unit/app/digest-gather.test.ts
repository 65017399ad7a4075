import assert from 'node:assert/strict';
import { MemoryAlertStore } from '../../../src/adapters/memory/memory-alert-store.js';
import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import { MemoryTenantHealthStore } from '../../../src/adapters/memory/memory-health-store.js';
import type { Alert, AlertId } from '../../../src/alerts/alert.js';
import type { Approval } from '../../../src/alerts/approval.js';
import { chain, emptyHead, type AuditDraft } from '../../../src/alerts/audit.js';
import type { AlertState } from '../../../src/alerts/lifecycle.js';
import { digestGather } from '../../../src/app/digest-gather.js';
import { keepLatest } from '../../../src/app/scan-run.js';
import { zapCoverages } from '../../../src/app/zap-job.js';
import type { DigestPeriod } from '../../../src/digest/period.js';
import type { DigestRow, DigestSection } from '../../../src/digest/row.js';
import { Tally } from '../../../src/digest/tally.js';
import { DocumentSpamDayStore } from '../../../src/spam/day-store.js';
import type { SpamDay } from '../../../src/spam/day.js';
import type { TenantHealth } from '../../../src/tenants/health.js';
import { DocumentZapRecordStore } from '../../../src/zap/record-store.js';
import { parseZapRecord } from '../../../src/zap/records.js';
import { contoso } from '../../support/sample-findings.js';
import { fabrikam } from './commands-desk.js';

const period: DigestPeriod = {
  ...{ week: '2026-W47', zone: 'UTC', firstDay: '2026-11-09', lastDay: '2026-11-15' },
  ...{ from: '2026-11-09T00:00:00.000Z', to: '2026-11-16T00:00:00.000Z' },
};
const now = new Date('2026-11-16T08:00:00.000Z');
const by = { tenantId: contoso.id, objectId: contoso.id, name: 'Avery' };

const facts = {
  mailboxId: 'd0030001-0000-4000-8000-000000000001',
  userPrincipalName: 'ida@contoso.example',
  primarySmtpAddress: 'ida@contoso.example',
  displayName: 'Ida',
  recipientType: 'UserMailbox',
  forwardingSmtpAddress: 'smtp:x@evil.example',
  forwardingAddress: null,
  keepsCopy: false,
  destinations: [
    {
      ...{ address: '=x@evil.example', label: 'x@evil.example', vector: 'mailbox-smtp' },
      ...{ placement: 'external', dormant: false },
    },
  ],
  outsideCount: 1,
  reasons: ['no-copy'],
};

class GatherBench {
  readonly alerts = new MemoryAlertStore();
  readonly documents = new MemoryDocumentStore();
  readonly health = new MemoryTenantHealthStore();
  readonly #drafts: AuditDraft[] = [];

  /** An alert in its state now, with what the record says of it: 'raised' at a time, and so on. */
  async alert(
    id: string,
    state: AlertState,
    events: readonly (readonly [what: string, at: string, detail?: AuditDraft['detail']])[],
  ): Promise<void> {
    const value: Alert = {
      ...{ id: id as AlertId, tenantId: contoso.id, tenantName: contoso.name, kind: 'forward' },
      ...{ identity: id, fingerprint: 'f', severity: 'high', state, facts },
      ...{ firstSeenAt: events[0]?.[1] ?? '', lastSeenAt: '', changedAt: '' },
      ...{ revision: 1, nonceHashes: [], messages: [], returns: 0 },
    };
    await this.alerts.commit(contoso.id, [{ type: 'alert', value, etag: undefined }]);
    for (const [what, at, detail = {}] of events) {
      this.#drafts.push({ at, what: `alert.${what}`, alertId: id, detail });
    }
  }

  async approval(id: string, change: Partial<Approval>): Promise<void> {
    const value: Approval = {
      ...{ tenantId: contoso.id, alertId: id as AlertId, fingerprint: 'f', reason: 'Agreed', by },
      at: '2026-10-01T08:00:00.000Z',
      ...change,
    };
    await this.alerts.commit(contoso.id, [{ type: 'approval', value, etag: undefined }]);
  }

  async rows(section?: DigestSection): Promise<DigestRow[]> {
    const { records, head } = chain(emptyHead, this.#drafts.splice(0));
    if (records.length > 0) {
      await this.alerts.commit(contoso.id, [
        ...records.map((value) => ({ type: 'audit', value, etag: undefined }) as const),
        { type: 'audit-head', value: head, etag: undefined },
      ]);
    }
    const gather = digestGather({
      ...{ alerts: this.alerts, documents: this.documents, health: this.health },
      records: new DocumentZapRecordStore(this.documents),
      watched: () => Promise.resolve([contoso, fabrikam]),
      clock: { now: () => now },
    });
    const rows: DigestRow[] = [];
    for await (const row of gather(period)) {
      if (section === undefined || row.section === section) rows.push(row);
    }
    return rows;
  }

  healthOf(change: Partial<TenantHealth>): Promise<unknown> {
    const health: TenantHealth = {
      ...{ tenantId: contoso.id, name: contoso.name, state: 'healthy' },
      ...{ since: '2026-11-01T08:00:00.000Z', inventoried: true, failuresInRow: 0 },
      ...change,
    };
    return this.health.write(health, undefined);
  }

  async forward(): Promise<unknown> {
    const [row] = await this.rows('forwards');
    if (row?.section !== 'forwards') return undefined;
    const { appeared, removed, approved, gone, waiting, minutes } = row;
    return { appeared, removed, approved, gone, waiting, minutes };
  }
}

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

  it('counts each recipient in the week in which the mail was taken from them', async () => {
    const recipient = (address: string, at: string): object => ({
      ...{ address, outcome: 'zapped', threat: 'phish', location: 'quarantine' },
      receivedAt: '2026-11-08T20:00:00.000Z',
      ...{ zapTime: { kind: 'exact', at }, exposure: { kind: 'exact', minutes: 300 } },
      ...{ evidence: { value: 'read', from: 'audit' }, sources: ['hunting'] },
    });
    const record = parseZapRecord({
      ...{ tenantId: contoso.id, key: 'm1', subject: 'x', senderName: '', subjectShape: '' },
      ...{ senderAddress: 'pay@bank.example', senderDomain: 'bank.example', authenticated: false },
      ...{ linkHosts: [], attachments: [], threat: 'phish', recipientsLeftOut: 0, otherClicks: 0 },
      recipients: [
        recipient('before@contoso.example', '2026-11-08T23:59:00.000Z'),
        recipient('within@contoso.example', '2026-11-09T01:00:00.000Z'),
        recipient('after@contoso.example', '2026-11-16T00:00:00.000Z'),
      ],
      ...{ sources: ['hunting'], at: '2026-11-08T23:59:00.000Z' },
      ...{ firstSeenAt: '2026-11-09T02:00:00.000Z', changedAt: '2026-11-09T02:00:00.000Z' },
    });
    await new DocumentZapRecordStore(bench.documents).write(record, undefined);
    const rows = await bench.rows('zap');
    assert.deepEqual(
      rows.map((row) => row.section === 'zap' && [row.recipient, row.evidence, row.minutes]),
      [['within@contoso.example', 'read', 300]],
    );
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
