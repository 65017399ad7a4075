import type { Alert } from '../alerts/alert.js';
import { parseForwardFacts } from '../forwards/facts.js';
import { parseSpamFacts } from '../spam/facts.js';
import { parseZapFacts } from '../zap/facts.js';
import type { AlertTopic } from './mailbox-alert-words.js';
import { isMailbox, type MailboxIdentity } from './mailbox-fact.js';

/** An account with the address under which something stored names it. */
export interface NamedAccount {
  readonly objectId?: string | undefined;
  readonly address?: string | undefined;
  /** It may be somebody else's address: it finds the account, and is no address of it. */
  readonly signInName?: string | undefined;
}

/** What the alert is about, when it concerns the mailbox. */
export function topicOf(alert: Alert, identity: MailboxIdentity): AlertTopic | undefined {
  const { kind } = alert;
  const concerned = accountsIn(alert).some(
    (account) =>
      isMailbox(identity, account) || isMailbox(identity, { address: account.signInName }),
  );
  if (!concerned) return undefined;
  return { kind, subject: kind === 'zap' ? parseZapFacts(alert.facts).subject : '' };
}

/** The accounts of the tenant that the alert names: whose forward it is, who got the message, who sent. */
export function accountsIn(alert: Alert): readonly NamedAccount[] {
  const { kind, facts, subjectObjectId } = alert;
  switch (kind) {
    case 'forward': {
      const { objectId, primarySmtpAddress, userPrincipalName } = parseForwardFacts(facts);
      return [{ objectId, address: primarySmtpAddress, signInName: userPrincipalName }];
    }
    case 'zap': {
      const { recipients, senderAddress } = parseZapFacts(facts);
      return [...recipients, { address: senderAddress }];
    }
    case 'spam': {
      const { objectId = subjectObjectId, address } = parseSpamFacts(facts);
      return [{ objectId, address }];
    }
    case 'unreadable':
      return [];
  }
}
