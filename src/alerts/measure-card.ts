import { shortHash } from '../lib/digest.js';
import { safe } from './card-text.js';
import { localTime } from '../lib/local-time.js';
import { ownText, type SafeText } from '../lib/untrusted.js';
import { isGuid } from '../tenants/tenant.js';
import type { Alert } from './alert.js';
import type { AlertKindDefinition, CardView, MeasureDefinition } from './kind.js';
import {
  canOrder,
  canUndo,
  measureNames,
  measureOf,
  type Measure,
  type MeasureName,
  type MeasureTarget,
} from './measure.js';

/** One measure and one target, as a card shows them. All texts are inert. */
export interface MeasureRow {
  readonly measure: MeasureName;
  /** For the button's data: `"measure": <measure>, "in_target": "${target}"`. Says nothing of what it names. */
  readonly target: SafeText;
  /** Whom or what it is applied to. */
  readonly label: SafeText;
  /** What became of it, by whom and when, how it was verified; empty while it was never ordered. */
  readonly line: SafeText;
  /** A `measure.order` button works. */
  readonly canOrder: boolean;
  /** A `measure.undo` button works. */
  readonly canUndo: boolean;
}

/**
 * What a card says and offers of the measures of its alert: one row for each measure of the kind and each target, in the
 * order of `measureNames`, then what was once ordered for targets that the alert no longer names. No button without a
 * nonce or without an actor. A card usually shows the lines that are not empty, and a button with a confirmation for
 * each row that can be ordered or undone.
 */
export function measureRows(
  alert: Alert,
  view: CardView,
  definition: AlertKindDefinition['measures'],
): readonly MeasureRow[] {
  const live = view.nonce !== undefined && view.nonce !== '' && view.canMeasure !== false;
  const offered = measureNames.flatMap((name) => {
    const one = definition?.[name];
    return (one?.targets(alert) ?? []).map((target) => ({ name, target, definition: one }));
  });
  const former = (alert.measures ?? [])
    .filter(
      ({ name, target }) => !offered.some((one) => one.name === name && one.target.key === target),
    )
    .map(({ name, target, label }) => ({
      name,
      target: { key: target, label },
      definition: definition?.[name],
      former: true,
    }));
  return [...offered, ...former].map((one) => rowOf(alert, view, live, one));
}

interface Shown {
  readonly name: MeasureName;
  readonly target: MeasureTarget;
  readonly definition: MeasureDefinition | undefined;
  readonly former?: boolean;
}

function rowOf(
  alert: Alert,
  view: CardView,
  live: boolean,
  { name, target, definition, former }: Shown,
): MeasureRow {
  const measure = measureOf(alert, name, target.key);
  const able = live && definition !== undefined;
  return {
    measure: name,
    target: targetField(target.key),
    label: safe(target.label),
    line: measure === undefined ? ownText('') : lineOf(measure, view),
    canOrder: able && former !== true && canOrder(measure, definition),
    canUndo: able && canUndo(measure, definition),
  };
}

/**
 * A target as a button carries it: an object id as it is, anything else as a short hash, so that no address that an
 * attacker chose stands in a card's data.
 */
export function targetField(key: string): SafeText {
  return ownText(isGuid(key) ? key.toLowerCase() : shortHash(`measure-target|${key}`, 26));
}

const stateWords: Readonly<Record<MeasureName, Readonly<Record<Measure['state'], string>>>> = {
  'revoke-sessions': {
    ordered: 'Sign-in sessions are being revoked',
    done: 'Sign-in sessions revoked',
    failed: 'Sign-in sessions not revoked',
    undoing: 'Sign-in sessions revoked',
    undone: 'Sign-in sessions revoked',
  },
  'block-sign-in': {
    ordered: 'Sign-in is being blocked',
    done: 'Sign-in blocked',
    failed: 'Sign-in not blocked',
    undoing: 'Sign-in is being allowed again',
    undone: 'Sign-in allowed again',
  },
  'block-sender': {
    ordered: 'The sender is being blocked',
    done: 'Sender blocked',
    failed: 'Sender not blocked',
    undoing: 'The block of the sender is being lifted',
    undone: 'Block of the sender lifted',
  },
  release: {
    ordered: 'The message is being put back',
    done: 'Message put back',
    failed: 'Message not put back',
    undoing: 'The message is being taken away again',
    undone: 'Message taken away again',
  },
  'unblock-sending': {
    ordered: 'Sending is being allowed again',
    done: 'Sending allowed again',
    failed: 'Sending not allowed again',
    undoing: 'Sending allowed again',
    undone: 'Sending allowed again',
  },
};

/** 'Sign-in blocked: ida@contoso[.]com. Ordered by Mia Admin, 21 Nov 2026, 18:20 CET. Verified by …' */
function lineOf(measure: Measure, { timeZone }: CardView): SafeText {
  const { name, state, label, by, orderedAt, note } = measure;
  const what = `${stateWords[name][state]}: ${safe(label)}.`;
  const who = `Ordered by ${safe(by.name)}, ${localTime(orderedAt, timeZone)}.`;
  return ownText([what, who, ...(note === undefined ? [] : [safe(note)])].join(' '));
}
