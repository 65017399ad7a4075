const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Deliberately narrow: no wildcard, no quote, no blank, no slash. */
const smtpAddress = /^[\w.!#$%&'+=?^{|}~-]{1,64}@[a-z0-9.-]{1,255}$/i;

/** A GUID or an SMTP address, trimmed. Throws TypeError for everything else, before anything is sent. */
export function requireMailboxIdentity(mailbox: string): string {
  const identity = mailbox.trim();
  if (guid.test(identity) || smtpAddress.test(identity)) return identity;
  throw new TypeError('A mailbox is named by its GUID or by an SMTP address.');
}

/** As above, GUIDs only. */
export function requireMailboxId(mailboxId: string): string {
  if (guid.test(mailboxId)) return mailboxId;
  throw new TypeError('A mailbox is changed by its GUID only.');
}
