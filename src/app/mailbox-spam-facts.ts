import { counted } from '../alerts/card-text.js';
import { ownText, Untrusted } from '../lib/untrusted.js';
import type { ByOutcome, ByVerdict } from '../spam/cell.js';
import type { SpamDay } from '../spam/day.js';
import type { SpamInternal, SpamReceiver, SpamSender } from '../spam/figures.js';
import { countText, distinctText, outcomeWords, partsText, verdictWords } from '../spam/words.js';
import type { Tenant } from '../tenants/tenant.js';
import { isMailbox, type MailboxFact, type MailboxIdentity, type Part } from './mailbox-fact.js';

/** What one stored day of mail flow says of the mailbox: at most one fact for each way and each of its addresses. Pure. */
export function spamFacts(
  day: SpamDay,
  identity: MailboxIdentity,
  tenant: Tenant,
): readonly MailboxFact[] {
  const own = <T extends { readonly address: string }>(list: readonly T[]): readonly T[] =>
    list.filter((one) => isMailbox(identity, one));
  const fact = (
    way: string,
    address: string,
    change: Pick<MailboxFact, 'kind' | 'weight' | 'sentence'>,
  ): MailboxFact => ({
    at: day.from,
    wholeDay: true,
    order: 0,
    key: `spam-${way}|${tenant.id}|${day.day}|${address}`,
    tenant,
    ...change,
  });
  return [
    ...own(day.receivers.listed).map((one) =>
      fact('received', one.address, {
        kind: 'received',
        weight: 0,
        sentence: receivedSentence(one),
      }),
    ),
    ...own(day.internal.listed).map((one) =>
      fact('sent', one.address, { kind: 'sent', weight: 1, sentence: sentSentence(one) }),
    ),
    ...own(day.senders.listed).map((one) =>
      fact('claimed', one.address, { kind: 'sent', weight: 1, sentence: claimedSentence(one) }),
    ),
  ];
}

function receivedSentence(receiver: SpamReceiver): readonly Part[] {
  const { total } = receiver;
  const of = total === undefined ? '' : ` of ${counted(total, 'message')} from outside`;
  return [ownText(`It got ${unwanted(receiver)}${of}: ${parts(receiver)}.`)];
}

function sentSentence(internal: SpamInternal): readonly Part[] {
  const { count, sent, blocked, recipients } = internal;
  const mail =
    count === 0
      ? 'No unwanted mail of it is listed.'
      : `It sent ${unwanted(internal)} of ${sent} to ${distinctText(recipients, 'recipient')}: ${parts(internal)}.`;
  return [ownText(blocked ? `${mail} Microsoft keeps it from sending.` : mail)];
}

function claimedSentence(sender: SpamSender): readonly Part[] {
  return [
    ownText('Mail from outside used its address '),
    Untrusted.of(sender.address),
    ownText(`: ${unwanted(sender)}: ${parts(sender)}.`),
  ];
}

/** '3 phishing, 2 spam; 4 quarantined, 1 junked'. */
function parts({
  byVerdict,
  byOutcome,
}: {
  readonly byVerdict: ByVerdict;
  readonly byOutcome: ByOutcome;
}): string {
  return `${partsText(byVerdict, verdictWords)}; ${partsText(byOutcome, outcomeWords)}`;
}

/** '1 unwanted message', 'at least 12 unwanted messages'. */
function unwanted({ count, atLeast }: Pick<SpamReceiver, 'count' | 'atLeast'>): string {
  return `${countText(count, atLeast)} unwanted ${count === 1 ? 'message' : 'messages'}`;
}
