import type { ExchangeConnection } from './exchange-connection.js';

/** A parameter's value; null clears an attribute. */
export type ParameterValue = string | number | boolean | null | readonly string[];

export interface CommandCall {
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** Properties to send; all when absent. */
  readonly select?: readonly string[] | undefined;
  /** X-AnchorMailbox, which routes to the right server; by default the tenant's system mailbox. */
  readonly anchor?: string | undefined;
}

const systemMailbox = 'SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}';
const pageSize = 1000;
/** Parameters that name one object. Empty, they mean all objects. */
const identities: readonly string[] = ['Identity', 'Mailbox', 'MessageId'];

/** Only these are asked again when an answer was lost. */
export function isRead(call: CommandCall): boolean {
  return call.cmdlet.startsWith('Get-');
}

/**
 * Several cmdlets take an empty identity to mean every object of the tenant (Microsoft Learn: "Get-Mailbox", "Get-InboxRule").
 * Throws TypeError, before anything is sent.
 */
export function refuseEmptyIdentity(call: CommandCall): void {
  for (const name of identities) {
    const value = call.parameters[name];
    if (value === undefined) continue;
    if (typeof value !== 'string' || value.trim() === '') {
      throw new TypeError(`${call.cmdlet} must not be sent with an empty ${name}.`);
    }
  }
}

export function commandUrl(connection: ExchangeConnection, call: CommandCall): string {
  const select = call.select === undefined ? '' : `?$select=${call.select.join(',')}`;
  return `${connection.commandRoot}InvokeCommand${select}`;
}

export function commandHeaders(
  connection: ExchangeConnection,
  call: CommandCall,
): Record<string, string> {
  return {
    'X-AnchorMailbox': call.anchor ?? `APP:${systemMailbox}@${connection.tenantId}`,
    'X-CmdletName': call.cmdlet,
    Prefer: `odata.maxpagesize=${pageSize.toString()}`,
  };
}

export function commandBody(call: CommandCall): object {
  return { CmdletInput: { CmdletName: call.cmdlet, Parameters: call.parameters } };
}
