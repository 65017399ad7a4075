import type { Replies } from '../adapters/teams/replies.js';
import type { Clock } from '../lib/clock.js';
import type { Log } from '../lib/log.js';
import type { CommandServices } from './commands/command.js';

/** The longest window of Teams' rate limits that a person may be made to wait for (Microsoft Learn: "Rate limiting for bots"). */
const longestPauseMs = 30_000;
const attempts = 4;

/**
 * Answers a command. What was certainly not shown is sent again when Teams will take it; what may have been shown is not.
 * An answer that is lost all the same is logged: the person can ask again.
 */
export function replier(replies: Replies, clock: Clock, log: Log): CommandServices['reply'] {
  return async (place, card) => {
    for (let attempt = 1; ; attempt++) {
      const result = await replies.reply(place, { card });
      if (result.kind === 'posted') return result.message;
      const again =
        result.kind === 'refused' && result.retryAfterMs <= longestPauseMs && attempt < attempts;
      if (!again) {
        log.warn({ result: result.kind, code: result.code }, 'an answer could not be delivered');
        return undefined;
      }
      await clock.sleep(Math.max(result.retryAfterMs, 100));
    }
  };
}
