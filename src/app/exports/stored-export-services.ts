import { DocumentZapRecordStore } from '../../zap/record-store.js';
import type { Stores } from '../stores.js';
import type { ExportServices } from './export-kind.js';

/** What exports read, over the service's storage. */
export function exportServices(
  {
    alerts,
    channels,
    health,
    documents,
  }: Pick<Stores, 'alerts' | 'channels' | 'health' | 'documents'>,
  timeZone: string,
): ExportServices {
  return {
    ...{ alerts, channels, health, documents, timeZone },
    zaps: new DocumentZapRecordStore(documents),
  };
}
