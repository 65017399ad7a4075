import type { Alert, AlertId } from '../../alerts/alert.js';
import type { Approval } from '../../alerts/approval.js';
import type { AuditHead, AuditRecord } from '../../alerts/audit.js';
import type { AlertGroup } from '../../alerts/group.js';
import type { OutboxEntry } from '../../alerts/outbox.js';
import type { AlertStore, Row, Versioned, Write } from '../../alerts/ports.js';
import type { Etag } from '../../lib/etag.js';
import type { TenantId } from '../../tenants/tenant.js';
import { MemoryRows, type MemoryRow } from './memory-rows.js';

/** Alerts in memory, for tests and for trying things out. Forgets everything with the process. */
export class MemoryAlertStore implements AlertStore {
  readonly #rows = new MemoryRows();

  alert(tenantId: TenantId, id: AlertId): Promise<Versioned<Alert> | undefined> {
    return this.#read<Alert>(tenantId, `alert|${id}`);
  }

  locate(id: AlertId): Promise<Versioned<Alert> | undefined> {
    return this.#locate<Alert>(`alert|${id}`);
  }

  alerts(tenantId: TenantId): AsyncIterable<Versioned<Alert>> {
    return this.#list<Alert>(tenantId, 'alert|');
  }

  approval(tenantId: TenantId, id: AlertId): Promise<Versioned<Approval> | undefined> {
    return this.#read<Approval>(tenantId, `approval|${id}`);
  }

  approvals(tenantId: TenantId): AsyncIterable<Versioned<Approval>> {
    return this.#list<Approval>(tenantId, 'approval|');
  }

  group(tenantId: TenantId, id: string): Promise<Versioned<AlertGroup> | undefined> {
    return this.#read<AlertGroup>(tenantId, `group|${id}`);
  }

  locateGroup(id: string): Promise<Versioned<AlertGroup> | undefined> {
    return this.#locate<AlertGroup>(`group|${id}`);
  }

  outboxEntry(tenantId: TenantId, id: string): Promise<Versioned<OutboxEntry> | undefined> {
    return this.#read<OutboxEntry>(tenantId, `outbox|${id}`);
  }

  async *openOutbox(tenantId: TenantId): AsyncGenerator<Versioned<OutboxEntry>> {
    for await (const entry of this.#list<OutboxEntry>(tenantId, 'outbox|')) {
      if (entry.row.state !== 'done' && entry.row.state !== 'dead') yield entry;
    }
  }

  async *deadOutbox(tenantId: TenantId): AsyncGenerator<Versioned<OutboxEntry>> {
    for await (const entry of this.#list<OutboxEntry>(tenantId, 'outbox|')) {
      if (entry.row.state === 'dead') yield entry;
    }
  }

  auditHead(tenantId: TenantId): Promise<Versioned<AuditHead> | undefined> {
    return this.#read<AuditHead>(tenantId, 'audit-head');
  }

  async *audit(tenantId: TenantId): AsyncGenerator<AuditRecord> {
    for await (const { row } of this.#list<AuditRecord>(tenantId, 'audit|')) yield row;
  }

  async tenants(): Promise<readonly TenantId[]> {
    return (await this.#rows.partitions()) as readonly TenantId[];
  }

  async commit(tenantId: TenantId, writes: readonly Write[]): Promise<'committed' | 'conflict'> {
    const rows = writes.map((write) => {
      refuseOthersRow(tenantId, write);
      return { key: keyOf(write), value: write.value, etag: write.etag };
    });
    return (await this.#rows.commit(tenantId, rows)) === 'written' ? 'committed' : 'conflict';
  }

  async purge(tenantId: TenantId, outboxId: string, etag: Etag): Promise<'purged' | 'conflict'> {
    const result = await this.#rows.remove(tenantId, `outbox|${outboxId}`, etag);
    return result === 'removed' ? 'purged' : 'conflict';
  }

  async #locate<T>(key: string): Promise<Versioned<T> | undefined> {
    for (const tenantId of await this.#rows.partitions()) {
      const found = await this.#read<T>(tenantId, key);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async #read<T>(partition: string, key: string): Promise<Versioned<T> | undefined> {
    const row = await this.#rows.read(partition, key);
    return row && versioned<T>(row);
  }

  async *#list<T>(partition: string, prefix: string): AsyncGenerator<Versioned<T>> {
    for (const row of await this.#rows.list(partition, prefix)) yield versioned<T>(row);
  }
}

/** Only this store writes these rows, and only typed ones. */
function versioned<T>(row: MemoryRow): Versioned<T> {
  return { row: row.value as T, etag: row.etag };
}

function refuseOthersRow(tenantId: TenantId, row: Row): void {
  if (row.type === 'audit' || row.type === 'audit-head') return;
  if (row.value.tenantId !== tenantId) {
    throw new TypeError('A row of one tenant was to be written for another.');
  }
}

function keyOf(row: Row): string {
  switch (row.type) {
    case 'alert':
      return `alert|${row.value.id}`;
    case 'approval':
      return `approval|${row.value.alertId}`;
    case 'group':
      return `group|${row.value.id}`;
    case 'outbox':
      return `outbox|${row.value.id}`;
    case 'audit':
      return `audit|${row.value.sequence.toString().padStart(12, '0')}`;
    case 'audit-head':
      return 'audit-head';
  }
}
