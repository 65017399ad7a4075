import { z } from 'zod';
import type { DirectoryPerson } from '../../zap/ports.js';
import type { MailHeader, MailLocation, ZapSighting } from '../../zap/sighting.js';
import { utcTime } from './utc-time.js';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);
const time = z
  .string()
  .nullish()
  .transform((value) => utcTime(value));

/** A message as the mailbox has it (Microsoft Learn: "message resource type"). */
export const mailboxMessage = z.object({
  id: z.string().min(1),
  internetMessageId: text,
  subject: text,
  from: z
    .object({
      emailAddress: z.object({ name: text, address: text }).nullish(),
    })
    .nullish(),
  receivedDateTime: time,
  lastModifiedDateTime: time,
  isRead: z.boolean().nullish(),
  parentFolderId: z.string().nullish(),
  internetMessageHeaders: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  singleValueExtendedProperties: z.array(z.object({ id: z.string() })).nullish(),
});
export type MailboxMessage = z.infer<typeof mailboxMessage>;

/** All three hold the same id; the first is preferred. */
const idHeaders = [
  'x-ms-exchange-organization-network-message-id',
  'x-ms-office365-filtering-correlation-id',
  'x-ms-exchange-crosstenant-network-message-id',
];
const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** NetworkMessageId from the headers, in lower case. */
export function networkIdOf(message: MailboxMessage): string | undefined {
  return networkIdIn(message.internetMessageHeaders ?? []);
}

export function networkIdIn(headers: readonly MailHeader[]): string | undefined {
  for (const name of idHeaders) {
    const found = headers.find((header) => header.name.toLowerCase() === name);
    const id = found?.value.trim().toLowerCase() ?? '';
    if (guid.test(id)) return id;
  }
  return undefined;
}

/**
 * What a stamped item says: that it was purged, and no more. The value of the property is opaque; the headers are those
 * of the delivery; the time of the last change is an upper bound of the purge's; isRead is the state now.
 */
export function sightingIn(
  message: MailboxMessage,
  person: DirectoryPerson,
  location: MailLocation,
): ZapSighting {
  const changedAt = message.lastModifiedDateTime;
  const from = message.from?.emailAddress;
  return {
    source: 'mailbox',
    networkMessageId: networkIdOf(message),
    recipient: person.addresses[0] ?? person.userPrincipalName,
    threat: 'unknown',
    result: 'moved',
    location,
    receivedAt: message.receivedDateTime,
    zapAt: changedAt ? { kind: 'last-change', at: changedAt } : undefined,
    isRead: message.isRead ?? undefined,
    itemId: message.id,
    internetMessageId: message.internetMessageId,
    subject: message.subject,
    senderAddress: from?.address?.toLowerCase(),
    senderName: from?.name,
    headers: message.internetMessageHeaders ?? undefined,
  };
}
