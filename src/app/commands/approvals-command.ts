import type { Approval } from '../../alerts/approval.js';
import { localTime } from '../../lib/local-time.js';
import { ownText, Untrusted } from '../../lib/untrusted.js';
import { listPlace, notice, type Command, type CommandServices } from './command.js';

const shownRows = 20;

async function standing({ alerts }: CommandServices): Promise<Approval[]> {
  const now = alerts.clock.now().toISOString();
  const found: Approval[] = [];
  for (const tenantId of await alerts.store.tenants()) {
    for await (const { row } of alerts.store.approvals(tenantId)) {
      if (row.revoked === undefined && (row.expiresAt ?? '9') > now) found.push(row);
    }
  }
  return found.sort((a, b) => ((a.expiresAt ?? '9') < (b.expiresAt ?? '9') ? -1 : 1));
}

/** Who approved it and why. */
function words({ by, reason }: Approval): string {
  return `${Untrusted.of(by.name).forCard()}: ${Untrusted.of(reason).forCard()}`;
}

/** 'Approved', and for what, when it is for more than the one alert. */
function deed({ scope }: Approval): string {
  if (scope === undefined) return 'Approved';
  const [name, value] = [scope.name, scope.value].map((raw) => Untrusted.of(raw).forCard());
  return `Approved for every alert of the same ${name} (${value})`;
}

export const approvalsCommand: Command = {
  name: 'approvals',
  usage: 'approvals',
  explanation: 'Lists the approvals that hold, those that end first on top.',
  access: 'reader',
  run: async (services) => {
    const approvals = await standing(services);
    if (approvals.length === 0) return notice('No approvals', 'Nothing is approved at the moment.');
    const { timeZone } = services.alerts.options;
    const rows = await Promise.all(
      approvals.slice(0, shownRows).map(async (approval) => {
        const alert = await services.alerts.store.alert(approval.tenantId, approval.alertId);
        const row = alert && services.alerts.kinds[alert.row.kind].row(alert.row);
        const until =
          approval.expiresAt === undefined
            ? 'until it is revoked'
            : `until ${localTime(approval.expiresAt, timeZone)}`;
        return {
          alertId: ownText(approval.alertId),
          what: row?.what ?? ownText(''),
          where: alert && row ? listPlace(alert.row, row.where) : ownText(''),
          state: ownText(`${deed(approval)} ${until}. ${words(approval)}`),
        };
      }),
    );
    const title = ownText(
      approvals.length === 1 ? '1 approval holds' : `${approvals.length} approvals hold`,
    );
    return {
      template: 'alert-list',
      data: {
        title,
        intro: ownText('Those that end first on top. Say "revoke" and the id to take one back.'),
        more: ownText(
          approvals.length > rows.length ? `and ${approvals.length - rows.length} more` : '',
        ),
      },
      rows,
      summary: title,
    };
  },
};
