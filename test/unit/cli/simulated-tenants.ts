import { demoScenario, DEMO } from '../../../src/simulator/scenario/demo.js';
import type { Scenario, ScenarioTenant } from '../../../src/simulator/scenario/schema.js';
import { startSimulator, type Simulator } from '../../../src/simulator/server.js';
import { capturedTerminal } from './captured-terminal.js';

export interface Ended {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** The command line against the tenants of the demo, in this process. */
export class SimulatedTenants {
  readonly simulator: Simulator;
  readonly #scenario: Scenario;

  private constructor(simulator: Simulator, scenario: Scenario) {
    this.simulator = simulator;
    this.#scenario = scenario;
  }

  static async start(
    change: (tenant: ScenarioTenant) => ScenarioTenant = (tenant) => tenant,
  ): Promise<SimulatedTenants> {
    const demo = demoScenario();
    const scenario = { ...demo, tenants: demo.tenants.map(change) };
    return new SimulatedTenants(await startSimulator({ scenario }), scenario);
  }

  /** The tenants that the reader watches are named by their ids. */
  async run(args: readonly string[], ...tenantIds: readonly string[]): Promise<Ended> {
    // Loaded as the commands load theirs: the test runner would otherwise have two copies of each error class.
    const { runProgram } = await import('../../../src/cli/program.js');
    const captured = capturedTerminal();
    const env = this.settings(tenantIds);
    const exitCode = await runProgram(args, { env, terminal: captured.terminal });
    return { exitCode, out: captured.out(), err: captured.err() };
  }

  settings(tenantIds: readonly string[]): Record<string, string> {
    const { url } = this.simulator;
    const tenants = this.#scenario.tenants
      .filter(({ tenantId }) => tenantIds.includes(tenantId))
      .map(({ tenantId, displayName }) => ({ tenantId, name: displayName }));
    return {
      WARDEN_LOGIN_URL: `${url}/login`,
      WARDEN_GRAPH_URL: `${url}/graph`,
      WARDEN_EXCHANGE_URL: `${url}/exchange`,
      WARDEN_READER_ID: DEMO.reader.appId,
      WARDEN_READER_SECRET: DEMO.reader.secret,
      WARDEN_TENANTS: JSON.stringify(tenants),
    };
  }

  withdraw(tenantId: string): void {
    this.simulator.tenants.find((one) => one.tenantId === tenantId)?.setConsent('withdrawn');
  }

  close(): Promise<void> {
    return this.simulator.close();
  }
}

/** The tenant with none of its mail. */
export function withoutMail(tenant: ScenarioTenant): ScenarioTenant {
  return { ...tenant, mail: { ...tenant.mail, messages: [] } };
}
