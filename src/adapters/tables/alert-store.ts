import type { z } from 'zod';
import type { Alert, AlertId } from '../../alerts/alert.js';
import type { Approval } from '../../alerts/approval.js';
import type { AuditHead, AuditRecord } from '../../alerts/audit.js';
import type { AlertGroup } from '../../alerts/group.js';
import type { OutboxEntry } from '../../alerts/outbox.js';
import type { AlertStore, Versioned, Write } from '../../alerts/ports.js';
import { ContractError } from '../../lib/errors.js';
import type { Etag } from '../../lib/etag.js';
import type { TenantId } from '../../tenants/tenant.js';
import * as rows from './alert-rows.js';
import type { NewRow } from './row-payload.js';
import * as schemas from './row-schemas.js';
import type { StoredRow } from './stored-row.js';
import type { RowTable } from './table-client.js';
import { tableKey, type TableKey } from './table-keys.js';

const finished = [tableKey('done'), tableKey('dead')];
const notDead = ['pending', 'claimed', 'ambiguous', 'done'].map((state) => tableKey(state));

/**
 * Alerts in the table: one partition per tenant, and an index partition that leads from ids to tenants. An index row is
 * written before what it leads to, so that nothing stored can't be found; one that leads to nothing is harmless.
 */
export class TableAlertStore implements AlertStore {
  readonly #table: RowTable;
  /** Saves asking again for each commit whether the tenant is on the list. */
  readonly #listed = new Set<TenantId>();

  constructor(table: RowTable) {
    this.#table = table;
  }

  async alert(tenantId: TenantId, id: AlertId): Promise<Versioned<Alert> | undefined> {
    return this.#read(tenantId, rows.alertKey(id), schemas.alertSchema);
  }

  async locate(id: AlertId): Promise<Versioned<Alert> | undefined> {
    const owner = await this.#ownerOf(rows.alertKey(id));
    return owner === undefined ? undefined : this.alert(owner, id);
  }

  alerts(tenantId: TenantId): AsyncIterable<Versioned<Alert>> {
    return this.#list(tenantId, 'alert', schemas.alertSchema);
  }

  async approval(tenantId: TenantId, id: AlertId): Promise<Versioned<Approval> | undefined> {
    return this.#read(tenantId, rows.approvalKey(id), schemas.approvalSchema);
  }

  approvals(tenantId: TenantId): AsyncIterable<Versioned<Approval>> {
    return this.#list(tenantId, 'approval', schemas.approvalSchema);
  }

  async group(tenantId: TenantId, id: string): Promise<Versioned<AlertGroup> | undefined> {
    return this.#read(tenantId, rows.groupKey(id), schemas.groupSchema);
  }

  async locateGroup(id: string): Promise<Versioned<AlertGroup> | undefined> {
    const owner = await this.#ownerOf(rows.groupKey(id));
    return owner === undefined ? undefined : this.group(owner, id);
  }

  async outboxEntry(tenantId: TenantId, id: string): Promise<Versioned<OutboxEntry> | undefined> {
    return this.#read(tenantId, rows.outboxKey(id), schemas.outboxSchema);
  }

  openOutbox(tenantId: TenantId): AsyncIterable<Versioned<OutboxEntry>> {
    return this.#list(tenantId, 'outbox', schemas.outboxSchema, finished);
  }

  deadOutbox(tenantId: TenantId): AsyncIterable<Versioned<OutboxEntry>> {
    return this.#list(tenantId, 'outbox', schemas.outboxSchema, notDead);
  }

  async auditHead(tenantId: TenantId): Promise<Versioned<AuditHead> | undefined> {
    return this.#read(tenantId, rows.headKey, schemas.auditHeadSchema);
  }

  async *audit(tenantId: TenantId): AsyncGenerator<AuditRecord> {
    for await (const { row } of this.#list(tenantId, 'audit', schemas.auditSchema)) yield row;
  }

  async tenants(): Promise<readonly TenantId[]> {
    const found: TenantId[] = [];
    for await (const stored of this.#table.list(rows.indexPartition, 'tenant')) {
      found.push(schemas.parseRow(schemas.ownerSchema, stored.value, stored.key).tenantId);
    }
    return found;
  }

  async commit(tenantId: TenantId, writes: readonly Write[]): Promise<'committed' | 'conflict'> {
    if (writes.length === 0) return 'committed';
    const rowWrites = writes.map((write) => ({
      row: rows.tenantRow(tenantId, write),
      etag: write.etag,
    }));
    await this.#index(tenantId, writes);
    const result = await this.#table.commit(rowWrites);
    return result === 'written' ? 'committed' : 'conflict';
  }

  async purge(tenantId: TenantId, outboxId: string, etag: Etag): Promise<'purged' | 'conflict'> {
    const result = await this.#table.remove(tableKey(tenantId), rows.outboxKey(outboxId), etag);
    return result === 'removed' ? 'purged' : 'conflict';
  }

  async #index(tenantId: TenantId, writes: readonly Write[]): Promise<void> {
    const missing = writes
      .filter(({ etag }) => etag === undefined)
      .flatMap((write) => rows.indexRows(tenantId, write));
    if (!this.#listed.has(tenantId)) missing.push(rows.tenantIndexRow(tenantId));
    if (missing.length === 0) return;
    // One request when all are new, which is the rule. With the tenant's row there may be one too many for it.
    const together = missing.slice(0, 90).map((row) => ({ row, etag: undefined }));
    const allNew = (await this.#table.commit(together)) === 'written';
    for (const row of allNew ? missing.slice(90) : missing) await this.#insertOwner(row, tenantId);
    this.#listed.add(tenantId);
  }

  /** Fails loudly if the id leads to another tenant: two tenants' findings would have got the same id. */
  async #insertOwner(row: NewRow, tenantId: TenantId): Promise<void> {
    if ((await this.#table.insert(row)) === 'written') return;
    if ((await this.#ownerOf(row.key)) !== tenantId) {
      throw new ContractError('An id belongs to another tenant already.', {
        service: 'tables',
        path: row.key,
      });
    }
  }

  async #ownerOf(key: TableKey): Promise<TenantId | undefined> {
    const stored = await this.#table.read(rows.indexPartition, key);
    return stored && schemas.parseRow(schemas.ownerSchema, stored.value, key).tenantId;
  }

  async #read<T>(
    tenantId: TenantId,
    key: TableKey,
    schema: z.ZodType<T>,
  ): Promise<Versioned<T> | undefined> {
    const stored = await this.#table.read(tableKey(tenantId), key);
    return stored && versioned(tenantId, stored, schema);
  }

  async *#list<T>(
    tenantId: TenantId,
    kind: string,
    schema: z.ZodType<T>,
    withoutStates: readonly TableKey[] = [],
  ): AsyncGenerator<Versioned<T>> {
    for await (const stored of this.#table.list(tableKey(tenantId), kind, withoutStates)) {
      yield versioned(tenantId, stored, schema);
    }
  }
}

/** A row that says that it is another tenant's is never handed out. */
function versioned<T>(tenantId: TenantId, stored: StoredRow, schema: z.ZodType<T>): Versioned<T> {
  const row = schemas.parseRow(schema, stored.value, stored.key);
  const owner = (row as { readonly tenantId?: unknown }).tenantId;
  if (owner !== undefined && owner !== tenantId) {
    throw new ContractError("A row lies in another tenant's partition.", {
      service: 'tables',
      path: `${stored.key}:tenantId`,
    });
  }
  return { row, etag: stored.etag };
}
