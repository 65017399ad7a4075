import { causeOf } from '../tenants/diagnose.js';
import type { Cause } from '../tenants/cause.js';
import type { Tenant, TenantId } from '../tenants/tenant.js';
import { absenceWords } from '../tenants/source-presence.js';
import type { Capability } from '../tenants/capabilities.js';
import type { Finding } from '../alerts/finding.js';
import type { SpamFailure } from './coverage.js';
import { continues, joined, spamFindingOf } from './detect.js';
import { EpisodeStore } from './episode-store.js';
import { deservesAlert, likelyCauseOf, type Evidence } from './evidence.js';
import type { SpamFacts } from './facts.js';
import type { SpamFrame } from './frame.js';
import type { MailSourceName, OwnUser } from './ports.js';
import type { SpamScanServices } from './scan-services.js';
import { newCountries } from './sign-in-evidence.js';
import type { Suspect } from './suspects.js';

/** Sign-ins are read for so many people at most in one look: those with the most unwanted mail. */
const mostLookedUp = 20;
const dayMs = 86_400_000;
const signInDays = 30;

export interface JudgedSuspects {
  readonly findings: readonly Finding[];
  /** By address, also of those who deserve no alert. */
  readonly judged: ReadonlyMap<string, SpamFacts & { readonly alerted: boolean }>;
  readonly failures: readonly SpamFailure[];
  readonly notes: readonly string[];
}

export interface JudgeTask {
  readonly frame: SpamFrame;
  readonly source: MailSourceName | undefined;
  readonly suspects: readonly Suspect[];
  readonly signIns: Capability | undefined;
  /** False for a look at one mailbox: nothing is remembered of it, and nothing is found. */
  readonly remember: boolean;
}

/**
 * Looks the suspects up, judges the cause, and joins what is seen with what is remembered of the same event. The event is
 * remembered before anybody hears of it: told again, it has the same identity. Rejects only for bugs and for our own
 * store.
 */
export async function judgeSuspects(
  tenant: Tenant,
  services: SpamScanServices,
  task: JudgeTask,
): Promise<JudgedSuspects> {
  const { suspects, frame } = task;
  const failures: SpamFailure[] = [];
  const users = await findUsers(tenant.id, services, suspects, failures);
  const findings: Finding[] = [];
  const judged = new Map<string, SpamFacts & { readonly alerted: boolean }>();
  const store = new EpisodeStore(services.documents, tenant.id);
  for (const [place, suspect] of suspects.entries()) {
    const user = users?.get(suspect.address);
    const looked = await signInEvidence(tenant.id, services, {
      ...{ suspect, user, frame, failures, place },
      signIns: task.signIns,
    });
    const facts = factsOf(suspect, user, looked, { ...task, services });
    const sendsMailings = services.policy.mailingAddresses.has(suspect.address);
    const alerted = deservesAlert(facts.evidence, facts.likelyCause, sendsMailings);
    judged.set(suspect.address, { ...facts, alerted });
    if (!alerted || !task.remember) continue;
    findings.push(spamFindingOf(tenant, await remember(store, facts, services)));
  }
  const left = suspects.length - mostLookedUp;
  const notes =
    left > 0 && services.signIns !== undefined
      ? [`Sign-ins were looked at for ${mostLookedUp} senders only; ${left} more were left out.`]
      : [];
  return { findings, judged, failures, notes };
}

async function findUsers(
  tenantId: TenantId,
  { users }: SpamScanServices,
  suspects: readonly Suspect[],
  failures: SpamFailure[],
): Promise<ReadonlyMap<string, OwnUser> | undefined> {
  if (users === undefined || suspects.length === 0) return undefined;
  try {
    return await users.find(
      tenantId,
      suspects.map(({ address }) => address),
    );
  } catch (error) {
    failures.push({ source: 'own-users', cause: causeOrRethrow(error) });
    return undefined;
  }
}

interface Looked {
  readonly evidence: readonly Evidence[];
  readonly notKnown: readonly string[];
}

interface LookTask extends Pick<JudgeTask, 'frame' | 'signIns'> {
  readonly suspect: Suspect;
  readonly user: OwnUser | undefined;
  readonly failures: SpamFailure[];
  readonly place: number;
}

async function signInEvidence(
  tenantId: TenantId,
  { signIns }: SpamScanServices,
  { suspect, user, frame, failures, place, signIns: capability }: LookTask,
): Promise<Looked> {
  const none = (why: string): Looked => ({ evidence: [], notKnown: [why] });
  if (signIns === undefined) return none('Sign-ins are not looked at here.');
  if (capability?.kind === 'absent') {
    return none(`Sign-ins were not looked at: ${absenceWords[capability.why]}.`);
  }
  if (user === undefined) {
    return none('The directory does not name this address, so sign-ins were not looked at.');
  }
  if (place >= mostLookedUp) return none('Sign-ins were not looked at: too many senders at once.');
  const span = {
    from: new Date(frame.now - signInDays * dayMs).toISOString(),
    to: new Date(frame.now).toISOString(),
  };
  try {
    const answer = await signIns.of(tenantId, user.objectId, span);
    return newCountries(answer, suspect.startedAt ?? new Date(frame.from).toISOString());
  } catch (error) {
    failures.push({ source: 'sign-ins', cause: causeOrRethrow(error) });
    return none('Sign-ins could not be read.');
  }
}

function factsOf(
  suspect: Suspect,
  user: OwnUser | undefined,
  looked: Looked,
  { frame, source, services }: JudgeTask & { readonly services: SpamScanServices },
): SpamFacts {
  const { address, sent, unwanted, byVerdict, recipients, blocked, atLeast } = suspect;
  const evidence = [...suspect.evidence, ...looked.evidence];
  const { likely, points } = likelyCauseOf(evidence, services.policy);
  const now = new Date(frame.now).toISOString();
  const startedAt = suspect.startedAt ?? now;
  return {
    ...{ address, sent, unwanted, recipients, atLeast, source, evidence, points },
    displayName: user?.displayName,
    objectId: user?.objectId,
    accountEnabled: user?.accountEnabled,
    startedAt,
    // Who is still blocked is still in it.
    lastAt: blocked ? now : (suspect.lastAt ?? startedAt),
    zone: frame.zone,
    byVerdict: { ...byVerdict },
    busiestHour: suspect.busiestHour,
    usualBusiest: suspect.usualBusiest,
    blocked: blocked !== undefined,
    blockedAt: blocked?.at,
    blockedReason: blocked?.reason?.slice(0, 300),
    likelyCause: likely,
    notKnown: [...looked.notKnown],
  };
}

async function remember(
  store: EpisodeStore,
  seen: SpamFacts,
  { policy }: SpamScanServices,
): Promise<SpamFacts> {
  for (;;) {
    const known = await store.read(seen.address);
    const same = known !== undefined && continues(known.facts, seen, policy);
    const facts = same ? joined(known.facts, seen, policy) : seen;
    // An older look may not put an earlier event in the place of the last one.
    const older = known !== undefined && !same && seen.lastAt < known.facts.startedAt;
    if (older) return facts;
    if ((await store.write({ facts }, known?.etag)) === 'written') return facts;
  }
}

function causeOrRethrow(error: unknown): Cause {
  const cause = causeOf(error);
  if (cause === undefined) throw error;
  return cause;
}
