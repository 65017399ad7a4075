import type { Clock } from '../../lib/clock.js';
import type { DeliveriesReading, DeliveryQuery, MessageFinder } from '../../zap/ports.js';
import type { TimeSpan } from '../../lib/time-span.js';
import type { QuarantineReader } from '../../zap/quarantine.js';
import type { CauseOf } from './cause-of.js';
import { isAbsent } from './delivery-log.js';
import type { GraphClient } from './graph-client.js';
import { huntedDeliveries } from './hunted-deliveries.js';
import { locateCopies } from './locate-copies.js';
import { messageContent } from './message-content.js';
import { tracedDeliveries } from './message-trace.js';
import { provenGraph } from './tenant-client.js';
import type { GraphOf } from './tenant-client.js';

export interface MessageFinderOptions {
  readonly causeOf: CauseOf;
  readonly clock: Clock;
  readonly quarantine: QuarantineReader;
}

/**
 * Looks after single messages with the reader's identity. Permissions, each of which may be missing: Mail.Read and User.Read.All
 * (mailboxes), ThreatHunting.Read.All and SecurityAnalyzedMessage.Read.All (logs), ExchangeMessageTrace.Read.All (trace), and
 * a role for quarantine.
 */
export function messageFinder(graphOf: GraphOf, options: MessageFinderOptions): MessageFinder {
  const { quarantine, ...rest } = options;
  const clientOf = provenGraph(graphOf);
  return {
    locate: async (tenantId, message, recipients) =>
      locateCopies(
        { ...rest, client: clientOf(tenantId), quarantined: (id) => quarantine.find(tenantId, id) },
        message,
        recipients,
      ),
    content: async (tenantId, message, recipients) =>
      messageContent(
        { tenantId, client: clientOf(tenantId), clock: options.clock, quarantine },
        message,
        recipients,
      ),
    deliveries: async (tenantId, query, span) =>
      deliveries(clientOf(tenantId), query, span, options.clock),
  };
}

/** Hunting where the tenant has it, else message trace. */
async function deliveries(
  client: GraphClient,
  query: DeliveryQuery,
  span: TimeSpan,
  clock: Clock,
): Promise<DeliveriesReading> {
  try {
    return await huntedDeliveries(client, query, span);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
  return tracedDeliveries(client, query, span, clock);
}
