import { canonicalJson, type Json } from '../lib/json.js';
import { sha256Hex } from '../lib/digest.js';

/** One line of the record, before it is chained. */
export interface AuditDraft {
  readonly at: string;
  /** 'alert.raised', 'press.refused', 'remove.requested', 'remove.acting', 'remove.done' … */
  readonly what: string;
  readonly alertId?: string | undefined;
  readonly actor?: { readonly tenantId: string; readonly objectId: string } | undefined;
  readonly detail: Readonly<Record<string, Json>>;
}

/** One line as stored: numbered from 1 without gaps, each holding the hash of the one before it. */
export interface AuditRecord extends AuditDraft {
  readonly sequence: number;
  readonly previous: string;
  readonly hash: string;
}

export interface AuditHead {
  readonly sequence: number;
  readonly hash: string;
}

/** Where a chain begins. */
export const emptyHead: AuditHead = { sequence: 0, hash: '0'.repeat(64) };

function hashOf(record: Omit<AuditRecord, 'hash'>): string {
  const { at, what, alertId, actor, detail, sequence, previous } = record;
  return sha256Hex(
    canonicalJson({
      at,
      what,
      alertId: alertId ?? null,
      actor: actor ? { tenantId: actor.tenantId, objectId: actor.objectId } : null,
      detail,
      sequence,
      previous,
    }),
  );
}

/** Appends drafts to a chain. Pure; the caller stores records and head in one transaction. */
export function chain(
  head: AuditHead,
  drafts: readonly AuditDraft[],
): { records: AuditRecord[]; head: AuditHead } {
  const records: AuditRecord[] = [];
  let last = head;
  for (const draft of drafts) {
    const link = { ...draft, sequence: last.sequence + 1, previous: last.hash };
    const record = { ...link, hash: hashOf(link) };
    records.push(record);
    last = { sequence: record.sequence, hash: record.hash };
  }
  return { records, head: last };
}

export type AuditFault =
  | { readonly kind: 'edited'; readonly sequence: number }
  | { readonly kind: 'missing'; readonly sequence: number }
  | { readonly kind: 'truncated'; readonly expected: number; readonly found: number };

/** Reads a chain in order and names the first fault. A cut tail shows against the stored head, or an anchor kept elsewhere. */
export async function verifyChain(
  records: AsyncIterable<AuditRecord>,
  anchor: AuditHead,
): Promise<{ count: number; head: AuditHead; fault?: AuditFault }> {
  let last = emptyHead;
  let anchored = anchor.sequence === 0;
  for await (const record of records) {
    if (record.sequence !== last.sequence + 1) {
      return {
        count: last.sequence,
        head: last,
        fault: { kind: 'missing', sequence: last.sequence + 1 },
      };
    }
    if (record.previous !== last.hash || record.hash !== hashOf(record)) {
      return {
        count: last.sequence,
        head: last,
        fault: { kind: 'edited', sequence: record.sequence },
      };
    }
    last = { sequence: record.sequence, hash: record.hash };
    if (record.sequence === anchor.sequence) {
      if (record.hash !== anchor.hash) {
        return {
          count: last.sequence,
          head: last,
          fault: { kind: 'edited', sequence: record.sequence },
        };
      }
      anchored = true;
    }
  }
  return anchored
    ? { count: last.sequence, head: last }
    : {
        count: last.sequence,
        head: last,
        fault: { kind: 'truncated', expected: anchor.sequence, found: last.sequence },
      };
}
