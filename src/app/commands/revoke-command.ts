import { parseAlertId } from '../../alerts/alert.js';
import { revoke } from '../../alerts/press.js';
import { notice, type Command } from './command.js';

export const revokeCommand: Command = {
  name: 'revoke',
  usage: 'revoke <id>',
  explanation: 'Takes an approval back: the alert is open again. For approvers.',
  access: 'approver',
  run: async ({ alerts }, { argument, actor }) => {
    const id = parseAlertId(argument);
    if (id === undefined)
      return notice(
        'Which approval?',
        'Say "revoke" and an id such as K3F7Q-9D2MA; "approvals" lists them.',
      );
    const located = await alerts.store.locate(id);
    if (!located) return notice('Not found', 'There is no alert with this id.', id);
    if (located.row.subjectObjectId?.toLowerCase() === actor.objectId.toLowerCase()) {
      return notice('Not changed', 'This is your own mailbox: somebody else has to decide.', id);
    }
    const revoked = await revoke(alerts, located.row, actor);
    return revoked
      ? notice('Approval revoked', 'The alert is open again; its card shows it.', id)
      : notice('Nothing to revoke', 'This alert is not approved.', id);
  },
};
