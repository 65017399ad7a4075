import type { Actor } from '../../alerts/actor.js';
import type { ApproverAnswer, ApproverCheck } from '../../alerts/ports.js';

/** Object ids of the configured readers, in small letters. */
export type Readers = ReadonlySet<string>;

/**
 * Whether somebody may take data away as a file: approvers and configured readers, wherever they ask. Being in the security
 * channel is not enough, because a file leaves it.
 */
export async function mayExport(
  approvers: ApproverCheck,
  readers: Readers,
  actor: Actor,
): Promise<'allowed' | Exclude<ApproverAnswer, 'approver'>> {
  if (readers.has(actor.objectId.toLowerCase())) return 'allowed';
  const answer = await approvers.check(actor);
  return answer === 'approver' ? 'allowed' : answer;
}
