import type { CopyInMailbox } from '../mail/tenant-mail.js';
import { openMailbox, openMessage } from './mailbox.js';
import type { OpenMailbox } from './mailbox.js';
import { propertyOf, readExpansion, readMessageQuery } from './message-filter.js';
import {
  isInFolder,
  MAIL_FOLDERS,
  MESSAGE_PROPERTIES,
  MESSAGE_SHOWN,
  messageResource,
} from './message-resource.js';
import type { MailFolder } from './message-resource.js';
import type { GraphRoute, Refusal, RouteCall, RouteResult } from './route.js';

const LIST = {
  roles: ['Mail.Read', 'Mail.ReadWrite'],
  options: ['$select', '$filter', '$orderby', '$expand', '$top', '$skiptoken'],
  defaultTop: 10,
  maxTop: 1000,
  properties: MESSAGE_PROPERTIES,
  shown: MESSAGE_SHOWN,
  always: ['id', 'singleValueExtendedProperties'],
  mailbox: ([owner = '']: readonly string[]) => owner,
};

/** Microsoft Learn: "List messages", "Get message". */
export const MESSAGE_ROUTES: readonly GraphRoute[] = [
  {
    ...LIST,
    pattern: new RegExp(
      String.raw`^/users/([^/]+)/mailFolders/(${MAIL_FOLDERS.join('|')})/messages$`,
      'i',
    ),
    run: (call) => {
      const name = (call.parts[1] ?? '').toLowerCase();
      return listMessages(
        call,
        MAIL_FOLDERS.find((folder) => folder === name),
      );
    },
  },
  {
    ...LIST,
    pattern: /^\/users\/([^/]+)\/messages$/,
    // Deleted Items count as the mailbox, what was deleted from there doesn't.
    run: (call) => listMessages(call, undefined),
  },
  {
    ...LIST,
    pattern: /^\/users\/([^/]+)\/messages\/([^/]+)$/,
    options: ['$select', '$expand'],
    run: (call) => {
      const found = openMessage(call);
      if ('kind' in found) return found;
      const shape = shaper(call, found);
      if (typeof shape !== 'function') return shape;
      return { kind: 'object', row: shape(found), context: contextOf(call, '/$entity') };
    },
  },
];

function listMessages(call: RouteCall, folder: MailFolder | undefined): RouteResult {
  const mailbox = openMailbox(call);
  if ('kind' in mailbox) return mailbox;
  const query = readMessageQuery(call.query, mailbox.mail);
  if ('kind' in query) return query;
  const shape = shaper(call, mailbox);
  if (typeof shape !== 'function') return shape;
  const newestFirst = mailbox.mail
    .copiesOf(mailbox.objectId)
    .filter(({ copy }) => isListed(copy, folder))
    .filter((entry) => query.fits(entry));
  const found = query.oldestFirst ? newestFirst.toReversed() : newestFirst;
  return {
    kind: 'list',
    rows: {
      count: found.length,
      slice: (from, count) => found.slice(from, from + count).map(shape),
    },
    context: contextOf(call),
  };
}

function isListed(copy: CopyInMailbox['copy'], folder: MailFolder | undefined): boolean {
  if (folder !== undefined) return isInFolder(copy, folder);
  return isInFolder(copy) && copy.place !== 'recoverableitemsdeletions';
}

/** How a message is shown to this caller, with the property that `$expand` asks for where the item has it. */
function shaper(
  call: RouteCall,
  { mail, preferences }: OpenMailbox,
): ((entry: CopyInMailbox) => object) | Refusal {
  const property = readExpansion(call.query);
  if (typeof property === 'object') return property;
  return (entry) => {
    const value = property === undefined ? undefined : propertyOf(entry.copy, property, mail);
    return {
      ...messageResource(entry, preferences),
      ...(value === undefined ? {} : { singleValueExtendedProperties: [{ id: property, value }] }),
    };
  };
}

function contextOf({ parts: [owner = ''] }: RouteCall, more = ''): string {
  return `users('${encodeURIComponent(owner)}')/messages${more}`;
}
