import { blockedUsers, sendingUnblock } from '../adapters/exchange/blocked-users.js';
import { mailReportsSource } from '../adapters/exchange/mail-reports-source.js';
import { spoofReportSource } from '../adapters/exchange/spoof-report-source.js';
import { huntingMailSource } from '../adapters/graph/mail-flow-source.js';
import { ownUsers } from '../adapters/graph/own-users.js';
import { signIns } from '../adapters/graph/sign-ins.js';
import { traceMailSource } from '../adapters/graph/trace-mail-source.js';
import type { Clock } from '../lib/clock.js';
import type {
  BlockedUsers,
  MailSource,
  OwnUsers,
  SendingUnblock,
  SignIns,
  SpoofSource,
} from '../spam/ports.js';
import type { TenantId } from '../tenants/tenant.js';
import type { Identity } from './identity.js';
import type { TenantAccess } from './tenant-access.js';

/** Everything by which the spam report reaches tenants. */
export interface SpamAccess {
  /** Best first. */
  readonly sources: readonly MailSource[];
  readonly spoofs: SpoofSource;
  readonly blocked: BlockedUsers;
  readonly users: OwnUsers;
  readonly signIns: SignIns;
}

/** What changes tenants; each change first proves that the actor's token belongs to the tenant. */
export interface SpamChanges {
  readonly sending: SendingUnblock;
}

export function spamAccess(access: TenantAccess, reader: Identity, clock: Clock): SpamAccess {
  const graphOf = (tenantId: TenantId) => access.graph(tenantId, reader);
  const commandsOf = (tenantId: TenantId) => access.commands(tenantId, reader);
  return {
    sources: [
      huntingMailSource(graphOf, { clock }),
      mailReportsSource(commandsOf, { clock }),
      traceMailSource(graphOf, { clock }),
    ],
    spoofs: spoofReportSource(commandsOf, { clock }),
    blocked: blockedUsers(commandsOf),
    users: ownUsers(graphOf),
    signIns: signIns(graphOf, clock),
  };
}

export function spamChanges(access: TenantAccess, actor: Identity): SpamChanges {
  const sending = sendingUnblock((tenantId) => access.commands(tenantId, actor));
  return {
    sending: {
      find: (tenantId, address) => sending.find(tenantId, address),
      unblock: async (tenantId, address) => {
        await access.prove(tenantId, actor);
        await sending.unblock(tenantId, address);
      },
    },
  };
}
