import { attemptChange } from '../lib/change-attempt.js';
import type { ServiceAnswer } from '../lib/errors.js';
import { causeOf } from '../tenants/diagnose.js';
import type { TenantId } from '../tenants/tenant.js';
import type { Alert } from './alert.js';
import type { AlertKindDefinition, ChangeResult } from './kind.js';
import type { MeasureState, MeasureTarget } from './measure.js';

/** What an account's state says about containing it. */
export interface AccountState {
  readonly accountEnabled: boolean;
  /** Sessions that began before this do not count any more, UTC ISO 8601. */
  readonly sessionsValidFrom?: string | undefined;
}

/** An account in a tenant, by its Entra object id. Rejects with a typed error. */
export interface AccountControl {
  read(tenantId: TenantId, objectId: string): Promise<AccountState | 'not-found'>;
  /** Its answer is only that the order was taken. */
  revokeSessions(tenantId: TenantId, objectId: string): Promise<void>;
  setSignIn(tenantId: TenantId, objectId: string, enabled: boolean): Promise<void>;
}

/** What Entra calls now may be so much earlier than what we call now: it writes whole seconds, and clocks differ. */
const clockSkewMs = 5_000;

/** A change is accepted some minutes before it is carried out (Microsoft Learn: "user: revokeSignInSessions"). */
export const acceptedNote =
  'Microsoft 365 took the order, and reads do not show it yet: it may take effect only after a few minutes.';

export const goneNote = 'The account is not in the tenant any more.';

/**
 * Contains accounts: `revoke-sessions` makes everybody sign in again, which can't be undone and may be ordered again;
 * `block-sign-in` lets nobody sign in until it is undone. `people` names the accounts by object id. Tokens that were
 * issued before last until they expire, where the service does not evaluate access continuously.
 */
export function containMeasures(
  control: AccountControl,
  people: (alert: Alert) => readonly MeasureTarget[],
): NonNullable<AlertKindDefinition['measures']> {
  return {
    'revoke-sessions': {
      targets: people,
      read: (alert, target, orderedAt) =>
        look(control, alert, target, ({ sessionsValidFrom }) =>
          isSince(sessionsValidFrom, orderedAt),
        ),
      apply: ({ tenantId }, target) => attempt(() => control.revokeSessions(tenantId, target)),
      repeatable: true,
      whenAccepted: acceptedNote,
    },
    'block-sign-in': {
      targets: people,
      read: (alert, target) =>
        look(control, alert, target, ({ accountEnabled }) => !accountEnabled),
      apply: ({ tenantId }, target) => attempt(() => control.setSignIn(tenantId, target, false)),
      revert: ({ tenantId }, target) => attempt(() => control.setSignIn(tenantId, target, true)),
    },
  };
}

async function look(
  control: AccountControl,
  { tenantId }: Alert,
  target: string,
  isInEffect: (state: AccountState) => boolean,
): Promise<MeasureState> {
  try {
    const state = await control.read(tenantId, target);
    if (state === 'not-found') return { kind: 'impossible', note: goneNote };
    return { kind: isInEffect(state) ? 'in-effect' : 'not-in-effect' };
  } catch (error) {
    const cause = causeOf(error);
    if (cause === undefined) throw error;
    return { kind: 'unreadable', cause };
  }
}

function isSince(time: string | undefined, orderedAt: string): boolean {
  return time !== undefined && Date.parse(time) >= Date.parse(orderedAt) - clockSkewMs;
}

async function attempt(change: () => Promise<void>): Promise<ChangeResult> {
  const result = await attemptChange(change);
  switch (result.kind) {
    case 'taken':
      return { kind: 'sent' };
    case 'refused':
      return { kind: 'refused', code: result.code, note: noteOf(result.answer) };
    case 'not-sent':
    case 'unknown':
      return result;
  }
}

function noteOf({ status }: ServiceAnswer): string {
  if (status === 401 || status === 403) {
    return 'Microsoft Entra refused: the actor app lacks the permission, or the account has an administrator role that needs a higher one.';
  }
  return status === 404 ? goneNote : 'Microsoft Entra refused the change.';
}
