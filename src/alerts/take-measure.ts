import type { StoredActor } from './actor.js';
import type { Alert } from './alert.js';
import { carryOut, type Change, type Endings, type Failure, type Verdict } from './carry-out.js';
import type { Claim } from './claim.js';
import { decideAndCommit, owe, oweGroup, type Decision } from './commit.js';
import type { ChangeResult, MeasureDefinition } from './kind.js';
import { measureOf, type Measure, type MeasureState } from './measure.js';
import { withMeasure } from './measure-order.js';
import type { MeasureTask } from './outbox.js';
import { notes } from './remediate-ending.js';
import type { AlertServices } from './services.js';
import type { TaskResult } from './task-result.js';

/** What cards and the audit say about how a measure ended, beside the notes of a remediation. */
export const measureNotes = {
  'not-offered': 'This measure cannot be taken from here any more.',
  'other-target': 'The alert does not name this target any more; nothing was changed.',
  'not-undone': 'It was not undone.',
  unread: 'It could not be looked up before the change, so nothing was changed.',
  unverified: 'The change was sent, but reads do not show it yet. Look at it in the admin center.',
} as const;

/** The two directions of a measure, side by side. */
interface Way {
  readonly state: Measure['state'];
  readonly done: Measure['state'];
  readonly failed: Measure['state'];
  /** What the audit calls the two ends. */
  readonly doneWord: string;
  readonly failedWord: string;
  readonly wanted: 'in-effect' | 'not-in-effect';
  readonly act: (
    definition: MeasureDefinition,
  ) => ((alert: Alert, target: string) => Promise<ChangeResult>) | undefined;
}

const ways: Readonly<Record<MeasureTask['direction'], Way>> = {
  apply: {
    state: 'ordered',
    done: 'done',
    failed: 'failed',
    doneWord: 'measure.done',
    failedWord: 'measure.failed',
    wanted: 'in-effect',
    act: ({ apply }) => apply,
  },
  revert: {
    state: 'undoing',
    done: 'undone',
    failed: 'done',
    doneWord: 'measure.undone',
    failedWord: 'measure.undo-failed',
    wanted: 'not-in-effect',
    act: ({ revert }) => revert,
  },
};

/** One order under way. */
interface Order {
  readonly services: AlertServices;
  readonly held: Claim;
  readonly alert: Alert;
  readonly by: StoredActor;
  readonly task: MeasureTask;
  readonly measure: Measure;
}

/** Takes or undoes one measure, with the same care as a removal: once, looked at before and verified after. */
export async function takeMeasure(
  services: AlertServices,
  held: Claim,
  task: MeasureTask,
): Promise<TaskResult> {
  const alert = (await services.store.alert(held.entry.tenantId, task.alertId))?.row;
  const measure = alert && measureOf(alert, task.measure, task.target);
  // The order of this entry was carried out before, or a later one has taken its place.
  if (!alert || !isStill(measure, held, task)) return { kind: 'done' };
  const order = { services, held, alert, by: task.by, task, measure };
  const definition = services.kinds[alert.kind].measures?.[task.measure];
  const act = definition && ways[task.direction].act(definition);
  const hindrance = hindranceOf(order, definition, act);
  if (definition && act && hindrance === undefined) {
    return carryOut(changeOf(order, definition, act));
  }
  const { failed, failedWord } = ways[task.direction];
  await finish(order, failedWord, { state: failed, note: hindrance, undoable: measure.undoable });
  return { kind: 'done' };
}

function isStill(
  measure: Measure | undefined,
  { entry }: Claim,
  { direction }: MeasureTask,
): measure is Measure {
  return measure?.state === ways[direction].state && measure.orderedAt === entry.createdAt;
}

/** Facts may have changed since the press. What was done to a target can be undone also when the alert has forgotten it. */
function hindranceOf(
  { alert, task, held }: Order,
  definition: MeasureDefinition | undefined,
  act: unknown,
): string | undefined {
  if (!definition || act === undefined) return measureNotes['not-offered'];
  if (task.direction === 'revert' || held.entry.actingSince !== undefined) return undefined;
  const known = definition.targets(alert).some(({ key }) => key === task.target);
  return known ? undefined : measureNotes['other-target'];
}

