import type { Alert } from './alert.js';
import type { CardContent } from './card-content.js';
import type { AlertKind } from './finding.js';
import { rowsPerPage, type AlertGroup } from './group.js';
import { ownText, Untrusted, type SafeText } from '../lib/untrusted.js';
import type { AlertServices } from './services.js';

interface Words {
  /** '12 external forwards were found at once.' */
  readonly many: string;
  readonly found: string;
  /** For the count of the pages. */
  readonly noun: string;
}

const wordsOf: Readonly<Record<AlertKind, Words>> = {
  forward: {
    many: 'external forwards were found',
    found: 'external forwards found',
    noun: 'forwards',
  },
  zap: { many: 'zapped messages were found', found: 'zapped messages found', noun: 'messages' },
  spam: {
    many: 'own users who may send spam were found',
    found: 'own users who may send spam',
    noun: 'senders',
  },
  unreadable: { many: 'gaps were found', found: 'gaps found', noun: 'gaps' },
};

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
  // All alerts of a group are of one scan.
  const kind = alerts[0]?.kind ?? 'forward';
  const { many, found, noun } = wordsOf[kind];
  return {
    template: 'forward-group',
    data: {
      groupId: ownText(group.id),
      tenant: Untrusted.of(group.tenantName).forCard(),
      intro: ownText(`${count} ${many} at once. Open the details of a row to decide about it.`),
      ofForwards: kind !== 'zap' && kind !== 'spam',
      ofMessages: kind === 'zap',
      ofSenders: kind === 'spam',
      noun: ownText(noun),
      count,
      page: shown,
      pages,
      hasPrevious: shown > 1,
      hasNext: shown < pages,
      previousPage: Math.max(1, shown - 1),
      nextPage: Math.min(pages, shown + 1),
    },
    rows: alerts.map((alert) => rowOf(services, alert)),
    summary: ownText(`${count} ${found} in one tenant`),
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
