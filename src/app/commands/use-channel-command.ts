import { wakeWaiting } from '../../alerts/wake.js';
import { notice, type Command } from './command.js';

export const useChannelCommand: Command = {
  name: 'use this channel',
  usage: 'use this channel',
  explanation: 'Makes this the security channel, where alerts are posted. For approvers.',
  access: 'approver',
  run: async ({ alerts, registry }, { actor, place }) => {
    const { teamId, channelId } = place;
    if (place.kind !== 'channel' || teamId === undefined || channelId === undefined) {
      return notice(
        'Not here',
        'Say this in the channel of a team, where alerts should be posted.',
      );
    }
    await alerts.channels.choose({
      tenantId: place.tenantId,
      teamId,
      channelId,
      serviceUrl: place.serviceUrl,
      chosenBy: actor.objectId,
      chosenAt: alerts.clock.now().toISOString(),
    });
    const ids = new Set([
      ...(await alerts.store.tenants()),
      ...(await registry.tenants()).map(({ id }) => id),
    ]);
    for (const tenantId of ids) await wakeWaiting(alerts, tenantId);
    return notice(
      'This is the security channel now',
      'Alerts and reports are posted here. What was waiting comes now.',
    );
  },
};
