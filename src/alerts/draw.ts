import { randomNonce, sha256Hex } from '../lib/digest.js';
import type { TenantId } from '../tenants/tenant.js';
import type { Alert, AlertId } from './alert.js';
import type { CardContent } from './card-content.js';
import { decideAndCommit, type Decision } from './commit.js';
import type { AlertServices } from './services.js';

/** Nonces of one revision that may be alive at once: one for the channel's copy and some for people who asked. */
const nonceLimit = 8;

export interface Drawing {
  readonly alert: Alert;
  readonly card: CardContent;
}

/**
 * Draws an alert as it is now, with buttons that work for this revision. Undefined when there is no such alert. `prepare`
 * changes what no card shows, in the same write.
 */
export function drawLive(
  services: AlertServices,
  tenantId: TenantId,
  id: AlertId,
  prepare: (alert: Alert) => Alert = (alert) => alert,
): Promise<Drawing | undefined> {
  const nonce = randomNonce();
  return decideAndCommit(services, tenantId, async (): Promise<Decision<Drawing | undefined>> => {
    const existing = await services.store.alert(tenantId, id);
    if (!existing) return { writes: [], audit: [], result: undefined };
    const alert = {
      ...prepare(existing.row),
      nonceHashes: [...existing.row.nonceHashes, sha256Hex(nonce)].slice(-nonceLimit),
    };
    return {
      writes: [{ type: 'alert', value: alert, etag: existing.etag }],
      audit: [],
      result: { alert, card: cardOf(services, alert, nonce) },
    };
  });
}

/** Draws an alert for reading only. */
export function drawReadOnly(services: AlertServices, alert: Alert): CardContent {
  return cardOf(services, alert, undefined);
}

function cardOf(services: AlertServices, alert: Alert, nonce: string | undefined): CardContent {
  return services.kinds[alert.kind].card(alert, {
    nonce,
    timeZone: services.options.timeZone,
    now: services.clock.now(),
    canRemediate:
      services.options.canRemediate && services.kinds[alert.kind].remediation !== undefined,
    canMeasure: services.options.canRemediate,
  });
}
