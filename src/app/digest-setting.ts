import { parseWeekTime, type WeekTime } from '../digest/digest-time.js';
import type { Settings } from './settings-reader.js';

/** WARDEN_DIGEST_AT: a weekday and a time in WARDEN_TIME_ZONE, or 'off'. */
export function digestAtOf(settings: Settings): WeekTime | undefined {
  const text = settings.text('WARDEN_DIGEST_AT') ?? 'Mon 08:00';
  if (text === 'off') return undefined;
  const time = parseWeekTime(text);
  if (time === undefined) {
    settings.problem('WARDEN_DIGEST_AT', "a weekday and a time such as 'Mon 08:00', or 'off'");
  }
  return time;
}
