import { exactAsciiJson } from '../lib/exact-json.js';
import { canonicalJson } from '../lib/json.js';
import type { TenantId } from '../tenants/tenant.js';
import type { Explained } from './explanation.js';
import { earliest } from './exposure.js';
import { domainOf, hostOf, networkOf, plainIp } from '../lib/infrastructure.js';
import { subjectShape } from '../lib/subject-shape.js';
import type { ZapMessage, ZapRecipient } from './message.js';
import { zapRecordJson, type RecordedRecipient, type ZapRecord } from './records.js';
import { riskiestFirst } from './risk.js';
import type { ZapThreat } from './sighting.js';

/** Bytes of a record in ASCII JSON. A row holds more; what is listed by the thousand must not. */
export const largestRecord = 60_000;
const mostHosts = 50;
const mostAttachments = 20;
const mostAuthors = 200;

/** What a record is made from beside the message. */
export interface RecordInput {
  readonly tenantId: TenantId;
  readonly previous?: ZapRecord | undefined;
  /** Of this reading; without it the previous one's stays. */
  readonly explained?: Explained | undefined;
  readonly now: Date;
}

/**
 * The record of a merged message. The same as `previous` when nothing has changed. Recipients that find no room are
 * counted; those most at risk stay.
 */
export function recordOf(message: ZapMessage, input: RecordInput): ZapRecord {
  const { previous, now } = input;
  const at = now.toISOString();
  const recipients = message.recipients.map(recordedRecipient);
  const whole: ZapRecord = {
    ...envelopeOf(message, input),
    recipients,
    recipientsLeftOut: 0,
    threat: gravest(recipients),
    otherClicks: message.otherClicks ?? 0,
    sources: message.sources,
    at: whenOf(recipients) ?? previous?.firstSeenAt ?? at,
    firstSeenAt: previous?.firstSeenAt ?? at,
    changedAt: at,
  };
  const record = fitted(whole, previous);
  return previous !== undefined && isSame(record, previous) ? previous : record;
}

type Envelope = Omit<
  ZapRecord,
  | 'recipients'
  | 'recipientsLeftOut'
  | 'threat'
  | 'otherClicks'
  | 'sources'
  | 'at'
  | 'firstSeenAt'
  | 'changedAt'
>;

function envelopeOf(message: ZapMessage, { tenantId, previous, explained }: RecordInput): Envelope {
  const explanation = explained?.explanation ?? previous?.explanation;
  const subject = message.subject ?? '';
  const senderAddress = message.senderAddress ?? '';
  const senderIp = ipOf(message.senderIp) ?? ipOf(explanation?.headers.connectingIp);
  return {
    tenantId,
    key: message.key,
    networkMessageId: message.networkMessageId,
    internetMessageId: message.internetMessageId,
    subject,
    senderName: (message.senderName ?? '').slice(0, mostAuthors),
    senderAddress,
    senderDomain: senderDomainOf(senderAddress),
    mailFromDomain: message.mailFromDomain,
    senderIp,
    network: senderIp === undefined ? undefined : networkOf(senderIp),
    ptr: explanation?.headers.ptr,
    direction: message.direction,
    clusterId: message.clusterId,
    subjectShape: subjectShape(subject),
    authenticated: isAuthenticated(message, explanation, previous),
    linkHosts: hostsOf(message, explanation, previous),
    attachments: attachmentsOf(message, explained, previous),
    explanation,
  };
}

function senderDomainOf(address: string): string {
  return address.includes('@') ? (domainOf(address) ?? '') : '';
}

function ipOf(raw: string | undefined): string | undefined {
  return raw === undefined ? undefined : plainIp(raw);
}

/**
 * From is a claim. It is proven by DMARC or by Microsoft's composite authentication (Microsoft Learn: "Anti-spam message
 * headers"), and by nothing when composite authentication says that it failed.
 */
