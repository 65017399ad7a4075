import { isUndecided, type AlertState } from '../alerts/lifecycle.js';
import { localTime } from '../lib/local-time.js';
import { ownText, Untrusted } from '../lib/untrusted.js';
import { causeTexts } from '../tenants/cause.js';
import type { Part } from './mailbox-fact.js';
import type { HistoryInput, AccountMeasure, StandingAlert, TenantTrace } from './mailbox-trace.js';

/** One line of what holds now. */
export interface NowLine {
  readonly topic: 'Forward' | 'Sign-in' | 'Sending' | 'Waiting';
  readonly said: readonly Part[];
  /** An alert's id. */
  readonly reference?: string | undefined;
}

const mostNamed = 5;

/** What holds now: forwards, sign-in, sending, and what waits for a decision. Pure. */
export function nowLines(input: HistoryInput): readonly NowLine[] {
  const standing = input.traces.flatMap((trace) => trace.standing);
  const forwards = standing.filter(({ kind }) => kind === 'forward');
  return [
    ...(forwards.length > 0
      ? forwards.map((one) => forwardLine(one, input))
      : [{ topic: 'Forward' as const, said: noForward(input) }]),
    signInLine(input),
    sendingLine(input),
    ...waitingLines(standing.filter(({ state }) => isUndecided(state))),
  ];
}

function forwardLine(
  { id, state, what, changedAt, lastSeenAt, approval }: StandingAlert,
  { timeZone }: HistoryInput,
): NowLine {
  const time = (at: string): string => localTime(at, timeZone);
  const decided: readonly Part[] =
    approval === undefined
      ? []
      : [
          ownText(' by '),
          Untrusted.of(approval.by.name),
          ownText(
            approval.expiresAt === undefined
              ? ', without an end'
              : ` until ${time(approval.expiresAt)}`,
          ),
          ...(approval.reason === ''
            ? []
            : [ownText('. Reason: "'), Untrusted.of(approval.reason), ownText('"')]),
        ];
  return {
    topic: 'Forward',
    reference: id,
    said: [
      ownText('It forwards outside'),
      ...what,
      ownText(`; ${stateWords[state]}`),
      ...decided,
      ownText(`. Last change ${time(changedAt)}, last seen ${time(lastSeenAt)}.`),
    ],
  };
}

const stateWords: Readonly<Record<AlertState, string>> = {
  open: 'nobody has decided',
  approved: 'approved',
  removing: 'being removed',
  removed: 'removed',
  restoring: 'being put back',
  resolved: 'gone',
  failed: 'it could not be removed, and nobody has decided since',
};

/**
 * What may be said when no forward is stored: that there is none only after a complete reading of the tenant, and of
 * a mailbox only when the directory knows the address. Everything else says what is missing.
 */
function noForward({ owner, traces, live, timeZone }: HistoryInput): readonly Part[] {
  if (owner === undefined) {
    return [
      ownText(
        'None is stored. No watched tenant that has been read owns the domain: nothing can be said.',
      ),
    ];
  }
  const name = Untrusted.of(owner.name);
  const health = traces.find(({ tenant }) => tenant.id === owner.id)?.coverage.health;
  if (health?.lastReadAt === undefined) {
    return [
      ownText('None is stored, and '),
      name,
      ownText(' was never read completely: nothing can be said.'),
    ];
  }
  const readAt = localTime(health.lastReadAt, timeZone);
  if (health.state !== 'healthy') {
    const why = health.cause
      ? causeTexts[health.cause.code].sentence
      : 'Some mailboxes could not be read.';
    return [
      ownText('None is stored. '),
      name,
      ownText(
        ` was last read completely ${readAt}, and not since: nothing can be said of now. ${why}`,
      ),
    ];
  }
  const at = [ownText(' outside when '), name, ownText(` was last read completely, ${readAt}.`)];
  switch (live.account.kind) {
    case 'account':
      return [ownText('It did not forward'), ...at];
    case 'none':
      return [
        ownText('No account has this address now. No mailbox with this primary address forwarded'),
        ...at,
      ];
    case 'not-asked':
    case 'failed':
      return [
        ownText('No mailbox with this primary address forwarded'),
        ...at,
        ownText(' Whether it is another address of a mailbox is not known.'),
      ];
  }
}

