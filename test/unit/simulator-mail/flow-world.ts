import type { MailRecord } from '../../../src/simulator/mail/mail-record.js';
import type { LiveMail } from '../../../src/simulator/mail/tenant-mail.js';
import { generateScenario } from '../../../src/simulator/scenario/generate.js';
import type { Scenario } from '../../../src/simulator/scenario/schema.js';
import { createState } from '../../../src/simulator/state.js';
import type { TenantState } from '../../../src/simulator/tenant-state.js';

/** A Saturday noon. */
export const NOW = new Date('2026-11-21T12:00:00Z');

type Options = Parameters<typeof generateScenario>[0];
type MailOptions = NonNullable<Options['mail']>;

/** Generated tenants with a flow of mail. */
export function flowScenario(
  flow: Partial<NonNullable<MailOptions['flow']>> = {},
  more: Partial<Options> & { readonly allStories?: MailOptions['stories'] } = {},
): Scenario {
  const { allStories, ...rest } = more;
  return generateScenario({
    tenants: 2,
    mailboxesPerTenant: 30,
    ...rest,
    mail: {
      licence: { defender: 'P2', messageTrace: 'ready', entra: 'P1' },
      flow: { perDay: 400, days: 14, zone: 'Europe/Berlin', ...flow },
      ...(allStories === undefined ? {} : { stories: allStories }),
    },
  });
}

/** The first generated tenant. */
export function tenantIn(scenario: Scenario, number = 0, now = NOW): TenantState {
  const tenant = createState(scenario, () => now).tenants[number + 1];
  if (tenant === undefined) throw new RangeError(`no tenant ${number}`);
  return tenant;
}

export function mailIn(scenario: Scenario, number = 0, now = NOW): LiveMail {
  return tenantIn(scenario, number, now).mail;
}

export function countBy(
  messages: readonly MailRecord[],
  key: (message: MailRecord) => string,
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const message of messages) counts[key(message)] = (counts[key(message)] ?? 0) + 1;
  return counts;
}
