import { keepMessage, makeRoom } from '../../alerts/announce.js';
import { drawLive, drawReadOnly } from '../../alerts/draw.js';
import { parseAlertId } from '../../alerts/alert.js';
import { notice, type Command, type CommandPlace, type CommandServices } from './command.js';

/** In the security channel the card comes with its buttons; elsewhere it is for reading. */
async function isSecurityChannel(
  { alerts }: CommandServices,
  place: CommandPlace,
): Promise<boolean> {
  const channel = await alerts.channels.current();
  return channel !== undefined && channel.row.channelId === place.channelId;
}

export const showCommand: Command = {
  name: 'show',
  usage: 'show <id>',
  explanation: 'Shows one alert. In the security channel with its buttons.',
  access: 'reader',
  run: async (services, { argument, place }) => {
    const id = parseAlertId(argument);
    if (id === undefined)
      return notice('Which alert?', 'Say "show" and an id such as K3F7Q-9D2MA.');
    const located = await services.alerts.store.locate(id);
    if (!located) return notice('Not found', 'There is no alert with this id.', id);
    if (!(await isSecurityChannel(services, place)))
      return drawReadOnly(services.alerts, located.row);
    const drawing = await drawLive(services.alerts, located.row.tenantId, id, makeRoom);
    const message = drawing && (await services.reply(place, drawing.card));
    if (message) await keepMessage(services.alerts, drawing.alert, message);
    return undefined;
  },
};
