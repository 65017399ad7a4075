import { z } from 'zod';
import type { SimulatorContext } from './context.js';
import type { FaultInput } from './faults.js';
import type { MailboxRow } from './scenario/rows.js';
import type { FoundMailbox, TenantState } from './tenant-state.js';

export const storyInputSchema = z.strictObject({
  tenantId: z.string().optional(),
  mailbox: z.string().optional(),
  destination: z
    .string()
    .regex(/^[^@\s]+@[^@\s]+$/)
    .optional(),
  keepCopy: z.boolean().optional(),
});
export type StoryInput = z.infer<typeof storyInputSchema>;

/** The story can't go on as asked, for example because no mailbox forwards. */
export class StoryError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StoryError';
  }
}

type Told = Readonly<Record<string, unknown>>;
type Chapter = (context: SimulatorContext, input: StoryInput) => Told;

const FIRST_DESTINATION = 'invoices.backup@mail-relay.example';
const SECOND_DESTINATION = 'archive.7731@second-relay.example';

/** Things that happen in the tenants. What isn't said is chosen: the first that fits, in the order of the scenario. */
const STORIES: Readonly<Record<string, Chapter>> = {
  'attacker-sets-forward': (context, input) => {
    const { tenant, found } = choose(context, input, (row) => isPerson(row) && !forwards(row));
    return forwardTo(tenant, found, input, FIRST_DESTINATION);
  },
  'attacker-changes-forward': (context, input) => {
    const { tenant, found } = choose(context, input, (row) => isOutside(context, row));
    const current = found.row.ForwardingSmtpAddress ?? '';
    const other = current.endsWith(SECOND_DESTINATION) ? FIRST_DESTINATION : SECOND_DESTINATION;
    return forwardTo(tenant, found, input, other);
  },
  'owner-removes-forward': (context, input) => {
    const { tenant, found } = choose(context, input, (row) => isOutside(context, row));
    tenant.set(found.number, {
      ForwardingSmtpAddress: null,
      ForwardingAddress: null,
      DeliverToMailboxAndForward: false,
    });
    return { tenantId: tenant.tenantId, mailbox: found.row.UserPrincipalName };
  },
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

/** Tells one chapter and records it in the ledger. @throws StoryError */
export function tellStory(context: SimulatorContext, name: string, input: StoryInput): Told {
  const chapter = STORIES[name];
  if (chapter === undefined) throw new StoryError(`There is no story '${name}'.`);
  const told = chapter(context, input);
  const tenantId = typeof told['tenantId'] === 'string' ? told['tenantId'] : '';
  context.ledger.record({ kind: 'change', tenantId, what: name, detail: told });
  return told;
}

function isPerson(row: MailboxRow): boolean {
  return row.RecipientTypeDetails === 'UserMailbox' && !row.IsDirSynced;
}

function forwards(row: MailboxRow): boolean {
  return row.ForwardingSmtpAddress !== null || row.ForwardingAddress !== null;
}

function isOutside(context: SimulatorContext, row: MailboxRow): boolean {
  const domain = row.ForwardingSmtpAddress?.split('@')[1];
  return domain !== undefined && context.state.tenant(domain) === undefined;
}

function customers(context: SimulatorContext, input: StoryInput): readonly TenantState[] {
  if (input.tenantId === undefined) {
    return context.state.tenants.filter(({ tenantId }) => tenantId !== context.state.homeTenantId);
  }
  const tenant = context.state.tenant(input.tenantId);
  if (tenant === undefined) throw new StoryError(`There is no tenant '${input.tenantId}'.`);
  return [tenant];
}

/** The mailbox that is named, or the first that fits in a tenant which has consented. */
function choose(
  context: SimulatorContext,
  input: StoryInput,
  fits: (row: MailboxRow) => boolean,
): { tenant: TenantState; found: FoundMailbox } {
  for (const tenant of customers(context, input)) {
    const found =
      input.mailbox === undefined
        ? firstThatFits(tenant, input, fits)
        : tenant.find(input.mailbox)[0];
    if (found !== undefined) return { tenant, found: { ...found, row: tenant.live(found.number) } };
  }
  throw new StoryError(
    input.mailbox === undefined ? 'No mailbox fits.' : `There is no mailbox '${input.mailbox}'.`,
  );
}

function firstThatFits(
  tenant: TenantState,
  input: StoryInput,
  fits: (row: MailboxRow) => boolean,
): FoundMailbox | undefined {
  if (input.tenantId === undefined && !hasConsent(tenant, (state) => state === 'granted'))
    return undefined;
  for (let number = 0; number < tenant.mailboxCount; number += 1) {
    const row = tenant.live(number);
    if (fits(row)) return { number, row };
  }
  return undefined;
}

function forwardTo(
  tenant: TenantState,
  found: FoundMailbox,
  input: StoryInput,
  destination: string,
): Told {
  const address = input.destination ?? destination;
  const keepCopy = input.keepCopy ?? found.row.DeliverToMailboxAndForward;
  tenant.set(found.number, {
    ForwardingSmtpAddress: `smtp:${address}`,
    DeliverToMailboxAndForward: keepCopy,
  });
  const { tenantId } = tenant;
  return { tenantId, mailbox: found.row.UserPrincipalName, destination: address, keepCopy };
}

type ConsentState = Parameters<TenantState['setConsent']>[0];

function hasConsent(tenant: TenantState, fits: (state: ConsentState) => boolean): boolean {
  return Object.values(tenant.consents()).some((consent) => fits(consent.state));
}

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
