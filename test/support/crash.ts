import type { AlertKindDefinition, MeasureDefinition } from '../../src/alerts/kind.js';
import type { AlertServices } from '../../src/alerts/services.js';

/** What every call of a dead process comes to. */
export class CrashError extends Error {
  override readonly name = 'CrashError';
}

/** When the process dies: at its n-th operation on the store, before or after the operation took effect. */
export interface Crash {
  readonly at: number;
  readonly when: 'before' | 'after';
}

export interface Mortal {
  readonly services: AlertServices;
  readonly operations: () => number;
  readonly isDead: () => boolean;
  /** It dies now. */
  readonly kill: () => void;
}

/** The same services in a process that dies at one operation on the store; from then on nothing of it has any effect. */
export function mortal(services: AlertServices, crash: Crash | undefined): Mortal {
  let count = 0;
  let dead = false;
  const step = async <T>(run: () => Promise<T>): Promise<T> => {
    if (dead) throw new CrashError('dead');
    count += 1;
    if (crash?.at !== count) return run();
    if (crash.when === 'after') await run();
    dead = true;
    throw new CrashError('dies here');
  };
  const alive = <T>(run: () => Promise<T>): Promise<T> =>
    dead ? Promise.reject(new CrashError('dead')) : run();
  const { store, bell, announcer, kinds } = services;
  async function* listed<T>(rows: AsyncIterable<T>): AsyncGenerator<T> {
    await step(() => Promise.resolve());
    yield* rows;
  }
  return {
    operations: () => count,
    isDead: () => dead,
    kill: () => {
      dead = true;
    },
    services: {
      ...services,
      store: {
        alert: (...a) => step(() => store.alert(...a)),
        locate: (...a) => step(() => store.locate(...a)),
        alerts: (...a) => listed(store.alerts(...a)),
        approval: (...a) => step(() => store.approval(...a)),
        approvals: (...a) => listed(store.approvals(...a)),
        group: (...a) => step(() => store.group(...a)),
        locateGroup: (...a) => step(() => store.locateGroup(...a)),
        outboxEntry: (...a) => step(() => store.outboxEntry(...a)),
        openOutbox: (...a) => listed(store.openOutbox(...a)),
        deadOutbox: (...a) => listed(store.deadOutbox(...a)),
        auditHead: (...a) => step(() => store.auditHead(...a)),
        audit: (...a) => listed(store.audit(...a)),
        tenants: () => step(() => store.tenants()),
        commit: (...a) => step(() => store.commit(...a)),
        purge: (...a) => step(() => store.purge(...a)),
      },
      bell: { ring: (...a) => alive(() => bell.ring(...a)) },
      announcer: {
        post: (...a) => alive(() => announcer.post(...a)),
        update: (...a) => alive(() => announcer.update(...a)),
      },
      kinds: {
        forward: mortalKind(kinds.forward, alive),
        zap: mortalKind(kinds.zap, alive),
        spam: mortalKind(kinds.spam, alive),
        unreadable: mortalKind(kinds.unreadable, alive),
      },
    },
  };
}

type Alive = <T>(run: () => Promise<T>) => Promise<T>;

function mortalKind(kind: AlertKindDefinition, alive: Alive): AlertKindDefinition {
  const { remediation, measures } = kind;
  return {
    ...kind,
    remediation: remediation && {
      read: (alert) => alive(() => remediation.read(alert)),
      remove: (alert) => alive(() => remediation.remove(alert)),
      restore: (alert) => alive(() => remediation.restore(alert)),
    },
    measures: measures && mortalMeasures(measures, alive),
  };
}

function mortalMeasures(
  measures: NonNullable<AlertKindDefinition['measures']>,
  alive: Alive,
): NonNullable<AlertKindDefinition['measures']> {
  const entries = Object.entries(measures).map(([name, measure]): [string, MeasureDefinition] => {
    const { read, apply, revert } = measure;
    return [
      name,
      {
        ...measure,
        read: (...a) => alive(() => read(...a)),
        apply: (...a) => alive(() => apply(...a)),
        revert: revert && ((...a) => alive(() => revert(...a))),
      },
    ];
  });
  return Object.fromEntries(entries);
}
