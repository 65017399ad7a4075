import type { SimulatedService } from '../service.js';
import { botTokenCheck } from './bot-token.js';
import { botframeworkService } from './botframework-service.js';
import { channelApiService } from './channel-api.js';
import type { ChannelDriver } from './channel-driver.js';
import { ChannelFaults } from './channel-faults.js';
import { ChannelKeys } from './channel-keys.js';
import type { ChannelCore } from './channel-core.js';
import { connectorService } from './connector-service.js';
import { channelDriver } from './driver.js';
import { fileService } from './file-service.js';
import { MessageStore } from './message-store.js';
import type { ChannelContext, ChannelOptions } from './options.js';
import { pageService } from './page-service.js';
import { RateLimits } from './rate-limits.js';
import { Roster } from './roster.js';
import { SentFiles } from './sent-files.js';
import { UploadSessions } from './upload-sessions.js';

export interface ChannelParts {
  /** `/botframework`, `/connector`, `/channel`, `/onedrive` and the page at `/`. */
  readonly services: readonly SimulatedService[];
  readonly channel: ChannelDriver;
}

/**
 * The Teams half of the simulator: keys and tokens, the connector, people, and a page to look at it.
 * @throws RangeError when the options name no way to verify the bot's tokens.
 */
export function channelServices(context: ChannelContext, options: ChannelOptions): ChannelParts {
  const core: ChannelCore = {
    options,
    ledger: context.ledger,
    clock: context.clock,
    roster: new Roster(options),
    store: new MessageStore(context.clock),
    keys: options.keys ?? new ChannelKeys(),
    faults: new ChannelFaults(),
    limits: new RateLimits(),
    files: new SentFiles(),
    uploads: new UploadSessions(context.clock),
    withoutApp: new Set(),
    installed: false,
    refreshing: new Set(),
    invokedAt: new Map(),
  };
  const channel = channelDriver(core);
  return {
    services: [
      botframeworkService(core.ledger, core.keys),
      connectorService(core, botTokenCheck(options, core.clock)),
      channelApiService(core, channel),
      fileService(core),
      pageService(core.ledger),
    ],
    channel,
  };
}
