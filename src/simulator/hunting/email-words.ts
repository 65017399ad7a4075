import type { MailCopy, MailPlace, MailRecord, PostDelivery } from '../mail/mail-record.js';

/** DeliveryLocation and LatestDeliveryLocation of EmailEvents. */
export const LOCATIONS: Readonly<Record<MailPlace, string>> = {
  inbox: 'Inbox/folder',
  junkemail: 'Junk folder',
  deleteditems: 'Deleted items',
  recoverableitemsdeletions: 'Deleted items',
  purged: 'Dropped',
  quarantine: 'Quarantine',
};

export const DELIVERY_ACTIONS: Readonly<Record<MailPlace, string>> = {
  inbox: 'Delivered',
  junkemail: 'Junked',
  deleteditems: 'Delivered',
  recoverableitemsdeletions: 'Delivered',
  purged: 'Blocked',
  quarantine: 'Blocked',
};

/** SourceLocation. */
export const SOURCES: Readonly<Record<MailPlace, string>> = {
  inbox: 'Inbox',
  junkemail: 'JunkFolder',
  deleteditems: 'DeletedItems',
  recoverableitemsdeletions: 'DeletedItems',
  purged: '',
  quarantine: 'Quarantine',
};

/** A verdict in the words of hunting: several threats are joined by commas. */
export interface Verdict {
  readonly threats: string;
  readonly methods: Readonly<Record<string, readonly string[]>>;
}

const NO_VERDICT: Verdict = { threats: '', methods: {} };

const ZAP_VERDICTS: Readonly<Partial<Record<PostDelivery['actionType'], Verdict>>> = {
  'Phish ZAP': {
    threats: 'Phish, Spam',
    methods: { Phish: ['URL malicious reputation'], Spam: ['Fingerprint matching'] },
  },
  'Malware ZAP': {
    threats: 'Malware, Phish',
    methods: { Malware: ['File detonation'], Phish: ['File detonation'] },
  },
  'Spam ZAP': { threats: 'Spam', methods: { Spam: ['Fingerprint matching'] } },
};

export function zapVerdict(event: Pick<PostDelivery, 'actionType'>): Verdict {
  return ZAP_VERDICTS[event.actionType] ?? NO_VERDICT;
}

const QUARANTINE_THREATS: Readonly<Record<string, string>> = {
  HighConfPhish: 'Phish',
  Phish: 'Phish',
  Malware: 'Malware',
  Spam: 'Spam',
  Bulk: 'Spam',
};

/** What the filter thought of a copy when it was delivered: nothing, unless it kept it out of the inbox. */
export function deliveryVerdict(message: MailRecord, copy: MailCopy): Verdict {
  if (copy.deliveredTo === 'inbox') return NO_VERDICT;
  const threat =
    copy.deliveredTo === 'quarantine'
      ? (QUARANTINE_THREATS[copy.quarantine?.type ?? 'Phish'] ?? 'Phish')
      : 'Spam';
  const ownDomain = /^(?:010|6\d\d)$/.test(message.authentication.reason);
  if (ownDomain)
    return { threats: threatsWithPhish(threat), methods: { Phish: ['Spoof intra-org'] } };
  return { threats: threat, methods: { [threat]: ['General filter'] } };
}

function threatsWithPhish(threat: string): string {
  return threat === 'Phish' ? threat : `Phish, ${threat}`;
}

/** DetectionMethods is JSON in a string, empty when nothing was detected. */
export function methodsText({ methods }: Verdict): string {
  return Object.keys(methods).length === 0 ? '' : JSON.stringify(methods);
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
