import type { Alert } from './alert.js';
import type { CardContent } from './card-content.js';
import { rowsPerPage, type AlertGroup } from './group.js';
import { ownText, Untrusted, type SafeText } from '../lib/untrusted.js';
import type { AlertServices } from './services.js';

/** One page of a grouped card, with every row as it is now. Pages count from 1; beyond the last shows the last. */
export async function groupCardOf(
  services: AlertServices,
  group: AlertGroup,
  page: number,
): Promise<CardContent> {
  const pages = Math.max(1, Math.ceil(group.alertIds.length / rowsPerPage));
  const shown = Math.min(Math.max(page, 1), pages);
  const ids = group.alertIds.slice((shown - 1) * rowsPerPage, shown * rowsPerPage);
  const alerts: Alert[] = [];
  for (const id of ids) {
    const alert = await services.store.alert(group.tenantId, id);
    if (alert) alerts.push(alert.row);
  }
  const count = group.alertIds.length;
  return {
    template: 'forward-group',
    data: {
      groupId: ownText(group.id),
      tenant: Untrusted.of(group.tenantName).forCard(),
      intro: ownText(
        `${count} external forwards were found at once. Open the details of a row to decide about it.`,
      ),
      count,
      page: shown,
      pages,
      hasPrevious: shown > 1,
      hasNext: shown < pages,
      previousPage: Math.max(1, shown - 1),
      nextPage: Math.min(pages, shown + 1),
    },
    rows: alerts.map((alert) => rowOf(services, alert)),
    summary: ownText(`${count} external forwards found in one tenant`),
  };
}

function rowOf(services: AlertServices, alert: Alert): Record<string, SafeText> {
  const row = services.kinds[alert.kind].row(alert);
  return {
    alertId: row.id,
    mailbox: row.what,
    destination: row.where,
    severity: row.severity,
    state: row.state,
  };
}
