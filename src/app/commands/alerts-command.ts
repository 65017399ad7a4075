import type { Alert } from '../../alerts/alert.js';
import { isUndecided } from '../../alerts/lifecycle.js';
import { ownText } from '../../lib/untrusted.js';
import { listPlace, notice, type Command, type CommandServices } from './command.js';

const shownRows = 20;

function countLine(count: number): string {
  return count === 1 ? '1 alert waits for a decision' : `${count} alerts wait for a decision`;
}

/** Alerts that wait for a decision or are being worked on, over all tenants, the newest change first. */
async function pendingAlerts({ alerts }: CommandServices): Promise<Alert[]> {
  const pending: Alert[] = [];
  for (const tenantId of await alerts.store.tenants()) {
    for await (const { row } of alerts.store.alerts(tenantId)) {
      if (isUndecided(row.state) || row.state === 'removing' || row.state === 'restoring')
        pending.push(row);
    }
  }
  return pending.sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1));
}

export const alertsCommand: Command = {
  name: 'alerts',
  usage: 'alerts',
  explanation: 'Lists the alerts that wait for a decision.',
  access: 'reader',
  run: async (services) => {
    const pending = await pendingAlerts(services);
    if (pending.length === 0) {
      return notice(
        'No alert waits for a decision',
        'This says what has been raised, not what has been read: see "status" for the coverage.',
      );
    }
    const rows = pending.slice(0, shownRows);
    return {
      template: 'alert-list',
      data: {
        title: ownText(countLine(pending.length)),
        intro: ownText('The newest change first. Details posts the card with its buttons.'),
        more: ownText(
          pending.length > rows.length ? `and ${pending.length - rows.length} more` : '',
        ),
      },
      rows: rows.map((alert) => {
        const { id, what, where, state, severity } = services.alerts.kinds[alert.kind].row(alert);
        return {
          alertId: id,
          what,
          where: listPlace(alert, where),
          state: ownText(`${severity}: ${state.toLowerCase()}`),
        };
      }),
      summary: ownText(countLine(pending.length)),
    };
  },
};
