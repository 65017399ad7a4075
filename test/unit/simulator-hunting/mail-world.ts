import { mailQuirksSchema } from '../../../src/simulator/mail/mail-quirks.js';
import type { MailQuirks } from '../../../src/simulator/mail/mail-quirks.js';
import type { MailLicence, MailRecord } from '../../../src/simulator/mail/mail-record.js';
import type { LiveMail } from '../../../src/simulator/mail/tenant-mail.js';
import { DEMO, demoScenario } from '../../../src/simulator/scenario/demo.js';
import type { Consent } from '../../../src/simulator/scenario/schema.js';
import { startSimulator } from '../../../src/simulator/server.js';
import type { Simulator } from '../../../src/simulator/server.js';
import { call, exchange, GRAPH, token } from '../simulator/raw-client.js';
import type { Answer, Cmdlet } from '../simulator/raw-client.js';
import { NOW } from './sample-mail.js';

export interface MailWorld {
  readonly simulator: Simulator;
  readonly mail: LiveMail;
  /** Moves the clock on. */
  wait(seconds: number): void;
  hunt(body: unknown): Promise<Answer>;
  reader(cmdlet: Cmdlet): Promise<Answer>;
  actor(cmdlet: Cmdlet): Promise<Answer>;
  modules(app: 'reader' | 'actor'): Promise<string>;
}

export interface MailWorldOptions {
  readonly quirks?: Partial<MailQuirks>;
  readonly defender?: MailLicence['defender'];
  readonly readerRoles?: readonly string[];
  readonly actorRbac?: Consent['exchangeRbac'];
}

/** A simulator at NOW in which Contoso has these messages and no others. */
export async function mailWorld(
  messages: readonly MailRecord[],
  options: MailWorldOptions = {},
): Promise<MailWorld> {
  let now = NOW;
  const simulator = await startSimulator({
    scenario: { ...scenarioOf(options), writeAnswer: 'empty' },
    clock: () => new Date(now),
  });
  const tenant = simulator.state.tenant(DEMO.contoso);
  if (tenant === undefined) throw new Error('the demo has no Contoso');
  for (const message of messages) tenant.mail.deliver(message);
  const bearer = await token(simulator, DEMO.contoso, DEMO.reader, GRAPH);
  const reader = await exchange(simulator, DEMO.contoso, DEMO.reader);
  const actor = await exchange(simulator, DEMO.contoso, DEMO.actor);
  return {
    simulator,
    mail: tenant.mail,
    wait: (seconds) => {
      now += seconds * 1000;
    },
    hunt: (body) =>
      call(`${simulator.url}/graph/v1.0/security/runHuntingQuery`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${bearer}`,
          'Content-Type': 'application/json; charset=utf-8',
        },
        body: JSON.stringify(body),
      }),
    reader: reader.invoke,
    actor: actor.invoke,
    modules: async (app) => {
      const { root, headers } = app === 'reader' ? reader : actor;
      const all = { ...headers, CommandName: '*' };
      return (await call(`${root}/EXOModuleFile?Version=3.9.0`, { headers: all })).text;
    },
  };
}

function scenarioOf(options: MailWorldOptions): ReturnType<typeof demoScenario> {
  const scenario = demoScenario();
  const tenants = scenario.tenants.map((tenant) =>
    tenant.tenantId === DEMO.contoso
      ? { ...tenant, mail: mailOf(tenant.mail, options), consents: consentsOf(options) }
      : tenant,
  );
  return { ...scenario, tenants };
}

function mailOf<M extends { licence: MailLicence }>(mail: M, options: MailWorldOptions) {
  return {
    ...mail,
    licence: { defender: options.defender ?? 'P2', messageTrace: 'ready' as const },
    quirks: mailQuirksSchema.parse(options.quirks ?? {}),
    messages: [],
  };
}

function consentsOf(options: MailWorldOptions): Record<string, Consent> {
  const exchangeRoles = ['Exchange.ManageAsApp'];
  const graphRoles = [...(options.readerRoles ?? ['ThreatHunting.Read.All'])];
  return {
    [DEMO.reader.appId]: {
      state: 'granted',
      roles: { exchange: exchangeRoles, graph: graphRoles, management: [] },
      exchangeRbac: 'view',
    },
    [DEMO.actor.appId]: {
      state: 'granted',
      roles: { exchange: exchangeRoles, graph: [], management: [] },
      exchangeRbac: options.actorRbac ?? 'security-admin',
    },
  };
}