function isAuthenticated(
  { authentication }: ZapMessage,
  explanation: ZapRecord['explanation'],
  previous: ZapRecord | undefined,
): boolean {
  const proofs =
    authentication ??
    (explanation?.from === 'mime' || explanation?.from === 'headers'
      ? explanation.headers
      : undefined);
  if (proofs === undefined) return previous?.authenticated ?? false;
  const compauth = firstWord(proofs.compauth);
  return compauth === 'pass' || (compauth !== 'fail' && firstWord(proofs.dmarc) === 'pass');
}

function firstWord(text: string | undefined): string {
  return /^\s{0,9}([a-z]{1,20})\b/i.exec(text ?? '')?.[1]?.toLowerCase() ?? '';
}

function hostsOf(
  { urls }: ZapMessage,
  explanation: ZapRecord['explanation'],
  previous: ZapRecord | undefined,
): readonly string[] {
  const hosts = [
    ...(explanation?.links ?? []).map(({ host }) => host),
    ...(urls ?? []).flatMap((url) => hostOf(url) ?? []),
    ...(previous?.linkHosts ?? []),
  ];
  return [...new Set(hosts)].slice(0, mostHosts).sort();
}

function attachmentsOf(
  { attachments }: ZapMessage,
  now: Explained | undefined,
  previous: ZapRecord | undefined,
): ZapRecord['attachments'] {
  if (now !== undefined && now.attachments.length > 0) return now.attachments;
  if (previous !== undefined && previous.attachments.length > 0) return previous.attachments;
  return (attachments ?? [])
    .slice(0, mostAttachments)
    .map(({ name, sha256 }) => ({ name, sha256, codes: [] }));
}

function recordedRecipient(recipient: ZapRecipient): RecordedRecipient {
  const { address, objectId, outcome, threat, location, receivedAt } = recipient;
  const { zapTime, exposure, evidence, sources } = recipient;
  return {
    address,
    objectId,
    outcome,
    threat,
    location,
    receivedAt,
    zapTime,
    exposure,
    evidence,
    sources,
  };
}

const gravity: readonly ZapThreat[] = ['malware', 'phish', 'spam', 'unknown'];

function gravest(recipients: readonly RecordedRecipient[]): ZapThreat {
  return gravity.find((threat) => recipients.some((one) => one.threat === threat)) ?? 'unknown';
}

function whenOf(recipients: readonly RecordedRecipient[]): string | undefined {
  const purges = recipients.flatMap(({ zapTime }) =>
    zapTime.kind === 'exact' || zapTime.kind === 'at-most' ? [zapTime.at] : [],
  );
  return earliest(purges) ?? earliest(recipients.flatMap(({ receivedAt }) => receivedAt ?? []));
}

/** Makes room by leaving out recipients, the least at risk first. */
function fitted(record: ZapRecord, previous: ZapRecord | undefined): ZapRecord {
  const before = (previous?.recipients.length ?? 0) + (previous?.recipientsLeftOut ?? 0);
  const total = Math.max(record.recipients.length, before);
  const fixed = sizeOf({ ...record, recipients: [], recipientsLeftOut: total });
  const kept: RecordedRecipient[] = [];
  let size = fixed;
  for (const recipient of record.recipients.toSorted(riskiestFirst)) {
    size += sizeOf(recipient) + 1;
    if (size > largestRecord) break;
    kept.push(recipient);
  }
  return {
    ...record,
    recipients: kept.sort((a, b) => (a.address < b.address ? -1 : 1)),
    recipientsLeftOut: total - kept.length,
  };
}

function sizeOf(value: object): number {
  return exactAsciiJson(JSON.parse(JSON.stringify(value))).length;
}

function isSame(a: ZapRecord, b: ZapRecord): boolean {
  const essence = (one: ZapRecord): string =>
    canonicalJson(zapRecordJson({ ...one, changedAt: '' }));
  return essence(a) === essence(b);
}
