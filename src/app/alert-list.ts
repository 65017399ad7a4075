import type { Alert } from '../alerts/alert.js';
import { alertStates, isUndecided, type AlertState } from '../alerts/lifecycle.js';
import type { AlertStore } from '../alerts/ports.js';
import { isOutside } from '../forwards/destination.js';
import { parseForwardFacts } from '../forwards/facts.js';
import { causeTexts, isCauseCode } from '../tenants/cause.js';
import { parseSpamFacts } from '../spam/facts.js';
import { causeWords } from '../spam/words.js';
import { parseZapFacts } from '../zap/facts.js';
import type { TenantHealthStore } from '../tenants/ports.js';
import type { Tenant } from '../tenants/tenant.js';

/** An alert for a list outside of Teams. The texts are as stored: whoever shows them must not trust them. */
export interface ListedAlert {
  readonly alertId: string;
  readonly customer: string;
  readonly tenantId: string;
  readonly kind: string;
  readonly state: AlertState;
  readonly severity: string;
  /** The mailbox, for a forward; who got it, for a message; empty for a tenant. */
  readonly subject: string;
  /** The destinations outside; the sender and the subject of a message; or why the tenant could not be read. */
  readonly facts: readonly string[];
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly changedAt: string;
  /** The last decision or outcome, by lifecycle event name, and the object id of who made it. */
  readonly lastEvent?: string;
  readonly decidedBy?: string;
  readonly reason?: string;
}

/** Which states a list shows. 'waiting' are those in which somebody must decide or a change is under way. */
export function statesNamed(names: readonly string[]): ReadonlySet<AlertState> | undefined {
  const states = new Set<AlertState>();
  for (const name of names) {
    const named = alertStates.filter(
      (state) => name === 'all' || name === state || (name === 'waiting' && isWaiting(state)),
    );
    if (named.length === 0) return undefined;
    for (const state of named) states.add(state);
  }
  return states;
}

export const stateNames: readonly string[] = ['waiting', 'all', ...alertStates];

function isWaiting(state: AlertState): boolean {
  return isUndecided(state) || state === 'removing' || state === 'restoring';
}

/** The tenants that storage knows, with the names under which they were last read. */
export async function storedTenants(
  alerts: Pick<AlertStore, 'tenants'>,
  health: Pick<TenantHealthStore, 'all'>,
): Promise<readonly Tenant[]> {
  const known = new Map((await health.all()).map(({ tenantId, name }) => [tenantId, name]));
  for (const id of await alerts.tenants()) if (!known.has(id)) known.set(id, id);
  return [...known].map(([id, name]) => ({ id, name }));
}

/** Alerts of these tenants in these states, the newest change first. */
export async function listAlerts(
  store: Pick<AlertStore, 'alerts'>,
  tenants: readonly Tenant[],
  states: ReadonlySet<AlertState>,
): Promise<readonly ListedAlert[]> {
  const listed: ListedAlert[] = [];
  for (const { id } of tenants) {
    for await (const { row } of store.alerts(id))
      if (states.has(row.state)) listed.push(listedAlert(row));
  }
  return listed.sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1));
}

/** The alert as a list shows it. ContractError when its facts can't be read. */
export function listedAlert(alert: Alert): ListedAlert {
  const { outcome } = alert;
  return {
    alertId: alert.id,
    customer: alert.tenantName,
    tenantId: alert.tenantId,
    kind: alert.kind,
    state: alert.state,
    severity: alert.severity,
    ...subjectOf(alert),
    firstSeenAt: alert.firstSeenAt,
    lastSeenAt: alert.lastSeenAt,
    changedAt: alert.changedAt,
    ...(outcome === undefined ? {} : { lastEvent: outcome.event }),
    ...(outcome?.by === undefined ? {} : { decidedBy: outcome.by.objectId }),
    ...(outcome?.reason === undefined ? {} : { reason: outcome.reason }),
  };
}

function subjectOf(alert: Alert): Pick<ListedAlert, 'subject' | 'facts'> {
  switch (alert.kind) {
    case 'forward': {
      const facts = parseForwardFacts(alert.facts);
      const outside = facts.destinations.filter(isOutside);
      return {
        subject: facts.primarySmtpAddress,
        facts: outside.map(({ address, label }) => address ?? label),
      };
    }
    case 'zap': {
      const { recipients, counts, senderAddress, subject } = parseZapFacts(alert.facts);
      const [first] = recipients;
      const only = counts.recipients === 1 ? first?.address : undefined;
      return {
        subject: only ?? `${counts.recipients} recipients`,
        facts: [senderAddress, subject],
      };
    }
    case 'spam': {
      const { address, likelyCause } = parseSpamFacts(alert.facts);
      return { subject: address, facts: [`Likely cause: ${causeWords[likelyCause]}`] };
    }
    case 'unreadable': {
      const code = alert.facts['cause'];
      const known = typeof code === 'string' && isCauseCode(code);
      return { subject: '', facts: [known ? causeTexts[code].sentence : 'unknown cause'] };
    }
  }
}
