import { z } from 'zod';
import { copyFor, moveCopy } from '../mail/mail-flow.js';
import type { MailCopy, MailPlace } from '../mail/mail-record.js';
import { seededGuid } from '../scenario/seeded-guid.js';
import type { SimulatedResponse } from '../service.js';
import { refuseLicence } from './analyzed-email-routes.js';
import { refuse } from './route.js';
import type { ActionCall, GraphAction, Refusal } from './route.js';

const DESTINATIONS = {
  moveToJunk: 'junkemail',
  moveToInbox: 'inbox',
  hardDelete: 'purged',
  softDelete: 'recoverableitemsdeletions',
  moveToDeletedItems: 'deleteditems',
} as const satisfies Readonly<Record<string, MailPlace>>;
type Remediation = keyof typeof DESTINATIONS;

const orderSchema = z.strictObject({
  displayName: z.string().min(1),
  description: z.string(),
  severity: z.enum(['low', 'medium', 'high']),
  action: z.enum(Object.keys(DESTINATIONS) as [Remediation, ...Remediation[]]),
  // The page's example sends it as text.
  remediateSendersCopy: z.union([z.boolean(), z.enum(['true', 'false'])]),
  approverUpn: z.string().optional(),
  analyzedEmails: z
    .array(z.strictObject({ networkMessageId: z.guid(), recipientEmailAddress: z.string().min(3) }))
    .min(1),
});
type Order = z.infer<typeof orderSchema>;

/** Microsoft Learn: "analyzedEmail: remediate" (v1.0). The order is only accepted: it has its effect later, or not. */
export const REMEDIATE_ACTION: GraphAction = {
  method: 'POST',
  pattern: /^\/security\/collaboration\/analyzedEmails\/remediate$/,
  roles: ['SecurityAnalyzedMessage.ReadWrite.All'],
  options: [],
  run: (call) => refuseLicence(call.caller.tenant) ?? accept(call),
};

function accept(call: ActionCall): SimulatedResponse | Refusal {
  const parsed = orderSchema.safeParse(call.body);
  if (!parsed.success) {
    const text = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return refuse(400, 'BadRequest', text.join('; '), { rule: 'malformed-body' });
  }
  const { context, caller } = call;
  const { tenantId, mail } = caller.tenant;
  const bulkId = seededGuid(`${tenantId} remediation ${call.entry} ${context.ledger.last}`);
  const order = struck(call, parsed.data);
  const { action, analyzedEmails, approverUpn } = parsed.data;
  const detail = { bulkId, action, count: analyzedEmails.length, approverUpn };
  context.ledger.record({ kind: 'change', tenantId, what: 'remediation-accepted', detail });
  const delayMs = mail.settings.remediationSeconds * 1000;
  const due = new Date(context.clock().getTime() + delayMs);
  mail.later(due, () => {
    carryOut(call, order, { bulkId, at: due.toISOString() });
  });
  // Somebody may only be watching, who doesn't look at the mail.
  setTimeout(() => mail.messages(), delayMs + 10).unref();
  const filters = encodeURIComponent(JSON.stringify({ bulkId: [bulkId] }));
  const location = `https://security.microsoft.com/action-center/history?filters=${filters}&tid=${tenantId}`;
  return { status: 202, headers: { Location: location } };
}

/** What a fault leaves of the order. */
function struck({ context, caller, entry }: ActionCall, order: Order): Order {
  const { tenantId } = caller.tenant;
  const place = { service: 'graph', request: entry, tenantId, appId: caller.app.appId };
  const fault = context.faults.take('remediation', place)?.fault;
  if (fault === undefined) return order;
  const analyzedEmails = order.analyzedEmails.filter(
    (_, index) => fault === 'remediation-partial' && index % 2 === 0,
  );
  return { ...order, analyzedEmails };
}

function carryOut(
  { context, caller }: ActionCall,
  { action, analyzedEmails }: Order,
  { bulkId, at }: { bulkId: string; at: string },
): void {
  const { tenantId, mail } = caller.tenant;
  const done = analyzedEmails.filter(({ networkMessageId, recipientEmailAddress }) => {
    const message = mail.message(networkMessageId);
    const copy = message === undefined ? undefined : copyFor(message, recipientEmailAddress);
    return copy !== undefined && remediate(copy, DESTINATIONS[action], at);
  });
  const detail = { bulkId, action, done };
  context.ledger.record({ kind: 'change', tenantId, what: 'mail-remediated', detail });
}

/** What is in quarantine or gone can't be moved by this. */
function remediate(copy: MailCopy, to: MailPlace, at: string): boolean {
  if (copy.place === 'quarantine' || copy.place === 'purged') return false;
  const from = copy.place;
  copy.postDelivery.push({ at, actionType: 'Manual remediation', result: 'Success', from, to });
  moveCopy(copy, to, at);
  return true;
}
