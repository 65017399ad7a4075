import { counted } from '../alerts/card-text.js';
import type { DigestFigures, TenantFigures } from './figures.js';
import type { CoverageSource } from './row.js';

/** One figure beside that of the week before, over the tenants of which everything was read in both. */
export interface Change {
  readonly what: string;
  readonly now: number;
  readonly before: number;
  /** Tenants that are compared, and those of this week that are not. */
  readonly compared: number;
  readonly left: number;
}

const compared: readonly {
  readonly what: string;
  readonly source: CoverageSource;
  readonly of: (tenant: TenantFigures) => number;
}[] = [
  { what: 'New forwards', source: 'forwards', of: ({ appeared }) => appeared },
  { what: 'Recipients from whom ZAP took mail', source: 'zap', of: ({ zapped }) => zapped },
  { what: 'Recipients who read or clicked in it', source: 'zap', of: ({ seen }) => seen },
  {
    what: 'Unwanted mail from outside, or not told from where',
    source: 'mail',
    of: ({ unwanted }) => unwanted,
  },
  { what: 'Unwanted mail that was delivered', source: 'mail', of: ({ reached }) => reached },
];

/** Only what was read completely in both weeks is compared; where that is no tenant, `compared` is 0. */
export function changesOf(now: DigestFigures, before: DigestFigures): readonly Change[] {
  const earlier = new Map(before.tenants.map((tenant) => [tenant.tenantId, tenant]));
  return compared.map(({ what, source, of }) => {
    const both = now.tenants.flatMap((tenant) => {
      const then = earlier.get(tenant.tenantId);
      const whole = tenant.read[source] === 'whole' && then?.read[source] === 'whole';
      return whole ? [[tenant, then] as const] : [];
    });
    return {
      what,
      now: both.reduce((sum, [tenant]) => sum + of(tenant), 0),
      before: both.reduce((sum, [, then]) => sum + of(then), 0),
      compared: both.length,
      left: now.tenants.length - both.length,
    };
  });
}

/** '12, the week before 9 (+3)'; with the number of customers when not all are in it. */
export function changeText({ now, before, compared: tenants, left }: Change): string {
  if (tenants === 0) return 'not compared: no customer was read completely in both weeks.';
  const by = now - before;
  const sign = by > 0 ? '+' : '';
  const scope =
    left === 0 ? '' : ` in ${counted(tenants, 'customer')} read completely in both weeks`;
  return `${now}, the week before ${before} (${by === 0 ? 'no change' : `${sign}${by}`})${scope}.`;
}
