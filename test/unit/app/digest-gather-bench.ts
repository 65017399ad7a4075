import assert from 'node:assert/strict';
import { MemoryAlertStore } from '../../../src/adapters/memory/memory-alert-store.js';
import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import { MemoryTenantHealthStore } from '../../../src/adapters/memory/memory-health-store.js';
import type { Alert, AlertId } from '../../../src/alerts/alert.js';
import type { Approval } from '../../../src/alerts/approval.js';
import { chain, emptyHead, type AuditDraft } from '../../../src/alerts/audit.js';
import type { AlertState } from '../../../src/alerts/lifecycle.js';
import { digestGather } from '../../../src/app/digest-gather.js';
import type { DigestPeriod } from '../../../src/digest/period.js';
import type { DigestRow, DigestSection } from '../../../src/digest/row.js';
import { spamFactsJson, type SpamFacts } from '../../../src/spam/facts.js';
import type { TenantHealth } from '../../../src/tenants/health.js';
import { DocumentZapRecordStore } from '../../../src/zap/record-store.js';
import { contoso } from '../../support/sample-findings.js';
import { fabrikam } from './commands-desk.js';

export const period: DigestPeriod = {
  ...{ week: '2026-W47', zone: 'UTC', firstDay: '2026-11-09', lastDay: '2026-11-15' },
  ...{ from: '2026-11-09T00:00:00.000Z', to: '2026-11-16T00:00:00.000Z' },
};
export const gone = {
  ...fabrikam,
  id: 'ffffffff-1111-4111-8111-111111111111' as typeof contoso.id,
  name: 'Gone Ltd',
};
export const now = new Date('2026-11-16T08:00:00.000Z');
export const by = { tenantId: contoso.id, objectId: contoso.id, name: 'Avery' };

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

export class GatherBench {
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

  /** An alert about an own user as a sender. */
  async spamAlert(id: string, change: Partial<SpamFacts>, tenant = contoso): Promise<void> {
    const facts: SpamFacts = {
      ...{ address: 'max@contoso.example', zone: 'UTC', sent: 400, unwanted: 0, byVerdict: {} },
      ...{ startedAt: '2026-11-10T01:00:00.000Z', lastAt: '2026-11-10T03:00:00.000Z' },
      ...{ recipients: { count: 300, exact: true }, blocked: false, notKnown: [], atLeast: false },
      evidence: [{ code: 'burst', count: 400 }],
      likelyCause: 'compromised-account',
      points: { 'bulk-mail': 0, 'infected-client': 0, 'compromised-account': 3 },
      ...change,
    };
    const value: Alert = {
      ...{ id: id as AlertId, tenantId: tenant.id, tenantName: tenant.name, kind: 'spam' },
      ...{ identity: id, fingerprint: 'f', severity: 'high', state: 'open' },
      facts: spamFactsJson(facts),
      ...{ firstSeenAt: facts.startedAt, lastSeenAt: '', changedAt: '' },
      ...{ revision: 1, nonceHashes: [], messages: [], returns: 0 },
    };
    await this.alerts.commit(tenant.id, [{ type: 'alert', value, etag: undefined }]);
  }

  async own(): Promise<unknown[]> {
    return (await this.rows('own-senders')).map((row) => {
      assert.ok(row.section === 'own-senders');
      const { address, rest, count, atLeast, sent, sentAtLeast, blocked, alertId, cause } = row;
      return { address, rest, count, atLeast, sent, sentAtLeast, blocked, alertId, cause };
    });
  }

  async approval(id: string, change: Partial<Approval>): Promise<void> {
    const value: Approval = {
      ...{ tenantId: contoso.id, alertId: id as AlertId, fingerprint: 'f', reason: 'Agreed', by },
      at: '2026-10-01T08:00:00.000Z',
      ...change,
    };
    await this.alerts.commit(contoso.id, [{ type: 'approval', value, etag: undefined }]);
  }

  async rows(section?: DigestSection, of: DigestPeriod = period): Promise<DigestRow[]> {
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
    for await (const row of gather(of)) {
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
