import type { Cause } from '../tenants/cause.js';
import { causeOf } from '../tenants/diagnose.js';
import type { TenantId } from '../tenants/tenant.js';
import type { PlaceDomain } from './accepted-domains.js';
import {
  indexForwarding,
  type GroupKnowledge,
  type Known,
  type RecipientKnowledge,
} from './known.js';
import type { ForwardReader, MailboxForwarding, RecipientLookup } from './ports.js';
import { resolveDestinations } from './resolve.js';

/** One round per hop, and one for each address behind it; what is open after that stays unresolved. */
const maxRounds = 12;
const groupsAtOnce = 4;

/**
 * Looks up all that resolving these mailboxes needs, level by level. A failed look-up becomes a fact with its cause and
 * stops nothing; only a bug of ours rejects.
 */
export async function gather(
  reader: Pick<ForwardReader, 'lookUp' | 'groupMembers'>,
  tenantId: TenantId,
  forwarding: readonly MailboxForwarding[],
  targets: readonly MailboxForwarding[],
  placeDomain: PlaceDomain,
): Promise<Known> {
  const recipients = new Map<string, RecipientKnowledge>();
  const groups = new Map<string, GroupKnowledge>();
  const known: Known = { forwarding: indexForwarding(forwarding), recipients, groups };
  for (let round = 0; round < maxRounds; round++) {
    const wanted = targets.map(
      (mailbox) => resolveDestinations(mailbox, known, placeDomain).wanted,
    );
    const identities = [...new Set(wanted.flatMap((one) => [...one.recipients]))];
    const groupNames = [...new Set(wanted.flatMap((one) => [...one.groups]))];
    if (identities.length === 0 && groupNames.length === 0) break;
    if (identities.length > 0) await lookUp(reader, tenantId, identities, recipients);
    await readGroups(reader, tenantId, groupNames, groups);
  }
  return known;
}

async function lookUp(
  reader: Pick<ForwardReader, 'lookUp'>,
  tenantId: TenantId,
  identities: readonly string[],
  into: Map<string, RecipientKnowledge>,
): Promise<void> {
  const answers = await orCause(reader.lookUp(tenantId, identities));
  for (const identity of identities) {
    into.set(
      identity,
      answers.kind === 'failed' ? answers : knowledgeOf(answers.value.get(identity)),
    );
  }
}

function knowledgeOf(answer: RecipientLookup | undefined): RecipientKnowledge {
  if (!answer) return { kind: 'failed', cause: { code: 'unexpected-answer' } };
  return answer.kind === 'failed' ? { kind: 'failed', cause: causeOfCode(answer.code) } : answer;
}

/** A failed look-up carries only a code; 429 and 503 are told apart because they pass by themselves. */
function causeOfCode(serviceCode: string): Cause {
  const throttled = /(?:^|\.)(?:429|503)$/.test(serviceCode);
  return { code: throttled ? 'throttled' : 'service-failed', serviceCode };
}

async function readGroups(
  reader: Pick<ForwardReader, 'groupMembers'>,
  tenantId: TenantId,
  names: readonly string[],
  into: Map<string, GroupKnowledge>,
): Promise<void> {
  for (let at = 0; at < names.length; at += groupsAtOnce) {
    await Promise.all(
      names.slice(at, at + groupsAtOnce).map(async (name) => {
        const answer = await orCause(reader.groupMembers(tenantId, name));
        into.set(
          name,
          answer.kind === 'failed' ? answer : { kind: 'members', members: answer.value },
        );
      }),
    );
  }
}

async function orCause<T>(
  call: Promise<T>,
): Promise<{ kind: 'value'; value: T } | { kind: 'failed'; cause: Cause }> {
  try {
    return { kind: 'value', value: await call };
  } catch (error) {
    const cause = causeOf(error);
    if (cause === undefined) throw error;
    return { kind: 'failed', cause };
  }
}
