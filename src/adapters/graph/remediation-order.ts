import { z } from 'zod';
import { AppError, ServiceError, TransportError } from '../../lib/errors.js';
import { tooManyRequests } from '../../lib/http/backoff.js';
import type { CopyChanges } from '../../zap/ports.js';
import type { GraphClient } from './graph-client.js';

export interface RemediationOrder {
  readonly networkMessageId: string;
  /** Lower case, at least one. */
  readonly addresses: readonly string[];
  readonly alertId: string;
  readonly approverUpn?: string | undefined;
}

/**
 * POST /security/collaboration/analyzedEmails/remediate, soft delete; least permission SecurityAnalyzedMessage.ReadWrite.All. 202
 * takes the order and says nothing of what becomes of it. Undefined when the tenant refuses it for good (no licence, no
 * permission, not in this cloud): nothing was done then. Rejects when it was not carried out, and may be later. Any other
 * failure leaves the outcome open: 'failed' for everybody, and reading tells.
 */
export async function orderRemoval(
  client: GraphClient,
  order: RemediationOrder,
): Promise<CopyChanges | undefined> {
  try {
    await client.post(
      'security/collaboration/analyzedEmails/remediate',
      bodyOf(order),
      z.unknown(),
      { expect: [202] },
    );
    return changes(order, 'done');
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (!(error instanceof ServiceError)) {
      if (mayHaveArrived(error)) return changes(order, 'failed');
      throw error;
    }
    const { status } = error.answer;
    if (status === tooManyRequests || status === 401) throw error;
    return status >= 400 && status < 500 ? undefined : changes(order, 'failed');
  }
}

function bodyOf({ networkMessageId, addresses, alertId, approverUpn }: RemediationOrder): object {
  return {
    displayName: `Inbox Warden ${alertId}`,
    description: 'Removed from a card of Inbox Warden.',
    severity: 'medium',
    action: 'softDelete',
    remediateSendersCopy: false,
    ...(approverUpn === undefined ? {} : { approverUpn }),
    analyzedEmails: addresses.map((recipientEmailAddress) => ({
      networkMessageId,
      recipientEmailAddress,
    })),
  };
}

function changes({ addresses }: RemediationOrder, change: 'done' | 'failed'): CopyChanges {
  return { how: 'accepted', byRecipient: new Map(addresses.map((address) => [address, change])) };
}

/** An answer in a strange shape came from somebody who may have acted. */
function mayHaveArrived(error: AppError): boolean {
  return !(error instanceof TransportError) || error.mayHaveArrived;
}
