import type { MailCopy, MailRecord } from './mail/mail-record.js';
import type { LiveMail } from './mail/tenant-mail.js';
import type { TenantState } from './tenant-state.js';

/** More messages of one tenant are only counted. */
const MOST_SHOWN = 50;

/** What the control interface and the page show of a tenant. */
export function describeTenant(tenant: TenantState): object {
  const consents = Object.entries(tenant.consents());
  const mail = tenant.mailSoFar();
  return {
    tenantId: tenant.tenantId,
    displayName: tenant.displayName,
    domains: tenant.acceptedDomains.map((row) => row.DomainName),
    consents: Object.fromEntries(consents.map(([appId, consent]) => [appId, consent.state])),
    mailboxCount: tenant.mailboxCount,
    forwarding: tenant.forwarding().map(({ row }) => ({
      UserPrincipalName: row.UserPrincipalName,
      ForwardingSmtpAddress: row.ForwardingSmtpAddress,
      ForwardingAddress: row.ForwardingAddress,
      DeliverToMailboxAndForward: row.DeliverToMailboxAndForward,
    })),
    ...(mail === undefined ? {} : { mail: describeMail(mail) }),
    accounts: tenant.accounts.changed().flatMap((id) => describeAccount(tenant, id)),
  };
}

function describeMail(mail: LiveMail): object {
  const told = mail.told();
  // The ordinary flow would hide what somebody told.
  const newestFirst = (told.length > 0 ? told : mail.messages()).toReversed();
  return {
    licence: mail.licence,
    messageCount: mail.messages().length,
    blockedSenders: mail.blockedSenders.map(({ address, reason, at }) => ({ address, reason, at })),
    signInCount: mail.signIns.length,
    messages: newestFirst.slice(0, MOST_SHOWN).map(describeMessage),
    blocks: mail.blocks.map(({ listType, action, value, expiresAt }) => ({
      listType,
      action,
      value,
      expiresAt: expiresAt ?? null,
    })),
  };
}

function describeMessage(message: MailRecord): object {
  return {
    networkMessageId: message.networkMessageId,
    internetMessageId: message.internetMessageId,
    subject: message.subject,
    sender: message.senderAddress,
    receivedAt: message.receivedAt,
    copies: message.copies.map(describeCopy),
  };
}

function describeCopy(copy: MailCopy): object {
  return {
    recipient: copy.recipient,
    place: copy.place,
    isRead: copy.isRead,
    clicks: copy.clicks.length,
    quarantine: copy.quarantine?.releaseStatus ?? null,
    postDelivery: copy.postDelivery.map(({ at, actionType, result, to }) => ({
      at,
      actionType,
      result,
      to,
    })),
  };
}

function describeAccount(tenant: TenantState, id: string): readonly object[] {
  return tenant.usersNamed(id).map((user) => ({
    id,
    userPrincipalName: user.userPrincipalName,
    ...tenant.accounts.stateOf(user),
  }));
}
