import type { AuditAnswer, MailAccess, ReadAudit } from '../../../src/zap/ports.js';
import type { SourcePresence } from '../../../src/tenants/source-presence.js';
import type { RecordedRecipient, ZapRecord } from '../../../src/zap/records.js';
import { now } from '../zap-detect/fixture.js';
import { ScanWorld } from '../zap-detect/scan-services.js';

type Order = Parameters<ReadAudit['order']>[1];

/** An audit log whose searches answer as the test says; until then they run. */
class FakeAudit implements ReadAudit {
  presence: SourcePresence | Error = { kind: 'present' };
  answer: AuditAnswer | Error = { kind: 'running' };
  orderError: Error | undefined;
  probes = 0;
  readonly orders: Order[] = [];
  readonly collected: string[] = [];
  /** Runs while a search is being ordered. */
  duringOrder: () => Promise<unknown> = () => Promise.resolve();

  probe(): Promise<SourcePresence> {
    this.probes += 1;
    return settled(this.presence);
  }

  async order(_tenantId: unknown, order: Order): Promise<string> {
    this.orders.push(order);
    const id = `order-${this.orders.length}`;
    await this.duringOrder();
    if (this.orderError !== undefined) throw this.orderError;
    return id;
  }

  collect(_tenantId: unknown, orderId: string): Promise<AuditAnswer> {
    this.collected.push(orderId);
    return settled(this.answer);
  }

  tells(...accesses: readonly MailAccess[]): void {
    this.answer = { kind: 'done', accesses };
  }
}

/** A tenant with an audit log beside everything else. */
export class AuditWorld extends ScanWorld {
  readonly audit = new FakeAudit();

  override services() {
    return { ...super.services(), audit: this.audit };
  }
}

export function access(change: Partial<MailAccess> = {}): MailAccess {
  return {
    account: 'a.smith@corp.contoso.example',
    internetMessageId: '<one@evil.example>',
    at: new Date(now.getTime() - 3.5 * 3_600_000).toISOString(),
    how: 'item',
    ...change,
  };
}

/** The one recipient of the one record. */
export function recipientIn([record, ...others]: readonly ZapRecord[]): RecordedRecipient {
  const [only, ...more] = record?.recipients ?? [];
  if (only === undefined || more.length + others.length > 0) throw new Error('not one recipient');
  return only;
}

function settled<T>(value: T | Error): Promise<T> {
  return value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
}
