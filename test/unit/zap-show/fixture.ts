import { alertIdOf, type Alert } from '../../../src/alerts/alert.js';
import type { Finding } from '../../../src/alerts/finding.js';
import type { CardView } from '../../../src/alerts/kind.js';
import { zapFindingOf } from '../../../src/zap/detect.js';
import type { Explanation, RecordedRecipient, ZapRecord } from '../../../src/zap/records.js';
import type { TenantId } from '../../../src/tenants/tenant.js';

export const tenantId = '0a0b0c0d-0000-4000-8000-000000000001' as TenantId;
export const networkMessageId = '4451a062-0000-4000-8000-00000000abcd';
export const personId = (n: number): string =>
  `7a3c1d52-0000-4000-8000-${String(n).padStart(12, '0')}`;

export const view: CardView = {
  nonce: 'qDkB3dQYvN2rXGtTgW0Q5A',
  timeZone: 'Europe/Berlin',
  now: new Date('2026-11-21T18:00:00Z'),
  canRemediate: true,
};

/** Somebody from whom a phishing message was taken to Junk after 47 minutes, and who had clicked. */
export function recipient(change: Partial<RecordedRecipient> = {}): RecordedRecipient {
  return {
    address: 'ana.costa@contoso.example',
    objectId: personId(1),
    outcome: 'zapped',
    threat: 'phish',
    location: 'junk',
    receivedAt: '2026-11-21T08:14:00.000Z',
    zapTime: { kind: 'exact', at: '2026-11-21T09:01:00.000Z' },
    exposure: { kind: 'exact', minutes: 47 },
    evidence: { value: 'clicked', from: 'link-click', reached: 1 },
    sources: ['hunting'],
    ...change,
  };
}

export const quarantined = recipient({
  address: 'bo.lind@contoso.example',
  objectId: personId(2),
  location: 'quarantine',
  evidence: { value: 'unknown', from: 'none' },
});

export const explanation: Explanation = {
  from: 'mime',
  at: '2026-11-21T10:00:00.000Z',
  headers: { spf: 'pass', dkim: 'none', dmarc: 'bestguesspass', compauth: 'pass', scl: 1, country: 'NL' },
  verdict: {
    level: 'dangerous',
    line: 'A link shows one domain and leads to another.',
    reasons: ['The text of a link names another domain than the one it leads to.'],
  },
  observations: [
    { code: 'name-holds-address', weight: 'high', about: 'names', sentence: 'The name holds an address.', shown: ['ceo@contoso.example'] },
  ],
  links: [{ host: 'login.evil.example', domain: 'evil.example', codes: ['link-text-differs'] }],
  linksLeftOut: 0,
}; // prettier-ignore

export function recordOf(change: Partial<ZapRecord> = {}): ZapRecord {
  return {
    tenantId,
    key: networkMessageId,
    networkMessageId,
    internetMessageId: '<ab1@mail.evil.example>',
    subject: 'Your invoice is overdue',
    senderName: 'Contoso Billing',
    senderAddress: 'pay@evil.example',
    senderDomain: 'evil.example',
    senderIp: '203.0.113.9',
    ptr: 'mail.evil.example',
    direction: 'inbound',
    subjectShape: '0123456789abcdef',
    authenticated: true,
    linkHosts: ['login.evil.example'],
    attachments: [],
    explanation,
    threat: 'phish',
    recipients: [recipient(), quarantined],
    recipientsLeftOut: 0,
    otherClicks: 0,
    sources: ['hunting'],
    at: '2026-11-21T09:01:00.000Z',
    firstSeenAt: '2026-11-21T09:30:00.000Z',
    changedAt: '2026-11-21T09:30:00.000Z',
    ...change,
  };
}

/** The alert that a record becomes, with what a test changes of it. */
export function alertOf(record = recordOf(), change: Partial<Alert> = {}): Alert {
  const finding: Finding = zapFindingOf({ id: tenantId }, record);
  return {
    id: alertIdOf(finding),
    tenantName: 'Contoso',
    state: 'open',
    ...finding,
    firstSeenAt: '2026-11-21T09:30:00.000Z',
    lastSeenAt: '2026-11-21T09:30:00.000Z',
    changedAt: '2026-11-21T09:30:00.000Z',
    revision: 1,
    nonceHashes: [],
    messages: [],
    returns: 0,
    ...change,
  };
}

export const mia = { tenantId: 'home', objectId: personId(99), name: 'Mia Admin' };

export const hostileTexts: readonly string[] = [
  '**Paid** [Open](https://evil.example/x) ![i](https://evil.example/i.png)',
  '${alertId} $${nonce} ${$root.nonce} {{DATE(2026-01-01T00:00:00Z,SHORT)}}',
  'a\u202Egpj.exe \u2066x\u2069 \u200B\u0000\u001B[31m',
  'javascript:alert(1)//<script>alert(1)</script><at>everyone</at>',
  'https://evil.example/'.repeat(50_000),
  '字'.repeat(100_000),
  '=HYPERLINK("https://evil.example","x")',
  '\uD800 broken \uDFFF',
];
