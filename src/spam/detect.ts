import type { Finding } from '../alerts/finding.js';
import type { Severity } from '../alerts/severity.js';
import { sha256Hex } from '../lib/digest.js';
import { canonicalJson } from '../lib/json.js';
import type { Tenant } from '../tenants/tenant.js';
import { alarmingCodes, likelyCauseOf, type Evidence } from './evidence.js';
import { spamFactsJson, type SpamFacts } from './facts.js';
import type { SpamPolicy } from './policy.js';

/**
 * Finds users of the tenant who send what the filter minds, or are kept from sending by Microsoft.
 *
 * Why it matters: one of our own as the sender is bulk mail on purpose, an infected client, or a compromised account; the
 * last is the break-in itself, and the mail goes to customers and colleagues.
 * Known false positives: newsletters sent from a person's mailbox, tools that send in somebody's name, baits forwarded to
 * the help desk, travellers.
 * What the responder does: asks the person, contains the account when in doubt, then allows sending again.
 * Where the data comes from: the tenant's best source of mail flow, Get-BlockedSenderAddress, and sign-ins where there is a
 * licence for them; each finding names what was not known.
 *
 * One finding per user and event. Pure.
 */
export function spamFindingOf({ id }: Pick<Tenant, 'id'>, facts: SpamFacts): Finding {
  return {
    kind: 'spam',
    tenantId: id,
    identity: `${facts.address}|${facts.startedAt}`,
    fingerprint: fingerprintOf(facts),
    severity: spamSeverityOf(facts),
    facts: spamFactsJson(facts),
    subjectObjectId: facts.objectId,
  };
}

/** What a decision rests on: what it looks like, and what is alarming about it. Counts grow, and are no news. */
function fingerprintOf({ evidence, likelyCause }: SpamFacts): string {
  const codes = evidence.map(({ code }) => code).filter((code) => alarmingCodes.has(code));
  return sha256Hex(canonicalJson({ likelyCause, codes: [...new Set(codes)].sort() }));
}

function spamSeverityOf({
  evidence,
  likelyCause,
}: Pick<SpamFacts, 'evidence' | 'likelyCause'>): Severity {
  const codes = new Set(evidence.map(({ code }) => code));
  if (likelyCause === 'bulk-mail') return codes.has('blocked') ? 'medium' : 'low';
  return [...alarmingCodes].some((code) => codes.has(code)) ? 'high' : 'medium';
}

/** Whether what is seen now belongs to the event that is remembered: no long silence lies between them. */
export function continues(
  known: Pick<SpamFacts, 'startedAt' | 'lastAt'>,
  seen: Pick<SpamFacts, 'startedAt' | 'lastAt'>,
  { episodeGapHours }: Pick<SpamPolicy, 'episodeGapHours'>,
): boolean {
  const gapMs = episodeGapHours * 3_600_000;
  return (
    Date.parse(seen.startedAt) <= Date.parse(known.lastAt) + gapMs &&
    Date.parse(seen.lastAt) >= Date.parse(known.startedAt) - gapMs
  );
}

/**
 * The event with what is seen of it now. It keeps its beginning, and nothing that was once seen is forgotten when the
 * window moves on: of each piece of evidence the strongest, of each figure the highest.
 */
export function joined(known: SpamFacts, seen: SpamFacts, policy: SpamPolicy): SpamFacts {
  const evidence = strongest([...known.evidence, ...seen.evidence]);
  const { likely, points } = likelyCauseOf(evidence, policy);
  return {
    // What only the earlier look knew stays known.
    ...known,
    ...told(seen),
    startedAt: known.startedAt,
    lastAt: known.lastAt > seen.lastAt ? known.lastAt : seen.lastAt,
    ...higher(known, seen),
    evidence,
    likelyCause: likely,
    points,
  };
}

function told(facts: SpamFacts): SpamFacts {
  const entries = Object.entries(facts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as SpamFacts;
}

function higher(
  known: SpamFacts,
  seen: SpamFacts,
): Pick<SpamFacts, 'sent' | 'unwanted' | 'byVerdict' | 'recipients' | 'busiestHour'> {
  const by = (measure: (one: SpamFacts) => number): SpamFacts =>
    measure(known) > measure(seen) ? known : seen;
  const most = by(({ unwanted }) => unwanted);
  return {
    sent: by(({ sent }) => sent).sent,
    unwanted: most.unwanted,
    byVerdict: most.byVerdict,
    recipients: by(({ recipients }) => recipients.count).recipients,
    busiestHour: by(({ busiestHour }) => busiestHour?.count ?? -1).busiestHour,
  };
}

/** What speaks against each other is not kept side by side: what is alarming of the two is. */
const outdone: ReadonlyMap<Evidence['code'], Evidence['code']> = new Map([
  ['no-new-country', 'new-country'],
  ['usual-hours', 'odd-hours'],
]);

function strongest(all: readonly Evidence[]): Evidence[] {
  const best = new Map<Evidence['code'], Evidence>();
  for (const one of all) {
    const before = best.get(one.code);
    if (before === undefined || one.count >= before.count) best.set(one.code, one);
  }
  return [...best.values()].filter(({ code }) => {
    const by = outdone.get(code);
    return by === undefined || !best.has(by);
  });
}
