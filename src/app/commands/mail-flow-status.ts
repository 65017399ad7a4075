import { z } from 'zod';
import type { FlatValue } from '../../alerts/card-content.js';
import type { SharedRowStore } from '../../lib/document-store.js';
import { localTime } from '../../lib/local-time.js';
import { ownText, Untrusted } from '../../lib/untrusted.js';
import type { Tenant } from '../../tenants/tenant.js';
import { spamCoverages } from '../spam-job.js';

const storedReading = z.object({
  complete: z.boolean(),
  notRead: z.array(z.string()),
  readAt: z.string(),
});
type Reading = z.infer<typeof storedReading>;

const shownTenants = 8;
const shownReasons = 2;

/**
 * Rows for "status": of how many tenants the mail flow was read to the end, and for each when it was last read and what could
 * not be read, those that lack something first.
 */
export async function mailFlowRows(
  documents: SharedRowStore,
  tenants: readonly Tenant[],
  zone: string,
): Promise<readonly Readonly<Record<string, FlatValue>>[]> {
  const readings = new Map<string, Reading>();
  for await (const { key, value } of documents.list(spamCoverages)) {
    readings.set(key, storedReading.parse(value));
  }
  const read = tenants.flatMap((tenant) => {
    const reading = readings.get(tenant.id);
    return reading ? [{ tenant, reading }] : [];
  });
  if (read.length === 0) return [{ name: ownText('Mail flow'), value: ownText('Not read yet') }];
  const whole = read.filter(({ reading }) => reading.complete).length;
  const never = tenants.length - read.length;
  const noun = tenants.length === 1 ? 'tenant' : 'tenants';
  const ordered = [...read].sort(
    (a, b) => Number(a.reading.complete) - Number(b.reading.complete) || byTime(a, b),
  );
  const rest = ordered.length - shownTenants;
  return [
    {
      name: ownText('Mail flow'),
      value: ownText(
        `${whole} of ${tenants.length} ${noun} read completely.` +
          (never > 0 ? ` Not read yet: ${never}.` : ''),
      ),
    },
    ...ordered.slice(0, shownTenants).map(({ tenant, reading }) => ({
      name: ownText(`Mail flow of ${Untrusted.of(tenant.name).forCard()}`),
      value: ownText(lineOf(reading, zone)),
    })),
    ...(rest > 0 ? [{ name: ownText('More'), value: ownText(`${rest} tenants`) }] : []),
  ];
}

/** The oldest first: nobody asks for what was read a minute ago. */
function byTime(a: { readonly reading: Reading }, b: { readonly reading: Reading }): number {
  return a.reading.readAt < b.reading.readAt ? -1 : 1;
}

function lineOf({ complete, notRead, readAt }: Reading, zone: string): string {
  const at = `Last read ${localTime(readAt, zone)}`;
  if (complete) return `${at}, completely.`;
  const reasons = notRead.slice(0, shownReasons);
  const more = notRead.length - reasons.length;
  return [`${at}, not completely.`, ...reasons, ...(more > 0 ? [`And ${more} more.`] : [])].join(
    ' ',
  );
}
