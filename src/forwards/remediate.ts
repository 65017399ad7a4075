import type { Alert } from '../alerts/alert.js';
import type { LiveState, Remediation } from '../alerts/kind.js';
import type { Cause } from '../tenants/cause.js';
import { causeOf } from '../tenants/diagnose.js';
import { domainPlacer, type ForwardPolicy } from './accepted-domains.js';
import { attempt } from './change-result.js';
import { isOutside } from './destination.js';
import { findingOf } from './detect.js';
import { parseForwardFacts, type ForwardFacts } from './facts.js';
import { gather } from './gather.js';
import type { ForwardReader, ForwardWriter, MailboxForwarding } from './ports.js';
import { resolveDestinations } from './resolve.js';
import { noDomains, withMailbox } from './scan.js';

/**
 * Looks at, clears and puts back the forwarding of exactly the mailbox that an alert names, by its ExchangeGuid. All
 * three settings are cleared at once: clearing ForwardingAddress alone would make a dormant ForwardingSmtpAddress live
 * (Microsoft Learn: Set-Mailbox).
 */
export function forwardRemediation(
  reader: ForwardReader,
  writer: ForwardWriter,
  policy: ForwardPolicy,
): Remediation {
  return {
    read: (alert) => readLive(alert, reader, policy),
    remove: (alert) => {
      const { mailboxId } = parseForwardFacts(alert.facts);
      return attempt(() => writer.clear(alert.tenantId, mailboxId));
    },
    restore: (alert) => {
      if (alert.undo === undefined) {
        return Promise.resolve({
          kind: 'refused',
          code: 'forward.no-undo',
          note: 'It is not known any more what was there.',
        });
      }
      const before = parseForwardFacts(alert.undo.facts);
      const { forwardingAddress, forwardingSmtpAddress, keepsCopy } = before;
      const settings = { forwardingAddress, forwardingSmtpAddress, keepsCopy };
      return attempt(() => writer.set(alert.tenantId, before.mailboxId, settings));
    },
  };
}

async function readLive(
  alert: Alert,
  reader: ForwardReader,
  policy: ForwardPolicy,
): Promise<LiveState> {
  const facts = parseForwardFacts(alert.facts);
  try {
    return await look(alert, facts, reader, policy);
  } catch (error) {
    const cause = causeOf(error);
    if (cause === undefined) throw error;
    return { kind: 'unreadable', cause };
  }
}

async function look(
  alert: Alert,
  facts: ForwardFacts,
  reader: ForwardReader,
  policy: ForwardPolicy,
): Promise<LiveState> {
  const answer = await reader.readMailbox(alert.tenantId, facts.mailboxId);
  if (answer.kind === 'not-found') return unreadable({ code: 'mailbox-not-found' });
  const { mailbox } = answer;
  if (mailbox.mailboxId.toLowerCase() !== facts.mailboxId) {
    return unreadable({ code: 'unexpected-answer', serviceCode: 'another-mailbox' });
  }
  if (mailbox.forwardingAddress === null && mailbox.forwardingSmtpAddress === null) {
    return { kind: 'absent' };
  }
  const reading = withMailbox(await reader.readTenant(alert.tenantId), mailbox);
  if (reading.acceptedDomains.length === 0) return unreadable(noDomains);
  const placeDomain = domainPlacer(reading.acceptedDomains, policy);
  const known = await gather(reader, alert.tenantId, reading.mailboxes, [mailbox], placeDomain);
  const resolution = resolveDestinations(mailbox, known, placeDomain);
  // A fingerprint that rests on a failed look-up would look like a change.
  if (resolution.failures[0] !== undefined) return unreadable(resolution.failures[0]);
  if (!resolution.destinations.some(isOutside) && countsAsGone(alert, facts, mailbox)) {
    return { kind: 'absent' };
  }
  const finding = findingOf(
    { id: alert.tenantId },
    { mailbox, resolution },
    reading.acceptedDomains,
    new Set(),
  );
  return { kind: 'present', finding };
}

/**
 * Whether a forward that only leads inside now counts as gone. For an alert at rest: yes. A removal must have taken away
 * what the card showed. What is put back must find nothing there, or it would overwrite a new setting.
 */
function countsAsGone(alert: Alert, facts: ForwardFacts, now: MailboxForwarding): boolean {
  switch (alert.state) {
    case 'restoring':
      return false;
    case 'removing': {
      const keepsSmtp =
        now.forwardingSmtpAddress !== null &&
        now.forwardingSmtpAddress === facts.forwardingSmtpAddress;
      const keepsRecipient =
        now.forwardingAddress !== null && now.forwardingAddress === facts.forwardingAddress;
      return !keepsSmtp && !keepsRecipient;
    }
    case 'open':
    case 'approved':
    case 'removed':
    case 'resolved':
    case 'failed':
      return true;
  }
}

function unreadable(cause: Cause): LiveState {
  return { kind: 'unreadable', cause };
}
