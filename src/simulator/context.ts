import type { FaultRegistry } from './faults.js';
import type { SigningKeys } from './keys.js';
import type { Ledger } from './ledger.js';
import type { SimulatedRequest, SimulatedResponse } from './service.js';
import type { SimulatorState } from './state.js';

/** What every simulated service shares. */
export interface SimulatorContext {
  readonly ledger: Ledger;
  readonly faults: FaultRegistry;
  readonly state: SimulatorState;
  readonly clock: () => Date;
  readonly keys: SigningKeys;
  /** Every answer leaves this much later, in milliseconds. */
  readonly latencyMs: number;
}

/** Records that the caller broke a rule of the service. The answer is the service's own business. */
export function violate(
  context: Pick<SimulatorContext, 'ledger'>,
  request: number,
  rule: string,
  detail: string,
): void {
  context.ledger.record({ kind: 'violation', rule, request, detail });
}

/** The answer to a route that no service has: 404, and a violation. */
export function unknownRoute(
  context: Pick<SimulatorContext, 'ledger'>,
  request: Pick<SimulatedRequest, 'entry' | 'method' | 'path'>,
): SimulatedResponse {
  violate(context, request.entry, 'unknown-route', `${request.method} ${request.path}`);
  return { status: 404, body: { error: { code: 'NotFound', message: 'No such route.' } } };
}
