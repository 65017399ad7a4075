import { ServiceError } from '../../lib/errors.js';
import type { SourcePresence } from '../../tenants/source-presence.js';

type Absence = Extract<SourcePresence, { kind: 'absent' }>['why'];

const absences: ReadonlyMap<number, Absence> = new Map([
  [400, 'no-licence'],
  [401, 'no-permission'],
  [403, 'no-role'],
  [404, 'no-role'],
]);

/**
 * Whether a cmdlet may be called, found out by calling it. Assumption: what a tenant without the licence answers is not
 * documented; a refusal that is not a passing one counts as its absence. Everything else rejects.
 */
export async function reportPresence(call: () => Promise<unknown>): Promise<SourcePresence> {
  try {
    await call();
    return { kind: 'present' };
  } catch (error) {
    const refused = error instanceof ServiceError && !error.retryable ? error.answer : undefined;
    const why = absences.get(refused?.status ?? 0);
    if (why === undefined) throw error;
    return { kind: 'absent', why, serviceCode: refused?.serviceCode };
  }
}
