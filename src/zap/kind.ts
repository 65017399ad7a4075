import { containMeasures, type AccountControl } from '../alerts/contain.js';
import type { Alert } from '../alerts/alert.js';
import type { AlertKindDefinition } from '../alerts/kind.js';
import type { MeasureTarget } from '../alerts/measure.js';
import type { Clock } from '../lib/clock.js';
import { zapCard, zapRow } from './card.js';
import type { ZapMeasures } from './card-measures.js';
import { parseZapFacts } from './facts.js';
import { blockSenderMeasure, releaseMeasure } from './measures.js';
import type { MessageActions, MessageFinder, SenderBlocks } from './ports.js';
import type { ZapRecordStore } from './records.js';
import { zapRemediation } from './remediate.js';

export interface ZapKindParts {
  readonly finder: Pick<MessageFinder, 'locate'>;
  readonly records: Pick<ZapRecordStore, 'read'>;
  /** Absent without an actor identity: then messages are reported only. */
  readonly actions?: MessageActions | undefined;
  readonly blocks?: SenderBlocks | undefined;
  readonly accounts?: AccountControl | undefined;
  readonly clock: Pick<Clock, 'now'>;
  /** True for a domain at which anybody can have an address. */
  readonly isSharedDomain: (domain: string) => boolean;
}

/** How the core shows and changes alerts of zapped messages: each part without its port is simply not offered. */
export function zapKind(parts: ZapKindParts): AlertKindDefinition {
  const measures = measuresOf(parts);
  const { finder, records, actions } = parts;
  return {
    card: (alert, view) => zapCard(alert, view, measures),
    row: zapRow,
    remediation: actions && zapRemediation({ finder, records, actions }),
    approvable: true,
    acknowledgeable: true,
    lasts: 'event',
    measures,
  };
}

function measuresOf({
  finder,
  actions,
  blocks,
  accounts,
  clock,
  isSharedDomain,
}: ZapKindParts): ZapMeasures {
  return {
    ...(accounts && containMeasures(accounts, peopleAtRisk)),
    ...(blocks && { 'block-sender': blockSenderMeasure({ blocks, clock, isSharedDomain }) }),
    ...(actions && { release: releaseMeasure({ finder, actions }) }),
  };
}

/** Those who clicked, then those who read it, as far as the directory knows their accounts. */
export function peopleAtRisk(alert: Alert): readonly MeasureTarget[] {
  const { recipients } = parseZapFacts(alert.facts);
  const of = (value: string): readonly MeasureTarget[] =>
    recipients.flatMap(({ evidence, objectId, address }) =>
      evidence.value === value && objectId !== undefined ? [{ key: objectId, label: address }] : [],
    );
  return [...of('clicked'), ...of('read')];
}
