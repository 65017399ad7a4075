import type { MessageSearchServices } from '../../src/app/find-message.js';
import type { SharedRowStore } from '../../src/lib/document-store.js';
import { defaultZapPolicy } from '../../src/zap/policy.js';
import type { MailboxZapSource, MessageFinder } from '../../src/zap/ports.js';
import { DocumentZapRecordStore } from '../../src/zap/record-store.js';
import type { ZapScanServices } from '../../src/zap/scan.js';
import type { VirtualClock } from './virtual-clock.js';

const mailboxes: MailboxZapSource = {
  probe: () => Promise.resolve({ kind: 'absent', why: 'no-permission' }),
  people: () => Promise.resolve([]),
  readMailboxes: () => Promise.resolve(new Map()),
};

const finder: MessageFinder = {
  locate: (_tenant, _message, recipients) =>
    Promise.resolve(new Map(recipients.map((one) => [one, { kind: 'not-found' as const }]))),
  content: () => Promise.resolve(undefined),
  deliveries: () => Promise.resolve({ from: 'hunting', deliveries: [], limits: [] }),
};

/** A Microsoft 365 in which there is no source for zapped mail and no message. */
export function noZap(
  documents: SharedRowStore,
  clock: VirtualClock,
): { readonly search: MessageSearchServices; readonly scans: ZapScanServices } {
  const records = new DocumentZapRecordStore(documents);
  return {
    search: { finder, mailboxes, records },
    scans: { sources: [], mailboxes, finder, records, documents, policy: defaultZapPolicy, clock },
  };
}
