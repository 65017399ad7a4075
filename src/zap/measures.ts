import type { Alert } from '../alerts/alert.js';
import type { MeasureState, MeasureTarget } from '../alerts/measure.js';
import { attemptChange } from '../lib/change-attempt.js';
import type { ChangeResult, MeasureDefinition } from '../alerts/kind.js';
import type { Clock } from '../lib/clock.js';
import { causeOf } from '../tenants/diagnose.js';
import { changeCopies, refusalNote } from './change-copies.js';
import { countCopies, countText, refsOf } from './copies.js';
import { parseZapFacts, type ZapFacts } from './facts.js';
import { domainOf } from '../lib/infrastructure.js';
import type { MessageActions, MessageFinder, SenderBlocks } from './ports.js';

/** Microsoft Learn, "New-TenantAllowBlockListItems": without a date an entry ends after 30 days. */
const blockDays = 90;

export interface BlockParts {
  readonly blocks: SenderBlocks;
  readonly clock: Pick<Clock, 'now'>;
  /** True for a domain at which anybody can have an address: only single addresses of it can be blocked. */
  readonly isSharedDomain: (domain: string) => boolean;
}

/** Puts the sender on the tenant's block list for 90 days. */
export function blockSenderMeasure({
  blocks,
  clock,
  isSharedDomain,
}: BlockParts): MeasureDefinition {
  return {
    targets: (alert) => blockTargets(parseZapFacts(alert.facts), isSharedDomain),
    read: (alert, target) =>
      readState(async () => {
        const found = await blocks.find(alert.tenantId, target);
        if (found === undefined) return { kind: 'not-in-effect' };
        const until = found.expiresAt?.slice(0, 10);
        const note = `On the block list ${until === undefined ? 'without an end' : `until ${until}`}.`;
        return { kind: 'in-effect', note };
      }),
    apply: (alert, target) => {
      const until = new Date(clock.now().getTime() + blockDays * 86_400_000).toISOString();
      const note = `Inbox Warden ${alert.id}`;
      return change(() => blocks.block(alert.tenantId, target, until, note));
    },
    revert: (alert, target) => change(() => blocks.unblock(alert.tenantId, target)),
  };
}

/**
 * The address, and the whole domain where it is proven to be the sender's own. Never an address of the recipients' own
 * organisation: a block would hit the people behind it, and whoever used their name would take another.
 */
function blockTargets(
  facts: ZapFacts,
  isSharedDomain: (domain: string) => boolean,
): readonly MeasureTarget[] {
  const { senderAddress, senderDomain, authenticated } = facts;
  if (senderAddress === '' || senderDomain === '' || usesOwnDomain(facts)) return [];
  const address = { key: senderAddress, label: senderAddress };
  const wide = authenticated && !isSharedDomain(senderDomain);
  return wide
    ? [address, { key: senderDomain, label: `${senderDomain} (whole domain)` }]
    : [address];
}

/** The From address claims to be of an organisation that got the message. */
export function usesOwnDomain({ senderDomain, recipients, direction }: ZapFacts): boolean {
  return (
    direction === 'intra-org' ||
    direction === 'outbound' ||
    recipients.some(({ address }) => domainOf(address) === senderDomain)
  );
}

export interface ReleaseParts {
  readonly finder: Pick<MessageFinder, 'locate'>;
  readonly actions: Pick<MessageActions, 'release'>;
}

/** There is one message and so one target. */
const everybody = 'recipients';

/** Gives a message back that turned out to be harmless: from quarantine, Junk and Deleted Items to the inbox. */
export function releaseMeasure({ finder, actions }: ReleaseParts): MeasureDefinition {
  return {
    targets: (alert) => (alert.state === 'approved' ? releaseTargets(alert) : []),
    read: (alert) =>
      readState(async () => {
        const { refs, addresses } = heldBack(alert);
        const copies = await finder.locate(alert.tenantId, refs, addresses);
        const failed = [...copies.values()].find((copy) => copy.kind === 'failed');
        if (failed !== undefined) return { kind: 'unreadable', cause: failed.cause };
        const inInbox = [...copies.values()].filter(
          (copy) => copy.kind === 'found' && ['inbox', 'elsewhere'].includes(copy.location),
        );
        return inInbox.length > 0 && inInbox.length === addresses.length
          ? { kind: 'in-effect', note: countText(countCopies(copies)) }
          : { kind: 'not-in-effect' };
      }),
    apply: (alert) => {
      const { refs, addresses } = heldBack(alert);
      return changeCopies(addresses, () => actions.release(alert.tenantId, refs, addresses));
    },
    whenAccepted: 'The release was taken; quarantine may need some minutes to deliver.',
  };
}

function releaseTargets(alert: Alert): readonly MeasureTarget[] {
  const { addresses } = heldBack(alert);
  if (addresses.length === 0) return [];
  const [first = ''] = addresses;
  const more = addresses.length > 1 ? ` and ${addresses.length - 1} more` : '';
  return [{ key: everybody, label: `to ${first}${more}` }];
}

const heldIn = ['quarantine', 'junk', 'deleted-items'];

function heldBack(alert: Alert): {
  readonly refs: ReturnType<typeof refsOf>;
  readonly addresses: readonly string[];
} {
  const facts = parseZapFacts(alert.facts);
  const held = facts.recipients.filter(({ location }) => heldIn.includes(location));
  return { refs: refsOf(facts), addresses: held.map(({ address }) => address) };
}

async function readState(look: () => Promise<MeasureState>): Promise<MeasureState> {
  try {
    return await look();
  } catch (error) {
    const cause = causeOf(error);
    if (cause === undefined) throw error;
    return { kind: 'unreadable', cause };
  }
}

async function change(send: () => Promise<void>): Promise<ChangeResult> {
  const attempt = await attemptChange(send);
  if (attempt.kind === 'taken') return { kind: 'sent' };
  if (attempt.kind !== 'refused') return attempt;
  return { kind: 'refused', code: attempt.code, note: refusalNote(attempt.answer) };
}
