import type { Clock } from '../../lib/clock.js';
import { ServiceError } from '../../lib/errors.js';
import { errorCode, type Log } from '../../lib/log.js';
import type { StorageConfig } from '../config.js';
import { openStores, type Stores } from '../stores.js';
import { absent, fine, wrong, type Check } from './check.js';

const tables = { area: 'storage', what: 'Tables' } as const;
const queues = { area: 'storage', what: 'Queues' } as const;
const channel = { area: 'channel', what: 'Security channel' } as const;

/** Reads from the table and the queue, creating them where they are missing, as the service does. */
export async function checkStorage(
  config: StorageConfig | undefined,
  clock: Clock,
  log: Log,
): Promise<readonly Check[]> {
  if (config === undefined) return [absent({ ...tables, what: 'Storage' }, 'not configured')];
  const opened = await tried(() => openStores(config, clock, log));
  if ('failure' in opened) return [failed({ ...tables, what: 'Storage' }, opened.failure)];
  return Promise.all([
    checkTables(opened.value),
    checkQueue(opened.value),
    checkChannel(opened.value),
  ]);
}

async function checkTables({ alerts }: Stores): Promise<Check> {
  const answer = await tried(() => alerts.tenants());
  if ('failure' in answer) return failed(tables, answer.failure);
  return fine(tables, `reachable; alerts of ${answer.value.length} tenants are stored`);
}

async function checkQueue({ queue }: Stores): Promise<Check> {
  const answer = await tried(() => queue.depth());
  if ('failure' in answer) return failed(queues, answer.failure);
  return fine(queues, `reachable; ${answer.value} items of work wait`);
}

async function checkChannel({ channels }: Stores): Promise<Check> {
  const answer = await tried(() => channels.current());
  if ('failure' in answer) return failed(channel, answer.failure);
  if (answer.value !== undefined) return fine(channel, 'chosen');
  const todo = 'An approver says "@Inbox Warden use this channel" where the alerts are to go.';
  return wrong(channel, 'not chosen: alerts wait, and nobody sees them', todo);
}

type Tried<T> = { readonly value: T } | { readonly failure: unknown };

/** Whatever fails here is what was looked for, also errors of the storage's libraries that have no type of ours. */
async function tried<T>(operation: () => Promise<T>): Promise<Tried<T>> {
  try {
    return { value: await operation() };
  } catch (error) {
    return { failure: error };
  }
}

/** The code only: an error's text may hold the connection string. */
function failed(subject: Parameters<typeof wrong>[0], error: unknown): Check {
  const refused = error instanceof ServiceError && [401, 403].includes(error.answer.status);
  const todo = refused
    ? 'Give the identity the roles Storage Table Data Contributor and Storage Queue Data Contributor, or renew the key in WARDEN_STORAGE.'
    : 'Check WARDEN_STORAGE, the network and the firewall of the storage account.';
  return wrong(subject, `${refused ? 'refused us' : 'not reachable'} (${errorCode(error)})`, todo);
}
