import type { SimulatorContext } from '../context.js';
import type { FaultInput } from '../faults.js';
import type { TenantState } from '../tenant-state.js';
import { customers, hasConsent, StoryError } from './chapter.js';
import type { Chapters, StoryInput, Told } from './chapter.js';

/** How tenants withdraw their consent and Exchange its service. */
export const SERVICE_CHAPTERS: Chapters = {
  'tenant-withdraws-consent': (context, input) =>
    setConsent(context, input, 'withdrawn', (state) => state === 'granted'),
  'tenant-restores-consent': (context, input) =>
    setConsent(context, input, 'granted', (state) => state !== 'granted'),
  'exchange-throttles': (context, input) =>
    addFault(context, input, { fault: 'throttle-with-retry-after', retryAfterSeconds: 5 }),
  'exchange-hangs': (context, input) => addFault(context, input, { fault: 'hang' }),
  'exchange-recovers': (context, input) => {
    const recovering = context.faults
      .active()
      .filter((fault) => (fault.service ?? 'exchange') === 'exchange')
      .filter((fault) => input.tenantId === undefined || fault.tenantId === input.tenantId);
    for (const fault of recovering) context.faults.clear(fault.id);
    return { tenantId: input.tenantId ?? 'all', cleared: recovering.map((fault) => fault.fault) };
  },
};

type ConsentState = Parameters<TenantState['setConsent']>[0];

function setConsent(
  context: SimulatorContext,
  input: StoryInput,
  state: ConsentState,
  fits: (state: ConsentState) => boolean,
): Told {
  const tenant = customers(context, input).find((candidate) => hasConsent(candidate, fits));
  if (tenant === undefined) throw new StoryError('No tenant fits.');
  tenant.setConsent(state);
  return { tenantId: tenant.tenantId, consent: state };
}

function addFault(context: SimulatorContext, input: StoryInput, fault: FaultInput): Told {
  const [tenant] = input.tenantId === undefined ? [] : customers(context, input);
  const scope = tenant === undefined ? {} : { tenantId: tenant.tenantId };
  const active = context.faults.add({ ...fault, service: 'exchange', ...scope });
  return { tenantId: tenant?.tenantId ?? 'all', fault: active.fault, id: active.id };
}
