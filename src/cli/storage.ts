import { readStorageConfig } from '../app/config.js';
import { openStores, type Stores } from '../app/stores.js';
import { systemClock } from '../lib/clock.js';
import { jsonLog } from '../lib/json-log.js';
import type { CommandContext } from './command-context.js';

/** The service's storage, with the settings of storage alone. Warnings go to standard error. */
export async function openStorage({ env, terminal }: CommandContext): Promise<Stores> {
  const config = readStorageConfig(env);
  return openStores(config, systemClock, jsonLog('warn', terminal.err));
}
