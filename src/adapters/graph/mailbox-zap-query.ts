import type { TimeSpan } from '../../lib/time-span.js';

/**
 * The property set under which the header of a purge lies in an item. Both are in use: PSETID_Common by the scripts that
 * first found it, PS_INTERNET_HEADERS for internet headers in general ([MS-OXPROPS]).
 */
export const zapPropertySets = [
  '00062008-0000-0000-c000-000000000046',
  '00020386-0000-0000-c000-000000000046',
] as const;
export type ZapPropertySet = (typeof zapPropertySets)[number];

export const zapFolders = ['junkemail', 'deleteditems'] as const;
export type ZapFolder = (typeof zapFolders)[number];

/** Ids that stay when ZAP, or we, move the item. */
export const immutableIds = { Prefer: 'IdType="ImmutableId"' };

/** The name is case-sensitive. */
const header = 'X-Microsoft-Antispam-ZAP-Message-Info';

/** With headers selected, larger pages time out (Microsoft Learn: "List messages"). */
const pageSize = 50;

const selected =
  'id,internetMessageId,subject,from,sender,replyTo,toRecipients,receivedDateTime,' +
  'lastModifiedDateTime,isRead,hasAttachments,parentFolderId,webLink,internetMessageHeaders';

function propertyId(set: ZapPropertySet): string {
  return `String {${set}} Name ${header}`;
}

/**
 * GET /users/{id}/mailFolders/{folder}/messages, those that carry the property. What is sorted by stands first in the filter:
 * else the service calls it inefficient. `ne null` is not in the documentation, but in use.
 */
export function stampedPath(
  mailbox: string,
  folder: ZapFolder,
  set: ZapPropertySet,
  span: TimeSpan,
): string {
  const property = `singleValueExtendedProperties/any(ep: ep/id eq '${propertyId(set)}' and ep/value ne null)`;
  return path(mailbox, folder, `${received(span)} and ${property}`, '');
}

/** The same folder whole, with the property beside each message: for a service that refuses the filter above. */
export function everythingPath(
  mailbox: string,
  folder: ZapFolder,
  set: ZapPropertySet,
  span: TimeSpan,
): string {
  const property = `singleValueExtendedProperties($filter=id eq '${propertyId(set)}')`;
  return path(mailbox, folder, received(span), `&$expand=${encodeURIComponent(property)}`);
}

function received({ from, to }: TimeSpan): string {
  return `receivedDateTime ge ${seconds(from)} and receivedDateTime le ${seconds(to, 999)}`;
}

/** Whole seconds; `more` milliseconds later rounds up. */
function seconds(time: string, more = 0): string {
  return `${new Date(new Date(time).getTime() + more).toISOString().slice(0, 19)}Z`;
}

function path(mailbox: string, folder: ZapFolder, filter: string, expand: string): string {
  const order = encodeURIComponent('receivedDateTime desc');
  return (
    `users/${encodeURIComponent(mailbox)}/mailFolders/${folder}/messages` +
    `?$filter=${encodeURIComponent(filter)}&$orderby=${order}&$select=${selected}${expand}&$top=${pageSize}`
  );
}
