import type { Clock } from '../lib/clock.js';
import type { Actor } from './actor.js';
import type { ApproverAnswer, ApproverCheck } from './ports.js';

/** Membership of the approver group in the home tenant, asked live. Rejects when it can't be found out. */
export interface ApproverGroup {
  look(objectId: string): Promise<'member' | 'guest' | 'not-member'>;
}

export interface ApproverPolicy {
  readonly homeTenantId: string;
  /** Entra object ids, lower case. A guest may act only when listed here. */
  readonly listed: ReadonlySet<string>;
  readonly group?: ApproverGroup | undefined;
}

/** A positive answer of the group may be this old. Negative ones are never kept. */
const keepMs = 60_000;

/** Default deny: nobody may act unless listed, or a member of the group. A failed look-up is a refusal. */
export function approverCheck(
  policy: ApproverPolicy,
  clock: Clock,
  onFailure: (error: unknown) => void,
): ApproverCheck {
  const members = new Map<string, number>();
  return {
    async check(actor: Actor): Promise<ApproverAnswer> {
      const objectId = actor.objectId.toLowerCase();
      if (actor.tenantId.toLowerCase() !== policy.homeTenantId) return 'guest';
      if (policy.listed.has(objectId)) return 'approver';
      if (!policy.group) return 'not-approver';
      const known = members.get(objectId);
      if (known !== undefined && clock.monotonicMs() - known < keepMs) return 'approver';
      members.delete(objectId);
      try {
        const answer = await policy.group.look(objectId);
        if (answer === 'member') members.set(objectId, clock.monotonicMs());
        return answer === 'member' ? 'approver' : answer === 'guest' ? 'guest' : 'not-approver';
      } catch (error) {
        onFailure(error);
        return 'unverified';
      }
    },
  };
}
