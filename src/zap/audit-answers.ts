import { sha256Hex } from '../lib/digest.js';
import { messageIdOf } from './delivery-pool.js';
import type { MailAccess } from './ports.js';
import { bounded, instantOf } from './sighting-form.js';

/** What the audit log is asked: whether this person opened this message. */
export interface Question {
  /** Of the record. */
  readonly key: string;
  /** Of the recipient in the record. */
  readonly address: string;
  /** The person's user principal name, lower case. */
  readonly account: string;
  /** `messageDigest` of the InternetMessageId. */
  readonly message: string;
}

/** That a person opened a message. */
export interface Opening {
  readonly key: string;
  readonly address: string;
  /** UTC ISO 8601. */
  readonly at: string;
}

/** RFC 5322 allows no longer line; as long as sightings keep it. */
const longestMessageId = 998;
const digestLength = 32;

/** One short form of an InternetMessageId, whatever its sender wrote; undefined for none. */
export function messageDigest(internetMessageId: string | undefined): string | undefined {
  const id = messageIdOf({ internetMessageId: bounded(internetMessageId ?? '', longestMessageId) });
  return id === undefined ? undefined : sha256Hex(id).slice(0, digestLength);
}

/**
 * The accesses that answer questions. That a client fetched a whole folder says nothing of reading, and what was asked of
 * nobody is passed over. Two messages to one person that bear one InternetMessageId both count as opened: the log can't
 * tell them apart. Pure.
 */
export function openingsOf(
  accesses: readonly MailAccess[],
  questions: readonly Question[],
): readonly Opening[] {
  const asked = new Map<string, Question[]>();
  for (const question of questions) {
    const name = nameOf(question.account, question.message);
    asked.set(name, [...(asked.get(name) ?? []), question]);
  }
  return accesses.flatMap(({ account, internetMessageId, at: time, how }) => {
    const at = instantOf(time);
    const message = how === 'item' ? messageDigest(internetMessageId) : undefined;
    if (at === undefined || message === undefined) return [];
    const answered = asked.get(nameOf(account.trim().toLowerCase(), message)) ?? [];
    return answered.map(({ key, address }) => ({ key, address, at }));
  });
}

function nameOf(account: string, message: string): string {
  return `${message} ${account}`;
}
