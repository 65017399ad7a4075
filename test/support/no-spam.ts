import type { AlertServices } from '../../src/alerts/services.js';
import type { SpamJobServices } from '../../src/app/spam-job.js';
import type { SharedRowStore } from '../../src/lib/document-store.js';
import { DocumentSpamDayStore } from '../../src/spam/day-store.js';
import { defaultSpamPolicy } from '../../src/spam/policy.js';

/** A Microsoft 365 in which nothing tells what mail came and went. */
export function noSpam(alerts: AlertServices, documents: SharedRowStore): SpamJobServices {
  const { clock } = alerts;
  return {
    alerts,
    scans: {
      sources: [],
      ownDomains: () => Promise.resolve(['contoso.example']),
      ...{ documents, policy: defaultSpamPolicy, clock },
    },
    days: new DocumentSpamDayStore(documents),
  };
}
