/** The named ways in which the connector and the upload of a file can fail. */
export const CHANNEL_FAULTS = [
  'connector-412',
  'connector-429-with-header',
  'connector-429-bare',
  'connector-502-after-accept',
  'connector-reset-after-accept',
  'connector-reset-before',
  'connector-hang',
  'connector-403-blocked',
  'connector-404',
  'connector-413',
  'connector-500',
  'upload-503',
  'upload-429',
  'upload-507',
  'upload-session-gone',
  'upload-reset-after',
] as const;
export type ChannelFaultName = (typeof CHANNEL_FAULTS)[number];

/** The connector's operations, and the upload of files, for faults that shall hit only one of them. */
export const CONNECTOR_OPERATIONS = [
  'create',
  'send',
  'update',
  'delete',
  'members',
  'team',
  'upload',
] as const;
export type ConnectorOperation = (typeof CONNECTOR_OPERATIONS)[number];

export interface ChannelFault {
  readonly name: ChannelFaultName;
  /** How many calls it hits; 1 unless said. */
  readonly times?: number;
  readonly operation?: ConnectorOperation;
  /** Only calls about this channel or chat. */
  readonly thread?: string;
  /** For `connector-429-with-header`, 2 unless said; for `upload-429`, 1 unless said. */
  readonly retryAfter?: number;
}

export interface ArmedFault extends ChannelFault {
  readonly left: number;
}

/** Faults wait here until a call fits; the one that was set first wins. */
export class ChannelFaults {
  #armed: ArmedFault[] = [];

  set(fault: ChannelFault): void {
    this.#armed.push({ ...fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#armed = [];
  }

  list(): readonly ArmedFault[] {
    return this.#armed;
  }

  /** The fault for this call, used up by one. */
  take(operation: ConnectorOperation, thread: string): ChannelFault | undefined {
    const found = this.#armed.find(
      (fault) =>
        fault.name.startsWith('upload-') === (operation === 'upload') &&
        (fault.operation === undefined || fault.operation === operation) &&
        (fault.thread === undefined || fault.thread === thread),
    );
    if (found === undefined) return undefined;
    this.#armed = this.#armed
      .map((fault) => (fault === found ? { ...fault, left: fault.left - 1 } : fault))
      .filter((fault) => fault.left > 0);
    return found;
  }
}
