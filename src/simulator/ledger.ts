import { EventEmitter } from 'node:events';

/** What happened at the simulator, in order. The judge of every test: it never reads the product's own record. */
export type LedgerEntry = { readonly n: number; readonly at: string } & (
  | {
      readonly kind: 'request';
      readonly service: string;
      readonly method: string;
      readonly path: string;
      readonly tenantId?: string;
      readonly appId?: string;
      readonly bytesIn: number;
    }
  | {
      readonly kind: 'response';
      readonly request: number;
      readonly status: number;
      readonly bytesOut: number;
    }
  | {
      readonly kind: 'token';
      readonly tenantId: string;
      readonly appId: string;
      readonly audience: string;
      readonly roles: readonly string[];
    }
  | {
      /** One cmdlet as Exchange received it, also each one inside a batch. */
      readonly kind: 'cmdlet';
      readonly request: number;
      readonly tenantId: string;
      readonly appId: string;
      readonly cmdlet: string;
      readonly parameters: Readonly<Record<string, unknown>>;
      readonly status: number;
      /** True when the cmdlet changed the tenant. */
      readonly changed: boolean;
    }
  | {
      readonly kind: 'message';
      readonly action: 'posted' | 'updated' | 'deleted' | 'said' | 'pressed' | 'toast';
      readonly conversationId: string;
      readonly activityId: string;
      readonly activity: unknown;
    }
  | {
      /** A file on its way into somebody's OneDrive. */
      readonly kind: 'file';
      readonly action: 'part' | 'stored' | 'cancelled';
      readonly conversationId: string;
      readonly name: string;
      readonly uniqueId: string;
      /** First byte of the part. */
      readonly from?: number;
      /** Of the part, or of the whole file. */
      readonly bytes?: number;
      readonly sha256?: string;
    }
  | {
      readonly kind: 'change';
      readonly tenantId: string;
      readonly what: string;
      readonly detail: unknown;
    }
  | {
      readonly kind: 'fault';
      readonly fault: string;
      readonly request: number;
      readonly detail?: unknown;
    }
  | {
      /** The caller broke a rule of the service: unknown route or parameter, early retry, foreign link, wrong tenant's token. */
      readonly kind: 'violation';
      readonly rule: string;
      readonly request?: number;
      readonly detail: string;
    }
);

type Body<E> = E extends LedgerEntry ? Omit<E, 'n' | 'at'> : never;
export type LedgerKind = LedgerEntry['kind'];
export type EntryOf<K extends LedgerKind> = Extract<LedgerEntry, { kind: K }>;

/** Append-only; `entries` are numbered from 1 without gaps. */
export class Ledger {
  readonly #entries: LedgerEntry[] = [];
  readonly #events = new EventEmitter().setMaxListeners(0);

  record(entry: Body<LedgerEntry>): number {
    const n = this.#entries.length + 1;
    const complete = { n, at: new Date().toISOString(), ...entry } as LedgerEntry;
    this.#entries.push(complete);
    this.#events.emit('entry', complete);
    return n;
  }

  since(n = 0): readonly LedgerEntry[] {
    return this.#entries.slice(n);
  }

  of<K extends LedgerKind>(kind: K, since = 0): readonly EntryOf<K>[] {
    return this.since(since).filter((entry): entry is EntryOf<K> => entry.kind === kind);
  }

  /** Number of the newest entry. */
  get last(): number {
    return this.#entries.length;
  }

  onEntry(listener: (entry: LedgerEntry) => void): () => void {
    this.#events.on('entry', listener);
    return () => this.#events.off('entry', listener);
  }
}
