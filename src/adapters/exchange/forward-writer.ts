import type { ForwardWriter } from '../../forwards/ports.js';
import type { TenantId } from '../../tenants/tenant.js';
import type { ParameterValue } from './command-call.js';
import type { ExchangeCommands } from './exchange-commands.js';
import { requireMailboxId } from './mailbox-identity.js';

/**
 * Changes forwarding with Set-Mailbox. `commandsOf` gives the commands of one tenant, with the actor's identity. Least
 * permission: Exchange.ManageAsApp, and in the tenant the role Mail Recipients (cut down to Set-Mailbox where wanted).
 * Nothing is sent twice when an answer was lost: that rejects with a TransportError whose `mayHaveArrived` is true. TypeError
 * for anything but a GUID as mailbox. Success is not proof; the caller reads again.
 */
export function forwardWriter(commandsOf: (tenantId: TenantId) => ExchangeCommands): ForwardWriter {
  const setMailbox = async (
    tenantId: TenantId,
    mailboxId: string,
    attributes: Readonly<Record<string, ParameterValue>>,
  ): Promise<void> => {
    const commands = commandsOf(tenantId);
    if (commands.tenantId !== tenantId) throw new TypeError('The commands are of another tenant.');
    const parameters = { Identity: requireMailboxId(mailboxId), ...attributes };
    await commands.invoke('Set-Mailbox', parameters, { idempotent: false });
  };
  return {
    // All three at once: clearing only the recipient would wake up a dormant SMTP address.
    clear: (tenantId, mailboxId) =>
      setMailbox(tenantId, mailboxId, {
        ForwardingSmtpAddress: null,
        ForwardingAddress: null,
        DeliverToMailboxAndForward: false,
      }),
    set: (tenantId, mailboxId, forwarding) =>
      setMailbox(tenantId, mailboxId, {
        ForwardingSmtpAddress: forwarding.forwardingSmtpAddress,
        ForwardingAddress: forwarding.forwardingAddress,
        DeliverToMailboxAndForward: forwarding.keepsCopy,
      }),
  };
}