function changeOf(
  order: Order,
  definition: MeasureDefinition,
  act: (alert: Alert, target: string) => Promise<ChangeResult>,
): Change<MeasureState> {
  const { services, held, alert, by, task, measure } = order;
  const { direction, target } = task;
  return {
    ...{ services, held, alert, by },
    intent: {
      what: 'measure.acting',
      detail: { measure: task.measure, target, label: measure.label, direction },
    },
    look: () => definition.read(alert, target, measure.orderedAt),
    judge: (seen) => verdictOf(seen, direction),
    codeOf: (seen) => (seen.kind === 'unreadable' ? seen.cause.code : 'unreadable'),
    act: () => act(alert, target),
    end: endingsOf(order, definition),
  };
}

function verdictOf(seen: MeasureState, direction: MeasureTask['direction']): Verdict {
  if (seen.kind === 'unreadable') return 'unreadable';
  if (seen.kind === 'impossible') return 'changed';
  return seen.kind === ways[direction].wanted ? 'done' : 'to-do';
}

/** How a measure ends. What was done from here may be undone from here; what was so before is left alone. */
function endingsOf(order: Order, { whenAccepted }: MeasureDefinition): Endings<MeasureState> {
  const { task, measure } = order;
  const way = ways[task.direction];
  const applies = task.direction === 'apply';
  const fail = (end: Pick<End, 'code' | 'undoable'> & { readonly note: string }): Promise<void> =>
    finish(order, way.failedWord, {
      undoable: measure.undoable,
      ...end,
      state: way.failed,
      note: applies ? end.note : `${measureNotes['not-undone']} ${end.note}`,
    });
  const impossible = (seen: MeasureState): Promise<void> =>
    fail({ note: seen.kind === 'impossible' ? seen.note : notes.changed });
  return {
    already: (seen) =>
      finish(order, way.doneWord, {
        state: way.done,
        note: withNote(notes.already, seen),
        undoable: applies ? measure.undoable : undefined,
      }),
    verified: (seen, when) =>
      finish(order, way.doneWord, {
        state: way.done,
        note: withNote(`Verified by reading it again, ${when}.`, seen),
        undoable: applies ? true : undefined,
      }),
    changed: impossible,
    overtaken: impossible,
    failed: (failure) => fail(wordsOf(failure)),
    unverified: (_seen, accepted) =>
      accepted && applies && whenAccepted !== undefined
        ? finish(order, way.doneWord, { state: way.done, note: whenAccepted, undoable: true })
        : // It may still come into effect: then it is ours to undo.
          fail({ note: measureNotes.unverified, undoable: true }),
  };
}

function withNote(note: string, seen: MeasureState): string {
  return seen.kind === 'in-effect' && seen.note !== undefined ? `${note} ${seen.note}` : note;
}

function wordsOf(failure: Failure): { readonly note: string; readonly code?: string } {
  switch (failure.why) {
    case 'no-longer-approver':
      return { note: notes[failure.why] };
    case 'unread':
      return { note: measureNotes.unread, code: failure.code };
    case 'not-taken':
      return { note: notes[failure.why], code: failure.code };
    case 'refused':
      return { note: failure.note, code: failure.code };
  }
}

interface End {
  readonly state: Measure['state'];
  readonly note?: string | undefined;
  readonly code?: string | undefined;
  readonly undoable?: boolean | undefined;
}

/** Writes the end down, with the audit and the redrawing of the cards, unless it was written before. */
function finish(
  { services, held, alert, task }: Order,
  what: string,
  { state, note, code, undoable }: End,
): Promise<void> {
  const { tenantId, id } = alert;
  return decideAndCommit(services, tenantId, async (): Promise<Decision<undefined>> => {
    const existing = await services.store.alert(tenantId, id);
    const measure = existing && measureOf(existing.row, task.measure, task.target);
    if (!existing || !isStill(measure, held, task)) {
      return { writes: [], audit: [], result: undefined };
    }
    const now = services.clock.now();
    const at = now.toISOString();
    const value = withMeasure(existing.row, { ...measure, state, endedAt: at, note, undoable });
    const { measure: name, target, direction } = task;
    return {
      writes: [
        { type: 'alert', value, etag: existing.etag },
        owe(tenantId, { kind: 'update-alert', alertId: id }, now),
        ...oweGroup(value, now),
      ],
      audit: [
        {
          ...{ at, what, alertId: id },
          detail: {
            ...{ measure: name, target, direction, state, revision: value.revision },
            ...{ note: note ?? null, code: code ?? null },
          },
        },
      ],
      result: undefined,
    };
  });
}