function signInLine({ live, traces, timeZone }: HistoryInput): NowLine {
  const { account, readAt } = live;
  const at = `(read ${localTime(readAt, timeZone)})`;
  const last = lastBlock(traces);
  const stored = last === undefined ? [] : blockWords(last, timeZone);
  const base = { topic: 'Sign-in' as const, reference: last?.alertId };
  switch (account.kind) {
    case 'account': {
      const now = account.user.accountEnabled ? `Allowed ${at}.` : `Blocked ${at}.`;
      return { ...base, said: [ownText(now), ...stored] };
    }
    case 'none':
      return { ...base, said: [ownText(`No account has this address ${at}.`), ...stored] };
    case 'not-asked':
      return { ...base, said: [ownText(`Not known now. ${account.why}`), ...stored] };
    case 'failed':
      return {
        ...base,
        said: [ownText(`Not known now: ${causeTexts[account.cause.code].sentence}`), ...stored],
      };
  }
}

/** The last order about sign-in, over all alerts: an account can have been blocked on one and allowed on another. */
function lastBlock(traces: readonly TenantTrace[]): AccountMeasure | undefined {
  return traces
    .flatMap(({ measures }) => measures)
    .filter(({ name }) => name === 'block-sign-in')
    .sort((a, b) => (whenOf(a) < whenOf(b) ? 1 : -1))[0];
}

function whenOf({ endedAt, orderedAt }: AccountMeasure): string {
  return endedAt ?? orderedAt;
}

const blockStates: Readonly<Record<AccountMeasure['state'], string>> = {
  ordered: 'Blocking it was ordered from here',
  done: 'It was blocked from here',
  failed: 'Blocking it from here did not succeed',
  undoing: 'Allowing it again was ordered from here',
  undone: 'It was allowed again from here',
};

function blockWords(measure: AccountMeasure, timeZone: string): readonly Part[] {
  return [
    ownText(` ${blockStates[measure.state]}, ordered by `),
    Untrusted.of(measure.by.name),
    ownText(`, ${localTime(whenOf(measure), timeZone)}.`),
  ];
}

function sendingLine({ live, traces, timeZone }: HistoryInput): NowLine {
  const { sending, readAt } = live;
  const at = `(read ${localTime(readAt, timeZone)})`;
  const stored = storedSending(traces, timeZone);
  switch (sending.kind) {
    case 'allowed':
      return {
        topic: 'Sending',
        said: [ownText(`Microsoft does not block it from sending ${at}.`)],
      };
    case 'blocked':
      return {
        topic: 'Sending',
        said: [
          ownText(`Microsoft blocks it from sending ${at}`),
          ownText(sending.at === undefined ? '.' : `, since ${localTime(sending.at, timeZone)}.`),
          ...(sending.reason === undefined
            ? []
            : [ownText(' Its reason: "'), sending.reason, ownText('"')]),
        ],
      };
    case 'not-asked':
      return { topic: 'Sending', said: [ownText(`Not known now. ${sending.why}${stored}`)] };
    case 'failed':
      return {
        topic: 'Sending',
        said: [ownText(`Not known now: ${causeTexts[sending.cause.code].sentence}${stored}`)],
      };
  }
}

/** What the last alert said of it; that there is none says nothing. */
function storedSending(traces: readonly TenantTrace[], timeZone: string): string {
  const blocked = traces.flatMap(({ sendingBlocked }) => sendingBlocked ?? [])[0];
  return blocked === undefined
    ? ''
    : ` Microsoft blocked it from sending when its last alert was written, ${localTime(blocked.readAt, timeZone)}.`;
}

function waitingLines(open: readonly StandingAlert[]): readonly NowLine[] {
  const ordered = open.toSorted((a, b) => (a.changedAt < b.changedAt ? 1 : -1));
  const lines = ordered.slice(0, mostNamed).map(({ id, kind, what }): NowLine => ({
    topic: 'Waiting',
    reference: id,
    said: [
      ownText(
        kind === 'forward'
          ? 'A forward'
          : kind === 'zap'
            ? 'A message'
            : 'An alert about its sending',
      ),
      ...what,
      ownText(' waits for a decision.'),
    ],
  }));
  const more = open.length - lines.length;
  return more > 0
    ? [
        ...lines,
        { topic: 'Waiting', said: [ownText(`and ${more} more alerts wait for a decision.`)] },
      ]
    : lines;
}
