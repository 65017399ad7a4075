import type { CauseCode } from '../tenants/cause.js';
import type { DirectoryPerson } from './ports.js';

/** When one mailbox had its turn. Times UTC ISO 8601, whole seconds. */
export interface Turn {
  readonly triedAt: string;
  /** The beginning of its last complete reading. */
  readonly readAt?: string | undefined;
  /** Why the last try failed. */
  readonly cause?: CauseCode | undefined;
}

/** Turns by Entra object id. Who has none has never been tried. */
export type RotationState = ReadonlyMap<string, Turn>;

export interface RotationAge {
  readonly people: number;
  /** Mailboxes that have never been read to the end, failed ones among them. */
  readonly neverRead: number;
  readonly failing: readonly { readonly objectId: string; readonly cause: CauseCode }[];
  /** The oldest of all readings; undefined while there is none. */
  readonly oldestReadAt?: string | undefined;
}

/**
 * Whose mailboxes are read next: who has never been tried, then those whose last turn is longest ago; so a new person
 * comes at once, and a mailbox that failed is tried again when all others have had their turn. Pure: the place in the
 * rotation is nothing but the stored turns, so that a run that dies repeats its batch and skips nobody.
 */
export function planTurns(
  state: RotationState,
  people: readonly DirectoryPerson[],
  size: number,
): readonly DirectoryPerson[] {
  const triedAt = ({ objectId }: DirectoryPerson): number => {
    const turn = state.get(objectId);
    return turn === undefined ? -Infinity : Date.parse(turn.triedAt);
  };
  return people
    .map((person) => ({ person, at: triedAt(person) }))
    .sort((a, b) => (a.at === b.at ? byId(a.person, b.person) : a.at < b.at ? -1 : 1))
    .slice(0, Math.max(0, size))
    .map(({ person }) => person);
}

function byId(a: DirectoryPerson, b: DirectoryPerson): number {
  return a.objectId < b.objectId ? -1 : 1;
}

/** The turns after a batch: `undefined` for a mailbox that was read, else why it was not. */
export function advanceTurns(
  state: RotationState,
  results: ReadonlyMap<string, CauseCode | undefined>,
  startedAt: Date,
): RotationState {
  const at = new Date(Math.floor(startedAt.getTime() / 1000) * 1000).toISOString();
  const next = new Map(state);
  for (const [objectId, cause] of results) {
    const readAt = cause === undefined ? at : state.get(objectId)?.readAt;
    next.set(objectId, {
      triedAt: at,
      ...(readAt === undefined ? {} : { readAt }),
      ...(cause === undefined ? {} : { cause }),
    });
  }
  return next;
}

/** How far the rotation has come with the people there are now. */
export function rotationAge(state: RotationState, people: readonly DirectoryPerson[]): RotationAge {
  const turns = people.map(({ objectId }) => ({ objectId, turn: state.get(objectId) }));
  const reads = turns.flatMap(({ turn }) => (turn?.readAt === undefined ? [] : [turn.readAt]));
  const oldestReadAt = reads.sort((a, b) => Date.parse(a) - Date.parse(b))[0];
  return {
    people: people.length,
    neverRead: people.length - reads.length,
    failing: turns.flatMap(({ objectId, turn }) =>
      turn?.cause === undefined ? [] : [{ objectId, cause: turn.cause }],
    ),
    ...(oldestReadAt === undefined ? {} : { oldestReadAt }),
  };
}
