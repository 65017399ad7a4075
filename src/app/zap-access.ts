import { BoundedMap } from '../adapters/entra/bounded-map.js';
import { quarantineReader, quarantineReleaser } from '../adapters/exchange/quarantine.js';
import { senderBlocks } from '../adapters/exchange/sender-blocks.js';
import { zapReportSource } from '../adapters/exchange/zap-report-source.js';
import { graphAccountControl } from '../adapters/graph/account-control.js';
import { analyzedEmailsSource } from '../adapters/graph/analyzed-emails-source.js';
import { huntingSource } from '../adapters/graph/hunting-source.js';
import { mailboxZapSource } from '../adapters/graph/mailbox-zap-source.js';
import type { ZapPropertySet } from '../adapters/graph/mailbox-zap-query.js';
import { messageActions } from '../adapters/graph/message-actions.js';
import { messageFinder } from '../adapters/graph/message-finder.js';
import { graphReadAudit } from '../adapters/graph/read-audit.js';
import type { AccountControl } from '../alerts/contain.js';
import type { Clock } from '../lib/clock.js';
import { causeOf } from '../tenants/diagnose.js';
import type { TenantId } from '../tenants/tenant.js';
import type {
  MailboxZapSource,
  MessageActions,
  MessageFinder,
  ReadAudit,
  SenderBlocks,
  TenantZapSource,
} from '../zap/ports.js';
import type { Identity } from './identity.js';
import type { TenantAccess } from './tenant-access.js';

/** Everything by which the ZAP detector reaches tenants. */
export interface ZapAccess {
  /** Best first. */
  readonly sources: readonly TenantZapSource[];
  readonly mailboxes: MailboxZapSource;
  readonly finder: MessageFinder;
  readonly audit: ReadAudit;
}

/** What changes tenants beside forwards; each call first proves that the actor's token belongs to the tenant. */
export interface ZapChanges {
  readonly actions: MessageActions;
  readonly blocks: SenderBlocks;
  readonly accounts: AccountControl;
}

const keptTenants = 4096;

export function zapAccess(access: TenantAccess, reader: Identity, clock: Clock): ZapAccess {
  const graphOf = (tenantId: TenantId) => access.graph(tenantId, reader);
  const commandsOf = (tenantId: TenantId) => access.commands(tenantId, reader);
  const sets = new BoundedMap<{ seen?: ZapPropertySet }>(keptTenants);
  return {
    sources: [
      huntingSource(graphOf, { clock }),
      analyzedEmailsSource(graphOf, { clock }),
      zapReportSource(commandsOf, { clock }),
    ],
    mailboxes: mailboxZapSource(graphOf, {
      causeOf,
      propertySets: {
        recall: (tenantId) => sets.getOrMake(tenantId, () => ({})).seen,
        remember: (tenantId, set) => {
          sets.getOrMake(tenantId, () => ({})).seen = set;
        },
      },
    }),
    finder: messageFinder(graphOf, {
      causeOf,
      clock,
      quarantine: quarantineReader(commandsOf, clock),
    }),
    audit: graphReadAudit(graphOf, { ownApps: [reader.clientId] }),
  };
}

export function zapChanges(
  access: TenantAccess,
  { reader, actor }: { readonly reader: Identity; readonly actor: Identity },
  clock: Clock,
): ZapChanges {
  const graphOf = (tenantId: TenantId) => access.graph(tenantId, actor);
  const commandsOf = (tenantId: TenantId) => access.commands(tenantId, actor);
  const proven =
    <A extends readonly unknown[], R>(change: (tenantId: TenantId, ...rest: A) => Promise<R>) =>
    async (tenantId: TenantId, ...rest: A): Promise<R> => {
      await access.prove(tenantId, actor);
      return change(tenantId, ...rest);
    };
  const actions = messageActions(graphOf, {
    clock,
    quarantine: quarantineReleaser(commandsOf, clock),
    logsOf: (tenantId) => access.graph(tenantId, reader),
  });
  const blocks = senderBlocks(commandsOf);
  const accounts = graphAccountControl(graphOf);
  return {
    actions: {
      removeEverywhere: proven((...args) => actions.removeEverywhere(...args)),
      putBack: proven((...args) => actions.putBack(...args)),
      release: proven((...args) => actions.release(...args)),
    },
    blocks: {
      find: (tenantId, sender) => blocks.find(tenantId, sender),
      block: proven((...args) => blocks.block(...args)),
      unblock: proven((...args) => blocks.unblock(...args)),
    },
    accounts: {
      read: (tenantId, objectId) => accounts.read(tenantId, objectId),
      revokeSessions: proven((...args) => accounts.revokeSessions(...args)),
      setSignIn: proven((...args) => accounts.setSignIn(...args)),
    },
  };
}
