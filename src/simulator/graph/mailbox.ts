import { violate } from '../context.js';
import type { CopyInMailbox, LiveMail } from '../mail/tenant-mail.js';
import { readPreferences } from './message-preferences.js';
import type { MessagePreferences } from './message-preferences.js';
import { idOf, isInFolder } from './message-resource.js';
import { refuse } from './route.js';
import type { Refusal, RouteCall } from './route.js';
import { userNamed } from './user-resource.js';

/** The mailbox that a call names, and how the caller wants its messages. */
export interface OpenMailbox {
  readonly objectId: string;
  readonly userPrincipalName: string;
  readonly mail: LiveMail;
  readonly preferences: MessagePreferences;
}

/** Opens the mailbox of the first part of the path. Users without one of their own here are refused. */
export function openMailbox(call: RouteCall): OpenMailbox | Refusal {
  const { tenant } = call.caller;
  const [name = ''] = call.parts;
  const user = userNamed(tenant, name);
  if (user === undefined) {
    return refuse(404, 'ErrorInvalidUser', `The requested user '${name}' is invalid.`);
  }
  const found = tenant.find(user.id);
  if (!found.some(({ row }) => row.ExternalDirectoryObjectId === user.id)) {
    const text = 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.';
    return refuse(404, 'MailboxNotEnabledForRESTAPI', text);
  }
  const { preferences, unknown } = readPreferences(call.headers);
  if (unknown !== undefined) violate(call.context, call.entry, 'unknown-preference', unknown);
  const { id: objectId, userPrincipalName } = user;
  return { objectId, userPrincipalName, mail: tenant.mail, preferences };
}

/** A message by its ordinary or immutable id, the second part of the path. */
export function openMessage(call: RouteCall): (OpenMailbox & CopyInMailbox) | Refusal {
  const mailbox = openMailbox(call);
  if ('kind' in mailbox) return mailbox;
  const id = call.parts[1] ?? '';
  const found = mailbox.mail
    .copiesOf(mailbox.objectId)
    .find(({ copy }) => isInFolder(copy) && (copy.immutableId === id || idOf(copy, false) === id));
  if (found === undefined) {
    const text = 'The specified object was not found in the store.';
    return refuse(404, 'ErrorItemNotFound', text);
  }
  return { ...mailbox, ...found };
}
