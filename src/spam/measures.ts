import type { Alert } from '../alerts/alert.js';
import type { ChangeResult, MeasureDefinition } from '../alerts/kind.js';
import type { MeasureState, MeasureTarget } from '../alerts/measure.js';
import { attemptChange } from '../lib/change-attempt.js';
import type { ServiceAnswer } from '../lib/errors.js';
import { causeOf } from '../tenants/diagnose.js';
import { parseSpamFacts } from './facts.js';
import type { SendingUnblock } from './ports.js';

/**
 * Takes a user off Microsoft's list of those who may not send. There is no undoing: only Microsoft blocks. May be ordered
 * again, since the block comes back with the next outbound spam.
 */
export function unblockSendingMeasure(sending: SendingUnblock): MeasureDefinition {
  return {
    targets: blockedTargets,
    read: (alert, target) => look(sending, alert, target),
    apply: ({ tenantId }, target) => change(() => sending.unblock(tenantId, target)),
    repeatable: true,
    // Microsoft Learn, "Remove blocked users from the Restricted entities page": it takes up to an hour.
    whenAccepted: 'Microsoft 365 took the order; sending may work again only after an hour.',
  };
}

function blockedTargets(alert: Alert): readonly MeasureTarget[] {
  const { blocked, address } = parseSpamFacts(alert.facts);
  return blocked ? [{ key: address, label: address }] : [];
}

/** Who is not on the list may send. */
async function look(
  sending: SendingUnblock,
  { tenantId }: Alert,
  target: string,
): Promise<MeasureState> {
  try {
    const found = await sending.find(tenantId, target);
    return { kind: found === undefined ? 'in-effect' : 'not-in-effect' };
  } catch (error) {
    const cause = causeOf(error);
    if (cause === undefined) throw error;
    return { kind: 'unreadable', cause };
  }
}

async function change(send: () => Promise<void>): Promise<ChangeResult> {
  const attempt = await attemptChange(send);
  if (attempt.kind === 'taken') return { kind: 'sent' };
  if (attempt.kind !== 'refused') return attempt;
  return { kind: 'refused', code: attempt.code, note: noteOf(attempt.answer) };
}

function noteOf({ status }: ServiceAnswer): string {
  return status === 401 || status === 403
    ? 'Exchange refused: the actor app has no role that allows it (Security Administrator).'
    : 'Exchange refused the change: look at Restricted entities in the Microsoft Defender portal.';
}
