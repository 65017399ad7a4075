import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { SimulatorContext } from './context.js';
import { controlService } from './control.js';
import { Dispatcher } from './dispatch.js';
import { entraService } from './entra/service.js';
import { exchangeService } from './exchange/service.js';
import { FaultRegistry } from './faults.js';
import { graphService } from './graph/service.js';
import { createSigningKeys } from './keys.js';
import { Ledger } from './ledger.js';
import type { EntryOf } from './ledger.js';
import type { Scenario } from './scenario/schema.js';
import type { SimulatedService } from './service.js';
import { createState } from './state.js';
import type { SimulatorState } from './state.js';

export interface SimulatorOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly host?: '127.0.0.1';
  readonly scenario: Scenario;
  /** Rules the validity of tokens, Retry-After windows and stale reads; latency and delays run in real time. */
  readonly clock?: () => Date;
  /** Every answer leaves this much later, in milliseconds. */
  readonly latencyMs?: number;
  /** Further services, for example the Teams channel; built before the server listens. */
  readonly extraServices?: (context: SimulatorContext) => SimulatedService[];
}

export interface Simulator {
  /** `http://127.0.0.1:<port>`; Entra, Exchange and Graph stand under `/login`, `/exchange` and `/graph`. */
  readonly url: string;
  readonly ledger: Ledger;
  readonly faults: FaultRegistry;
  readonly state: SimulatorState;
  readonly tenants: SimulatorState['tenants'];
  readonly context: SimulatorContext;
  violations(): readonly EntryOf<'violation'>[];
  /** Destroys all connections, also those that wait, and resolves when the port is free. */
  close(): Promise<void>;
}

/** A strict local Microsoft 365 on one loopback port. Rejects when it can't listen. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const clock = options.clock ?? (() => new Date());
  const ledger = new Ledger();
  const state = createState(options.scenario, clock);
  const context: SimulatorContext = {
    ledger,
    faults: new FaultRegistry(ledger),
    state,
    clock,
    keys: await createSigningKeys(clock),
    latencyMs: options.latencyMs ?? 0,
  };
  const dispatcher = new Dispatcher(context, [
    entraService(context),
    exchangeService(context),
    graphService(context),
    controlService(context),
    ...(options.extraServices?.(context) ?? []),
  ]);
  const server = createServer((incoming, outgoing) => {
    dispatcher.handle(incoming, outgoing).catch((error: unknown) => {
      // The caller broke the connection while its request was read: there is nobody left to answer.
      outgoing.destroy(error instanceof Error ? error : undefined);
    });
  });
  const port = await listen(server, options.port ?? 0, options.host ?? '127.0.0.1');
  return {
    url: `http://${options.host ?? '127.0.0.1'}:${port}`,
    ledger,
    faults: context.faults,
    state,
    tenants: state.tenants,
    context,
    violations: () => ledger.of('violation'),
    close: () => {
      dispatcher.close();
      return closeServer(server);
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error === undefined) resolve();
      else reject(error);
    });
    server.closeAllConnections();
  });
}
