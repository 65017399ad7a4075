import type { Finding } from '../alerts/finding.js';
import type { Severity } from '../alerts/severity.js';
import { sha256Hex } from '../lib/digest.js';
import { canonicalJson } from '../lib/json.js';
import type { Tenant } from '../tenants/tenant.js';
import { campaignOf } from './campaign.js';
import { earliest, minutesAtMost } from './exposure.js';
import { zapFactsJson, type ZapCounts, type ZapFacts } from './facts.js';
import type { Exposure } from './message.js';
import { deservesCard, type ZapPolicy } from './policy.js';
import type { RecordedRecipient, ZapRecord } from './records.js';
import { reachedPage, riskiestFirst } from './risk.js';
import { zapSeverityOf } from './severity.js';

const shown = { recipients: 50, observations: 12, links: 20, attachments: 10 };

/**
 * Finds messages that zero-hour auto purge took away after delivery and somebody had opened or clicked, and messages that
 * it failed to take away.
 *
 * Why it matters: until ZAP came, the message lay in the inbox as if it were harmless; who clicked may have given a
 * password away, and what ZAP could not take is still there.
 * Known false positives: wanted newsletters and test mail (declare them not malicious); "read" by a preview pane, a rule
 * or a delegate.
 * What the responder does: asks who clicked, contains the account if a password was typed in; removes what is left;
 * looks for others who got the same.
 * Where the data comes from: advanced hunting, analyzed e-mails, the ZAP report, or the folders of each mailbox; each
 * finding names which.
 *
 * One finding per message, with all its recipients. Pure.
 */
export function detectZaps(
  tenant: Pick<Tenant, 'id'>,
  records: readonly ZapRecord[],
  policy: ZapPolicy,
): readonly Finding[] {
  return records
    .filter((record) => deservesCard(record, policy))
    .map((record) => zapFindingOf(tenant, record));
}

/** The finding for one message, also when it deserves no card any more. */
export function zapFindingOf({ id }: Pick<Tenant, 'id'>, record: ZapRecord): Finding {
  const [only, ...others] = record.recipients;
  const alone = others.length === 0 && record.recipientsLeftOut === 0 ? only : undefined;
  const proven = record.authenticated && record.senderAddress !== '';
  return {
    kind: 'zap',
    tenantId: id,
    identity: record.key,
    fingerprint: zapFingerprintOf(record),
    severity: severityOfRecord(record),
    facts: zapFactsJson(zapFactsOf(record)),
    campaign: campaignOf(record),
    // Anybody can write any From: an approval must not open the door to who only claims to be the sender.
    ...(proven ? { scopes: { sender: record.senderAddress } } : {}),
    subjectObjectId: alone?.objectId,
  };
}

/**
 * What a decision rests on: who got it, what came of it for each, and what each did with it. Where the copy is now, times
 * and minutes are no part of it. The same for recipients in any order.
 */
function zapFingerprintOf({
  recipients,
  recipientsLeftOut,
  otherClicks,
}: Pick<ZapRecord, 'recipients' | 'recipientsLeftOut' | 'otherClicks'>): string {
  const lines = recipients.map((one) => {
    const { value } = one.evidence;
    const did = value === 'clicked' && !reachedPage(one) ? 'clicked-blocked' : value;
    return `${one.address}|${one.outcome}|${did}`;
  });
  const more = recipientsLeftOut > 0;
  return sha256Hex(canonicalJson({ lines: lines.sort(), more, others: otherClicks > 0 }));
}

function zapFactsOf(record: ZapRecord): ZapFacts {
  const { explanation } = record;
  return {
    key: record.key,
    networkMessageId: record.networkMessageId,
    internetMessageId: record.internetMessageId,
    subject: record.subject,
    senderName: record.senderName,
    senderAddress: record.senderAddress,
    senderDomain: record.senderDomain,
    senderIp: record.senderIp,
    ptr: record.ptr,
    direction: record.direction,
    clusterId: record.clusterId,
    authenticated: record.authenticated,
    threat: record.threat,
    receivedAt: earliest(record.recipients.flatMap(({ receivedAt }) => receivedAt ?? [])),
    longestExposure: longestExposure(record.recipients),
    counts: countsOf(record),
    recipients: record.recipients.toSorted(riskiestFirst).slice(0, shown.recipients),
    otherClicks: record.otherClicks,
    explainedFrom: explanation?.from,
    headers: explanation?.headers ?? {},
    verdict: explanation?.verdict,
    observations: (explanation?.observations ?? []).slice(0, shown.observations),
    links: linksOf(record).slice(0, shown.links),
    linkCount: linksOf(record).length + (explanation?.linksLeftOut ?? 0),
    attachments: record.attachments.slice(0, shown.attachments),
    sources: record.sources,
  };
}

/** The recipients that had no room in the record are counted as unknown. */
function countsOf({
  recipients,
  recipientsLeftOut,
}: Pick<ZapRecord, 'recipients' | 'recipientsLeftOut'>): ZapCounts {
  const count = (is: (one: RecordedRecipient) => boolean): number => recipients.filter(is).length;
  return {
    recipients: recipients.length + recipientsLeftOut,
    failed: count(({ outcome }) => outcome === 'failed'),
    userTriaged: count(({ outcome }) => outcome === 'user-triaged'),
    quarantined: count(({ location }) => location === 'quarantine'),
    clicked: count(({ evidence }) => evidence.value === 'clicked'),
    reached: count(reachedPage),
    read: count(({ evidence }) => evidence.value === 'read'),
    readAfterZap: count(({ evidence }) => evidence.value === 'read' && evidence.afterZap === true),
    unread: count(({ evidence }) => evidence.value === 'unread'),
    unknown: count(({ evidence }) => evidence.value === 'unknown') + recipientsLeftOut,
  };
}

function severityOfRecord({ recipients, otherClicks }: ZapRecord): Severity {
  return zapSeverityOf(recipients, otherClicks);
}

function longestExposure(recipients: readonly RecordedRecipient[]): Exposure {
  return recipients.reduce<Exposure>(
    (longest, { exposure }) =>
      (minutesAtMost(exposure) ?? -1) > (minutesAtMost(longest) ?? -1) ? exposure : longest,
    { kind: 'unknown' },
  );
}

function linksOf({ explanation, linkHosts }: ZapRecord): ZapFacts['links'] {
  return explanation !== undefined && explanation.links.length > 0
    ? explanation.links
    : linkHosts.map((host) => ({ host, domain: '', codes: [] }));
}
