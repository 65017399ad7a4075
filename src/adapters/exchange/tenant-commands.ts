import type { TenantId } from '../../tenants/tenant.js';
import type { ExchangeCommands } from './exchange-commands.js';

/** Gives the commands of one tenant, as one identity. */
export type CommandsOf = (tenantId: TenantId) => ExchangeCommands;

/** The same, and TypeError for commands that reach another tenant than the one asked for. */
export function provenCommands(commandsOf: CommandsOf): CommandsOf {
  return (tenantId) => {
    const commands = commandsOf(tenantId);
    if (commands.tenantId !== tenantId) throw new TypeError('The commands are of another tenant.');
    return commands;
  };
}
