import { containMeasures, type AccountControl } from '../alerts/contain.js';
import type { Alert } from '../alerts/alert.js';
import type { AlertKindDefinition } from '../alerts/kind.js';
import type { MeasureTarget } from '../alerts/measure.js';
import { acknowledgeCauses } from './acknowledge-causes.js';
import { spamCard, spamRow } from './card.js';
import { parseSpamFacts } from './facts.js';
import { unblockSendingMeasure } from './measures.js';
import type { SendingUnblock } from './ports.js';

export interface SpamKindParts {
  /** Both absent without an actor identity: then it is reported only. */
  readonly accounts?: AccountControl | undefined;
  readonly sending?: SendingUnblock | undefined;
}

/** How the core shows and changes alerts of own users as senders: each part without its port is simply not offered. */
export function spamKind({ accounts, sending }: SpamKindParts): AlertKindDefinition {
  const measures = {
    ...(accounts && containMeasures(accounts, theSender)),
    ...(sending && { 'unblock-sending': unblockSendingMeasure(sending) }),
  };
  return {
    card: (alert, view) => spamCard(alert, view, measures),
    row: spamRow,
    approvable: false,
    acknowledgeable: true,
    acknowledgeCauses,
    lasts: 'event',
    measures,
  };
}

/** The account, where the directory knows the address. */
function theSender(alert: Alert): readonly MeasureTarget[] {
  const { objectId, address } = parseSpamFacts(alert.facts);
  return objectId === undefined ? [] : [{ key: objectId, label: address }];
}
