import type { AlertStore } from '../alerts/ports.js';
import type { SharedRowStore } from '../lib/document-store.js';
import { DocumentSpamDayStore, type SpamDayStore } from '../spam/day-store.js';
import type { TenantHealthStore } from '../tenants/ports.js';
import { DocumentZapRecordStore } from '../zap/record-store.js';
import type { ZapRecordStore } from '../zap/records.js';

/** Everything in which something about a mailbox may be stored. */
export interface MailboxStores {
  readonly alerts: Pick<AlertStore, 'alerts' | 'approvals' | 'audit'>;
  readonly records: Pick<ZapRecordStore, 'list'>;
  readonly spamDays: Pick<SpamDayStore, 'list'>;
  readonly health: Pick<TenantHealthStore, 'read'>;
  readonly documents: Pick<SharedRowStore, 'read'>;
}

/** The same stores from what the service has open. */
export function mailboxStores({
  alerts,
  health,
  documents,
}: {
  readonly alerts: MailboxStores['alerts'];
  readonly health: MailboxStores['health'];
  readonly documents: SharedRowStore;
}): MailboxStores {
  return {
    ...{ alerts, health, documents },
    records: new DocumentZapRecordStore(documents),
    spamDays: new DocumentSpamDayStore(documents),
  };
}
