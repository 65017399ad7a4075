import type { Alert } from '../../src/alerts/alert.js';
import type { AlertKind } from '../../src/alerts/finding.js';
import type { AlertState } from '../../src/alerts/lifecycle.js';
import type { ActVerb, Press } from '../../src/alerts/press-plan.js';
import type { PressAnswer } from '../../src/alerts/press.js';
import { sha256Hex } from '../../src/lib/digest.js';
import { alertOf } from './arbitraries.js';
import { avery, channelRef, type Desk } from './desk.js';
import { contoso, idOf } from './sample-findings.js';

export const here = `${channelRef.channelId};messageid=m1`;
export const goodNonce = 'good';

/** Writes the alert of ada's mailbox in any state straight into the store, with one card and one good nonce. */
export async function place(
  desk: Desk,
  kind: AlertKind,
  state: AlertState,
  change: Partial<Alert> = {},
): Promise<Alert> {
  const alert = alertOf(contoso.id, 'ada', {
    id: idOf('ada', kind),
    kind,
    state,
    fingerprint: 'to:x',
    facts: { mailbox: 'ada', destination: 'x' },
    nonceHashes: [sha256Hex(goodNonce)],
    messages: [{ conversationId: here, activityId: 'm1' }],
    ...change,
  });
  await desk.store.commit(contoso.id, [{ type: 'alert', value: alert, etag: undefined }]);
  return alert;
}

/** A press on that card, by an approver. */
export function goodPress(verb: ActVerb, kind: AlertKind, change: Partial<Press> = {}): Press {
  return {
    verb,
    alertId: idOf('ada', kind),
    nonce: goodNonce,
    inputs: {},
    actor: avery,
    conversationId: here,
    messageId: 'm1',
    ...change,
  };
}

export function told(answer: PressAnswer): string {
  return answer.kind === 'message' ? answer.text : 'card';
}
