import { shortHash } from '../lib/digest.js';
import { messageDigest, type Question } from './audit-answers.js';
import type { AuditState } from './audit-state.js';
import { zapReachMs } from './exposure.js';
import { indexPeople } from './people.js';
import type { DirectoryPerson } from './ports.js';
import type { RecordedRecipient, ZapRecord } from './records.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Of what was taken longer ago, nobody asks the log any more. */
const reachMs = 7 * dayMs;
/** The log lags, usually by an hour or two, so that an empty answer may be full a day later. */
const againMs = dayMs;
const mostTimes = 3;
/** Of one search: every access of these people within its span has to be read through. */
const mostAccounts = 20;
const mostQuestions = 100;
/** Of all that is remembered; when it is reached, what comes up has to wait. Half a megabyte holds more. */
const mostRemembered = 4_000;
/** Longer than a question can come up. */
const rememberedMs = 2 * reachMs;

/** Records with their earliest purge before this hold no question: later recipients follow within the reach of ZAP. */
export function questionsSince(now: Date): string {
  return new Date(now.getTime() - reachMs - zapReachMs).toISOString();
}

export interface QuestionsDue {
  /** The latest purges first; never more than `mostQuestions`, of `mostAccounts` people. */
  readonly questions: readonly Question[];
  /** Before the delivery of each of the messages, UTC ISO 8601. */
  readonly from: string;
}

interface Circumstances {
  readonly people: readonly DirectoryPerson[];
  readonly asked: AuditState['asked'];
  /** Primary addresses of mailboxes that are left out. */
  readonly ignored: ReadonlySet<string>;
  readonly now: Date;
}

interface Candidate {
  readonly question: Question;
  readonly takenMs: number;
  readonly receivedMs: number;
}

/**
 * What to ask the audit log next: for each message with an InternetMessageId that ZAP took as phishing or malware within
 * seven days, each person of whom it is not known that they opened it. Each question three times at most, a day apart.
 * Spam is not asked for: ZAP takes it unread. Pure.
 */
export function dueQuestions(
  records: readonly ZapRecord[],
  { people, asked, ignored, now }: Circumstances,
): QuestionsDue | undefined {
  const index = indexPeople(people);
  const candidates = records.flatMap((record) => {
    const message = messageDigest(record.internetMessageId);
    if (message === undefined) return [];
    return record.recipients.flatMap((recipient): readonly Candidate[] => {
      const account = index.personOf(recipient.address)?.userPrincipalName.trim().toLowerCase();
      if (account === undefined || account === '' || ignored.has(recipient.address)) return [];
      const times = timesOf(recipient, now);
      if (times === undefined || !isOpen(recipient)) return [];
      const question = { key: record.key, address: recipient.address, account, message };
      return isDue(asked[questionId(question)], now) ? [{ question, ...times }] : [];
    });
  });
  const room = Math.min(mostQuestions, mostRemembered - Object.keys(asked).length);
  return chosen(candidates, room);
}

/** A name for the question, short and of our own letters. */
export function questionId({ key, address }: Pick<Question, 'key' | 'address'>): string {
  return shortHash(JSON.stringify([key, address]), 20);
}

/** The memory after these were asked, without what can't come up again. */
export function withAsked(
  asked: AuditState['asked'],
  questions: readonly Question[],
  now: Date,
): AuditState['asked'] {
  const next = new Map(Object.entries(remembered(asked, now)));
  for (const question of questions) {
    const id = questionId(question);
    next.set(id, { times: (next.get(id)?.times ?? 0) + 1, at: now.toISOString() });
  }
  return Object.fromEntries(next);
}

export function remembered(asked: AuditState['asked'], now: Date): AuditState['asked'] {
  const oldest = now.getTime() - rememberedMs;
  return Object.fromEntries(Object.entries(asked).filter(([, { at }]) => Date.parse(at) >= oldest));
}

function isOpen({ outcome, threat, evidence }: RecordedRecipient): boolean {
  const grave = threat === 'phish' || threat === 'malware';
  return (
    outcome === 'zapped' && grave && (evidence.value === 'unknown' || evidence.value === 'unread')
  );
}

/** When it was delivered and taken, as far as that is known; undefined when it was too long ago. */
function timesOf(
  { zapTime, receivedAt }: RecordedRecipient,
  now: Date,
): Pick<Candidate, 'takenMs' | 'receivedMs'> | undefined {
  const logged = zapTime.kind === 'exact' || zapTime.kind === 'at-most' ? zapTime.at : undefined;
  const taken = logged ?? receivedAt;
  if (taken === undefined) return undefined;
  const takenMs = Date.parse(taken);
  if (takenMs < now.getTime() - reachMs) return undefined;
  const receivedMs = receivedAt === undefined ? takenMs - zapReachMs : Date.parse(receivedAt);
  return { takenMs, receivedMs: Math.min(receivedMs, takenMs) };
}

function isDue(before: AuditState['asked'][string] | undefined, now: Date): boolean {
  if (before === undefined) return true;
  return before.times < mostTimes && now.getTime() - Date.parse(before.at) >= againMs;
}

function chosen(candidates: readonly Candidate[], room: number): QuestionsDue | undefined {
  const accounts = new Set<string>();
  const taken: Candidate[] = [];
  const latestFirst = candidates.toSorted(
    (a, b) => b.takenMs - a.takenMs || (questionId(a.question) < questionId(b.question) ? -1 : 1),
  );
  for (const candidate of latestFirst) {
    if (taken.length >= room) break;
    const { account } = candidate.question;
    if (!accounts.has(account) && accounts.size >= mostAccounts) continue;
    accounts.add(account);
    taken.push(candidate);
  }
  if (taken.length === 0) return undefined;
  const earliestMs = taken.reduce((first, one) => Math.min(first, one.receivedMs), Infinity);
  return {
    questions: taken.map(({ question }) => question),
    // Clocks differ a little.
    from: new Date(earliestMs - hourMs).toISOString(),
  };
}
