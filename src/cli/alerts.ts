import type { Writable } from 'node:stream';
import { listAlerts, stateNames, statesNamed, storedTenants } from '../app/alert-list.js';
import type { ListedAlert } from '../app/alert-list.js';
import { alertCells, alertColumns } from '../app/exports/alerts-export.js';
import type { CommandContext } from './command-context.js';
import { exitCodes, UsageError, type ExitCode } from './exit-code.js';
import type { Format } from './formats.js';
import { jsonText } from './json-text.js';
import { openOutput } from './output.js';
import { pickTenants } from './pick-tenants.js';
import { openStorage } from './storage.js';
import { plain, textTable } from './text-table.js';
import { writeCsvData, writeText } from './write-data.js';

export interface AlertsOptions {
  readonly state: readonly string[];
  readonly tenant?: readonly string[];
  readonly format: Format;
  readonly output?: string;
}

/** `alerts`: what is stored. It says nothing of what was not read: that is the scan's to say. */
export async function alertsCommand(
  options: AlertsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context;
  const states = statesNamed(options.state);
  if (states === undefined) {
    throw new UsageError(`--state: expected one or more of ${stateNames.join(', ')}.`);
  }
  const output = await openOutput(options.output, terminal);
  const { alerts, health } = await openStorage(context);
  const tenants = pickTenants(await storedTenants(alerts, health), options.tenant);
  const listed = await listAlerts(alerts, tenants, states);
  await output.write((stream) =>
    writeAlerts(listed, options.format, { stream, bom: output.toFile }),
  );
  terminal.say(countLine(listed.length, tenants.length));
  return listed.length === 0 ? exitCodes.clean : exitCodes.found;
}

function countLine(alerts: number, tenants: number): string {
  if (tenants === 0) return 'The storage knows no tenant yet: nothing has been scanned.';
  const count = alerts === 1 ? '1 alert' : `${alerts === 0 ? 'No' : alerts} alerts`;
  return `${count} in these states. This says what was raised, not what was read: see "scan forwards".`;
}

/** What fits on a screen. */
function alertTable(alerts: readonly ListedAlert[]): string {
  if (alerts.length === 0) return '';
  const header = ['AlertId', 'Customer', 'State', 'Severity', 'Mailbox', 'Facts', 'ChangedAt'];
  const rows = alerts.map(({ alertId, customer, state, severity, subject, facts, changedAt }) => {
    return [alertId, customer, state, severity, subject, facts.map(plain).join('; '), changedAt];
  });
  return textTable(header, rows);
}

function writeAlerts(
  alerts: readonly ListedAlert[],
  format: Format,
  to: { readonly stream: Writable; readonly bom: boolean },
): Promise<void> {
  switch (format) {
    case 'csv':
      return writeCsvData(to, alertColumns, alerts.map(alertCells));
    case 'json': {
      const list = { schema: 'inbox-warden/alert-list', version: 1, alerts };
      return writeText(to.stream, jsonText(list));
    }
    case 'table':
      return writeText(to.stream, alertTable(alerts));
  }
}
