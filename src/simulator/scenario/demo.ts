import demoFlow from './demo-flow.json' with { type: 'json' };
import demo from './demo.json' with { type: 'json' };
import { parseScenario } from './load.js';
import type { Scenario } from './schema.js';

/** A provider's home tenant and four customers with a few messages. See the README of the simulator. */
export function demoScenario(): Scenario {
  return parseScenario(demo);
}

/**
 * The scenario of `npm run demo`: the same with all mail of three weeks, in which stories are planted. Of one tenant only
 * message trace can be read.
 */
export function demoWithFlow(): Scenario {
  const flows: Readonly<Record<string, object>> = demoFlow;
  const tenants = demo.tenants.map((tenant) => {
    const mail = { ...('mail' in tenant ? tenant.mail : {}), ...flows[tenant.tenantId] };
    return tenant.tenantId === DEMO.adatum
      ? { ...tenant, mail, consents: withoutReports(tenant.consents) }
      : { ...tenant, mail };
  });
  return parseScenario({ ...demo, tenants });
}

function withoutReports(consents: Readonly<Record<string, object>>): object {
  const { appId } = DEMO.reader;
  return { ...consents, [appId]: { ...consents[appId], exchangeRbac: 'view-recipients' } };
}

/** The fixed ids of the demo. */
export const DEMO = {
  homeTenantId: '6f1c0a10-0000-4000-8000-000000000001',
  contoso: '6f1c0a10-0000-4000-8000-000000000002',
  fabrikam: '6f1c0a10-0000-4000-8000-000000000003',
  adatum: '6f1c0a10-0000-4000-8000-000000000004',
  tailspin: '6f1c0a10-0000-4000-8000-000000000005',
  bot: { appId: 'b0700000-0000-4000-8000-0000000000b1', secret: 'demo-bot-secret' },
  reader: { appId: 'b0700000-0000-4000-8000-0000000000a1', secret: 'demo-reader-secret' },
  actor: { appId: 'b0700000-0000-4000-8000-0000000000a2', secret: 'demo-actor-secret' },
  approver: 'a11ce000-0000-4000-8000-000000000001',
  secondApprover: 'a11ce000-0000-4000-8000-000000000002',
  analyst: 'a11ce000-0000-4000-8000-000000000003',
  guest: 'a11ce000-0000-4000-8000-000000000004',
  /** An approver whose own mailbox is among those watched. */
  mailboxOwner: 'a11ce000-0000-4000-8000-000000000005',
  teamGroup: 'a11ce000-0000-4000-8000-0000000000e0',
  approverGroup: 'a11ce000-0000-4000-8000-0000000000f0',
  /** An administrator of Contoso, whom no app may change. */
  contosoAdministrator: 'e002000a-0000-4000-8000-00000000000a',
  /** A user of Adatum whose mailbox is not in the cloud. */
  onPremises: 'e0040010-0000-4000-8000-000000000010',
  /** Network message ids of Contoso's mail; what happened to each stands in the README of the simulator. */
  mail: {
    malware: '3a110000-0000-4000-8000-000000000002',
    spamReadAfter: '3a110000-0000-4000-8000-000000000003',
    failedZap: '3a110000-0000-4000-8000-000000000004',
    simulation: '3a110000-0000-4000-8000-000000000005',
    secOps: '3a110000-0000-4000-8000-000000000006',
    campaign: [
      '3a110000-0000-4000-8000-000000000007',
      '3a110000-0000-4000-8000-000000000008',
      '3a110000-0000-4000-8000-000000000009',
    ],
    hostile: '3a110000-0000-4000-8000-00000000000a',
    clicked: '3a110000-0000-4000-8000-00000000000b',
  },
} as const;
