import type { TenantId } from '../../../src/tenants/tenant.js';
import type {
  CopyState,
  DeliveriesReading,
  DeliveryQuery,
  MailDelivery,
  MessageContent,
  MessageFinder,
  MessageRefs,
} from '../../../src/zap/ports.js';

/** What is asked about a message in each tenant. Nothing is there, and everything answers, until a test says otherwise. */
export class FakeFinder implements MessageFinder {
  readonly readings = new Map<TenantId, DeliveriesReading | Error>();
  readonly copies = new Map<string, CopyState>();
  readonly contents = new Map<TenantId, MessageContent | Error>();
  locateError: Error | undefined;
  readonly located: { readonly message: MessageRefs; readonly recipients: readonly string[] }[] =
    [];
  readonly queries: DeliveryQuery[] = [];

  delivered(tenantId: TenantId, ...deliveries: readonly MailDelivery[]): void {
    this.readings.set(tenantId, { from: 'hunting', deliveries, limits: [] });
  }

  locate(
    _tenantId: TenantId,
    message: MessageRefs,
    recipients: readonly string[],
  ): Promise<ReadonlyMap<string, CopyState>> {
    this.located.push({ message, recipients });
    if (this.locateError !== undefined) return Promise.reject(this.locateError);
    return Promise.resolve(
      new Map(recipients.map((one) => [one, this.copies.get(one) ?? { kind: 'not-found' }])),
    );
  }

  content(tenantId: TenantId): Promise<MessageContent | undefined> {
    return settled(this.contents.get(tenantId));
  }

  deliveries(tenantId: TenantId, query: DeliveryQuery): Promise<DeliveriesReading> {
    this.queries.push(query);
    return settled(this.readings.get(tenantId) ?? { from: 'hunting', deliveries: [], limits: [] });
  }
}

function settled<T>(value: T | Error): Promise<T> {
  return value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
}
