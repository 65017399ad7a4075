import { z } from 'zod';
import { moveCopy } from '../mail/mail-flow.js';
import type { MailPlace } from '../mail/mail-record.js';
import { mimeOf } from '../mail/mime.js';
import type { CopyInMailbox } from '../mail/tenant-mail.js';
import type { SimulatedResponse } from '../service.js';
import { openMessage } from './mailbox.js';
import type { OpenMailbox } from './mailbox.js';
import { pick } from './list-answer.js';
import { folderId, MAIL_FOLDERS, MESSAGE_SHOWN, messageResource } from './message-resource.js';
import { refuse } from './route.js';
import type { ActionCall, GraphAction, Refusal } from './route.js';

type OpenMessage = OpenMailbox & CopyInMailbox;

const WRITE = {
  roles: ['Mail.ReadWrite'],
  options: [],
  mailbox: ([owner = '']: readonly string[]) => owner,
};

/** Microsoft Learn: "Get MIME content", "message: move", "Delete message", "message: permanentDelete". */
export const MESSAGE_ACTIONS: readonly GraphAction[] = [
  {
    ...WRITE,
    method: 'GET',
    pattern: /^\/users\/([^/]+)\/messages\/([^/]+)\/\$value$/,
    roles: ['Mail.Read', 'Mail.ReadWrite'],
    run: withMessage((_call, { message, copy }) => ({
      status: 200,
      headers: { 'Content-Type': 'text/plain' },
      body: mimeOf(message, copy),
    })),
  },
  {
    ...WRITE,
    method: 'POST',
    pattern: /^\/users\/([^/]+)\/messages\/([^/]+)\/move$/,
    run: withMessage(move),
  },
  {
    ...WRITE,
    method: 'DELETE',
    pattern: /^\/users\/([^/]+)\/messages\/([^/]+)$/,
    run: withMessage(softDelete),
  },
  {
    ...WRITE,
    method: 'POST',
    pattern: /^\/users\/([^/]+)\/messages\/([^/]+)\/permanentDelete$/,
    run: withMessage((call, found) => {
      relocate(call, found, 'purged', 'message-purged');
      return { status: 204 };
    }),
  },
];

function withMessage(
  act: (call: ActionCall, found: OpenMessage) => SimulatedResponse | Refusal,
): GraphAction['run'] {
  return (call) => {
    const found = openMessage(call);
    return 'kind' in found ? found : act(call, found);
  };
}

const moveSchema = z.strictObject({ destinationId: z.string().min(1) });

function move(call: ActionCall, found: OpenMessage): SimulatedResponse | Refusal {
  const parsed = moveSchema.safeParse(call.body);
  if (!parsed.success) {
    return refuse(400, 'RequestBodyRead', 'destinationId is expected.', { rule: 'malformed-body' });
  }
  const { destinationId } = parsed.data;
  const folder = MAIL_FOLDERS.find(
    (name) =>
      name === destinationId.toLowerCase() || folderId(found.objectId, name) === destinationId,
  );
  if (folder === undefined) return refuse(404, 'ErrorItemNotFound', 'The folder was not found.');
  relocate(call, found, folder, 'message-moved');
  const metadata = `${call.root}/$metadata#users('${found.objectId}')/messages/$entity`;
  const row = pick(messageResource(found, found.preferences), MESSAGE_SHOWN);
  return { status: 201, body: { '@odata.context': metadata, ...row } };
}

/** Out of Deleted Items a message goes to the recoverable items; from there it can't be deleted this way. */
function softDelete(call: ActionCall, found: OpenMessage): SimulatedResponse | Refusal {
  const { copy, mail } = found;
  if (copy.place === 'recoverableitemsdeletions') {
    return refuse(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  }
  const isDeleted = copy.place === 'deleteditems';
  const to = isDeleted ? 'recoverableitemsdeletions' : mail.settings.deleteGoesTo;
  relocate(call, found, to, 'message-deleted');
  return { status: 204 };
}

function relocate(
  { context, caller }: ActionCall,
  { message, copy, userPrincipalName }: OpenMessage,
  to: MailPlace,
  what: string,
): void {
  const from = copy.place;
  moveCopy(copy, to, context.clock().toISOString());
  const { networkMessageId } = message;
  const detail = { networkMessageId, recipient: copy.recipient, userPrincipalName, from, to };
  context.ledger.record({ kind: 'change', tenantId: caller.tenant.tenantId, what, detail });
}
