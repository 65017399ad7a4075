import assert from 'node:assert/strict';

/** Tasks that mostly wait: lanes run side by side, the tasks of one lane one after the other. */
export interface SideBySide<T> {
  /** Starts all lanes. A task that fails does not keep the next one of its lane from running. */
  start(): void;
  /** What became of a task, once it is over. */
  result(task: T): Promise<unknown>;
  /** Resolves when every lane is over and closed. */
  stop(): Promise<void>;
}

/** Each lane has a place of its own, in which `run` does its tasks. */
export function sideBySide<P, T>(
  lanes: readonly (readonly T[])[],
  place: { readonly open: () => Promise<P>; readonly close: (place: P) => Promise<void> },
  run: (place: P, task: T) => Promise<unknown>,
): SideBySide<T> {
  const results = new Map<T, Promise<unknown>>();
  const ends: Promise<unknown>[] = [];
  const ignore = (): undefined => undefined;
  return {
    start: () => {
      let opening: Promise<unknown> = Promise.resolve();
      for (const lane of lanes) {
        // One after the other: processes that all start at once would all be late.
        const opened = opening.then(() => place.open());
        opening = opened.then(ignore, ignore);
        let last: Promise<unknown> = opened.then(ignore, ignore);
        for (const task of lane) {
          const done = last.then(async () => run(await opened, task));
          results.set(task, done);
          last = done.then(ignore, ignore);
        }
        ends.push(last.then(async () => place.close(await opened)));
      }
    },
    result: (task) => {
      const result = results.get(task);
      assert.ok(result);
      return result;
    },
    stop: async () => {
      await Promise.all(ends);
    },
  };
}
