import { AppError, ContractError } from '../../lib/errors.js';
import type { Clock } from '../../lib/clock.js';
import type { CopyState, MessageRefs } from '../../zap/ports.js';
import type { QuarantinedMessage } from '../../zap/quarantine.js';
import type { MailLocation } from '../../zap/sighting.js';
import { failedBy } from './cause-of.js';
import type { CauseOf } from './cause-of.js';
import { loggedPlaces, withInternetId } from './delivery-log.js';
import { service } from './graph-answer.js';
import type { GraphClient } from './graph-client.js';
import { findCopies } from './mailbox-copies.js';
import type { CopySearch, SearchedFolder } from './mailbox-copies.js';
import { isHeldFor } from './quarantined-copy.js';

export interface LocateParts {
  readonly client: GraphClient;
  readonly causeOf: CauseOf;
  readonly clock: Clock;
  readonly quarantined: (internetMessageId: string) => Promise<readonly QuarantinedMessage[]>;
}

type Message = MessageRefs & { readonly internetMessageId: string };
type Attempt<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: AppError };

/**
 * Mailbox first, then Recoverable Items and quarantine, and the logs only for what could not be looked at. A copy is
 * 'not-found' when every place where it could be has said so; a place that could not be asked makes it 'failed'.
 */
export async function locateCopies(
  parts: LocateParts,
  refs: MessageRefs,
  recipients: readonly string[],
): Promise<ReadonlyMap<string, CopyState>> {
  const addresses = [...new Set(recipients.map((address) => address.toLowerCase()))];
  const states = await statesOf(parts, refs, addresses);
  return new Map(
    recipients.map((address) => {
      const state = states.get(address.toLowerCase());
      if (state === undefined) throw new TypeError('Every address gets an answer.');
      return [address, state];
    }),
  );
}

async function statesOf(
  parts: LocateParts,
  refs: MessageRefs,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, CopyState>> {
  const named = await attempt(() => withInternetId(parts.client, refs, parts.clock));
  const message = named.kind === 'read' ? named.value : undefined;
  if (message === undefined) {
    const error = named.kind === 'failed' ? named.error : unknownMessage();
    return fromLogs(parts, refs, new Map(addresses.map((address) => [address, error])));
  }
  const searches = await findCopies(parts.client, message, addresses, 'all');
  const found = await foundStates(parts, message, searches);
  const missing = addresses.filter((address) => searches.get(address)?.kind === 'none');
  const elsewhere = await missingStates(parts, message, missing);
  const failures = new Map<string, AppError>();
  for (const [address, result] of [...searches, ...elsewhere.failures]) {
    if (result.kind === 'failed') failures.set(address, result.error);
  }
  const logged = failures.size === 0 ? [] : await fromLogs(parts, message, failures, missing);
  return new Map([...found, ...elsewhere.states, ...logged]);
}

const places: readonly (readonly [SearchedFolder, MailLocation])[] = [
  ['inbox', 'inbox'],
  ['junkemail', 'junk'],
  ['deleteditems', 'deleted-items'],
];

/** In which folder; one of the person's own is 'elsewhere'. Of several copies the most exposed one counts. */
async function foundStates(
  { client, causeOf }: LocateParts,
  message: Message,
  searches: ReadonlyMap<string, CopySearch>,
): Promise<ReadonlyMap<string, CopyState>> {
  const found = [...searches].flatMap(([address, search]) =>
    search.kind === 'found' ? [{ address, ...search }] : [],
  );
  const mailboxes = [...new Set(found.map(({ mailbox }) => mailbox))];
  const states = new Map<string, CopyState>();
  const whereabouts = new Map<string, MailLocation>();
  const failures = new Map<string, AppError>();
  for (const [folder, place] of places) {
    const inFolder = await findCopies(client, message, mailboxes, folder);
    for (const [mailbox, search] of inFolder) {
      if (search.kind === 'failed') failures.set(mailbox, search.error);
      if (search.kind !== 'found') continue;
      for (const { id } of search.items) whereabouts.set(`${mailbox}|${id}`, place);
    }
  }
  for (const { address, mailbox, items } of found) {
    const failure = failures.get(mailbox);
    const copies = items.map((item) => ({
      item,
      location: whereabouts.get(`${mailbox}|${item.id}`) ?? 'elsewhere',
    }));
    copies.sort((a, b) => exposure.indexOf(a.location) - exposure.indexOf(b.location));
    const [copy] = copies;
    if (failure !== undefined || copy === undefined) {
      states.set(address, failedBy(failure ?? unknownMessage(), causeOf));
      continue;
    }
    const { id: itemId, isRead } = copy.item;
    states.set(address, {
      kind: 'found',
      location: copy.location,
      itemId,
      isRead: isRead ?? undefined,
    });
  }
  return states;
}

const exposure: readonly MailLocation[] = ['inbox', 'elsewhere', 'junk', 'deleted-items'];

interface MissingStates {
  readonly states: ReadonlyMap<string, CopyState>;
  /** Neither found nor shown to be gone. */
  readonly failures: ReadonlyMap<string, { readonly kind: 'failed'; readonly error: AppError }>;
}

async function missingStates(
  { client, quarantined }: LocateParts,
  message: Message,
  addresses: readonly string[],
): Promise<MissingStates> {
  const states = new Map<string, CopyState>();
  const failures: MissingStates['failures'] extends ReadonlyMap<string, infer F>
    ? Map<string, F>
    : never = new Map();
  if (addresses.length === 0) return { states, failures };
  const removed = await findCopies(client, message, addresses, 'recoverableitemsdeletions');
  const held = await attempt(() => quarantined(message.internetMessageId));
  for (const address of addresses) {
    const search = removed.get(address);
    if (held.kind === 'read' && held.value.some((item) => isHeldFor(item, address))) {
      states.set(address, { kind: 'found', location: 'quarantine' });
    } else if (search?.kind === 'found') {
      const itemId = search.items[0]?.id;
      states.set(address, { kind: 'found', location: 'removed', itemId });
    } else if (search?.kind === 'failed') failures.set(address, search);
    else if (held.kind === 'failed') failures.set(address, held);
    else states.set(address, { kind: 'not-found' });
  }
  return { states, failures };
}

/**
 * What the logs say, for recipients that could not be looked at. `seenEmpty`: their mailboxes were read and hold no copy,
 * so a log that names a folder only tells where it once was.
 */
async function fromLogs(
  { client, causeOf, clock }: LocateParts,
  message: MessageRefs,
  failures: ReadonlyMap<string, AppError>,
  seenEmpty: readonly string[] = [],
): Promise<ReadonlyMap<string, CopyState>> {
  const logged = await attempt(() => loggedPlaces(client, message, [...failures.keys()], clock));
  return new Map(
    [...failures].map(([address, error]): readonly [string, CopyState] => {
      const place = logged.kind === 'read' ? logged.value.get(address) : undefined;
      const failed = failedBy(error, causeOf);
      if (place === undefined || place === 'unknown') return [address, failed];
      if (!seenEmpty.includes(address) || place === 'quarantine') {
        return [address, { kind: 'found', location: place }];
      }
      return [address, { kind: 'not-found' }];
    }),
  );
}

async function attempt<T>(read: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { kind: 'read', value: await read() };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { kind: 'failed', error };
  }
}

function unknownMessage(): ContractError {
  return new ContractError('The message is in no log, so no mailbox can be searched for it.', {
    service,
    path: 'InternetMessageId',
  });
}
