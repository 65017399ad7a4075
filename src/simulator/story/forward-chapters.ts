import type { SimulatorContext } from '../context.js';
import type { MailboxRow } from '../scenario/rows.js';
import type { FoundMailbox, TenantState } from '../tenant-state.js';
import { customers, hasConsent, StoryError } from './chapter.js';
import type { Chapters, StoryInput, Told } from './chapter.js';

const FIRST_DESTINATION = 'invoices.backup@mail-relay.example';
const SECOND_DESTINATION = 'archive.7731@second-relay.example';

/** How forwards come and go. */
export const FORWARD_CHAPTERS: Chapters = {
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
};

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
