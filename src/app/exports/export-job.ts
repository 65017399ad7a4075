import { closeDeclined, sendExport } from './send-export.js';
import type { ExportJobServices } from './export-services.js';
import type { StoredExport } from './export-store.js';
import { Hold, isTakenOver } from './hold.js';
import { offerExport } from './offer-export.js';

type Work = (hold: Hold) => Promise<void>;

/** What is to be done in each state; nothing where a person is waited for, or where it has ended. */
function workOf({ state, closed }: StoredExport): Work | undefined {
  switch (state) {
    case 'asked':
    case 'offering':
      return offerExport;
    case 'accepted':
    case 'uploading':
    case 'finishing':
    case 'uploaded':
      return sendExport;
    case 'declined':
      return closed === true ? undefined : closeDeclined;
    case 'offered':
    case 'done':
    case 'failed':
      return undefined;
  }
}

/** Does what is next for one export. May run any number of times, on any number of workers. */
export async function workOnExport(services: ExportJobServices, exportId: string): Promise<void> {
  try {
    const hold = await Hold.take(services, exportId, (row) => workOf(row) !== undefined);
    const work = hold && workOf(hold.row);
    if (hold && work) await work(hold);
  } catch (error) {
    if (!isTakenOver(error)) throw error;
    services.log.info({ exportId }, 'an export was taken over');
  }
}
