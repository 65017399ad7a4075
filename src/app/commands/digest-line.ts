import type { ChannelRef } from '../../alerts/ports.js';
import { everyWeekText } from '../../digest/digest-time.js';
import { nextDue } from '../../digest/duty.js';
import { channelSettings } from '../../digest/send.js';
import { localTime } from '../../lib/local-time.js';
import { Untrusted } from '../../lib/untrusted.js';
import type { CommandServices } from './command.js';

/** What holds, for "digest" and "status". */
export async function digestLine(
  { digest, alerts }: Pick<CommandServices, 'digest' | 'alerts'>,
  channel: ChannelRef,
): Promise<string> {
  const settings = await channelSettings(digest, channel);
  const { timeZone } = alerts.options;
  const { by, at, time } = settings;
  const setBy =
    by === undefined || at === undefined
      ? ''
      : ` Set by ${Untrusted.of(by.name).forCard()} at ${localTime(at, timeZone)}.`;
  const due = nextDue(settings, digest.clock.now().getTime());
  if (due === undefined) return `Off. When it is on, it comes ${everyWeekText(time)}.${setBy}`;
  const next = localTime(new Date(due).toISOString(), time.zone);
  return `On, ${everyWeekText(time)}. The next: ${next}.${setBy}`;
}
