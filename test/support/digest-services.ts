import { MemoryDocumentStore } from '../../src/adapters/memory/memory-document-store.js';
import { DigestBook } from '../../src/digest/book.js';
import type { DigestServices, GatherRows } from '../../src/digest/ports.js';
import type { DigestRow } from '../../src/digest/row.js';
import type { SharedRowStore } from '../../src/lib/document-store.js';
import type { Desk } from './desk.js';

/** Gathers what the test says, whatever the period. */
export function gathers(...rows: readonly DigestRow[]): GatherRows {
  return async function* () {
    await Promise.resolve();
    yield* rows;
  };
}

/** What digests need, over a desk's channel and clock. */
export function digestServices(
  desk: Desk,
  documents: SharedRowStore = new MemoryDocumentStore(),
  gather: GatherRows = gathers(),
): DigestServices {
  const { channels, channel: announcer, clock, services } = desk;
  const { leaseMs, evidenceMs, timeZone: zone } = services.options;
  return {
    ...{ book: new DigestBook(documents), channels, announcer, gather, clock, log: services.log },
    options: { defaults: { time: { weekday: 1, minutes: 480 }, zone }, leaseMs, evidenceMs },
  };
}
