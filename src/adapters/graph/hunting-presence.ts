import type { Clock } from '../../lib/clock.js';
import { ServiceError } from '../../lib/errors.js';
import type { SourcePresence } from '../../tenants/source-presence.js';
import type { GraphClient } from './graph-client.js';
import { runHunting } from './hunting-query.js';
import { daysBefore } from './utc-time.js';

/** Microsoft Learn: "Use the Microsoft Graph security API": 30 days of data. */
export const huntingDaysBack = 30;

const absences: ReadonlyMap<number, 'no-licence' | 'no-permission' | 'not-in-cloud'> = new Map([
  [400, 'no-licence'],
  [403, 'no-permission'],
  [404, 'not-in-cloud'],
]);

/**
 * The e-mail tables are filled by Defender for Office 365 alone; without it they are unknown (400), or empty. A tenant
 * without a single mail in 30 days counts as one without the licence: that nothing came would not be known. `others`: tables
 * that must be there too, each with one of its columns.
 */
export async function probeHunting(
  client: GraphClient,
  clock: Pick<Clock, 'now'>,
  others: Readonly<Record<string, string>> = {},
): Promise<SourcePresence> {
  const to = clock.now().toISOString();
  const span = { from: daysBefore(to, huntingDaysBack), to };
  try {
    for (const [table, column] of Object.entries(others)) {
      await runHunting(client, `${table}\n| take 1`, span, [column]);
    }
    const mails = await runHunting(client, 'EmailEvents\n| take 1', span, ['NetworkMessageId']);
    if (mails.length > 0) return { kind: 'present' };
    return { kind: 'absent', why: 'no-licence', serviceCode: 'no-mail-logged' };
  } catch (error) {
    const why = error instanceof ServiceError ? absences.get(error.answer.status) : undefined;
    if (!(error instanceof ServiceError) || why === undefined) throw error;
    return { kind: 'absent', why, serviceCode: error.answer.serviceCode };
  }
}
