import { concerns, holds, scopeValue, type Approval } from './approval.js';
import type { Alert, AlertId } from './alert.js';
import type { Finding } from './finding.js';
import type { AlertServices } from './services.js';

/** Approvals of a wider scope that stood when a settling began. */
export type ScopeApprovals = readonly Approval[];

/** Read once per settling, and only when a finding is part of a scope at all. */
export async function scopeApprovals(
  { store }: Pick<AlertServices, 'store'>,
  tenantId: Alert['tenantId'],
  findings: readonly Finding[],
): Promise<ScopeApprovals> {
  const found: Approval[] = [];
  if (!findings.some(({ scopes }) => scopes !== undefined)) return found;
  for await (const { row } of store.approvals(tenantId)) {
    if (row.scope !== undefined && row.revoked === undefined) found.push(row);
  }
  return found;
}

/**
 * The approval that decides about a finding: the first that holds, the alert's own before those of other alerts; else one
 * that has only expired; else its own. Those of other alerts are read anew, because one may have been taken back since.
 *
 * An approval of a scope covers what is found while it lasts. When it is taken back, nothing new is covered any more,
 * and what it had covered waits for a decision again as soon as a reading shows it once more.
 */
export async function decidingApproval(
  { store }: Pick<AlertServices, 'store'>,
  { tenantId, id }: { readonly tenantId: Alert['tenantId']; readonly id: AlertId },
  finding: Finding,
  known: ScopeApprovals,
  now: Date,
): Promise<Approval | undefined> {
  const own = (await store.approval(tenantId, id))?.row;
  const candidates = own ? [own] : [];
  for (const { alertId, scope } of known) {
    if (alertId === id || !scope || scopeValue(finding.scopes, scope.name) !== scope.value)
      continue;
    const current = (await store.approval(tenantId, alertId))?.row;
    // By now it may be an approval of that alert alone.
    if (current?.scope !== undefined) candidates.push(current);
  }
  return (
    candidates.find((one) => holds(one, finding, now)) ??
    candidates.find((one) => concerns(one, finding)) ??
    own
  );
}

const campaignMs = 30 * 86_400_000;

/** The first alert of each campaign of the last 30 days that stands, or will stand, on a card of its own. */
export class CampaignRoots {
  readonly #roots = new Map<string, { readonly id: AlertId; readonly order: string }>();
  readonly #since: string;

  constructor(now: Date) {
    this.#since = new Date(now.getTime() - campaignMs).toISOString();
  }

  add({ id, campaign, firstSeenAt, threadOf, groupId, state, messages }: Alert): void {
    const unseen = groupId !== undefined || (state === 'approved' && messages.length === 0);
    if (campaign === undefined || firstSeenAt < this.#since || unseen) return;
    // Of those raised in the same instant, the one that is in no other's thread.
    const order = `${firstSeenAt}|${threadOf === undefined ? 0 : 1}|${id}`;
    const earliest = this.#roots.get(campaign);
    if (earliest === undefined || order < earliest.order) this.#roots.set(campaign, { id, order });
  }

  of(campaign: string | undefined): AlertId | undefined {
    return campaign === undefined ? undefined : this.#roots.get(campaign)?.id;
  }
}
