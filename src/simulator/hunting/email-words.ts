import { detectionsOf, verdictOf } from '../mail/filter-verdict.js';
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
  /** JSON in a string, empty when nothing was detected. */
  readonly methods: string;
  /** For spam the confidence is the SCL, for phish a word. */
  readonly confidence: string;
}

const NO_VERDICT: Verdict = { threats: '', methods: '', confidence: '' };

const ZAP_VERDICTS: Readonly<Partial<Record<PostDelivery['actionType'], Verdict>>> = {
  'Phish ZAP': {
    threats: 'Phish, Spam',
    methods: '{"Phish":["URL malicious reputation"],"Spam":["Fingerprint matching"]}',
    confidence: '{"Phish":"High","Spam":"5"}',
  },
  'Malware ZAP': {
    threats: 'Malware, Phish',
    methods: '{"Malware":["File detonation"],"Phish":["File detonation"]}',
    confidence: '{"Phish":"High"}',
  },
  'Spam ZAP': {
    threats: 'Spam',
    methods: '{"Spam":["Fingerprint matching"]}',
    confidence: '{"Spam":"5"}',
  },
};

export function zapVerdict(event: Pick<PostDelivery, 'actionType'>): Verdict {
  return ZAP_VERDICTS[event.actionType] ?? NO_VERDICT;
}

/** What the filter thought of a copy when it was delivered. Hunting has no word for bulk: it is spam, found as "Bulk". */
export function deliveryVerdict(message: MailRecord, copy: MailCopy): Verdict {
  const found = verdictOf(message, copy);
  if (found === undefined) return NO_VERDICT;
  const methods: Record<string, string[]> = {};
  for (const { threat, technology } of detectionsOf(found)) {
    (methods[threat === 'Bulk' ? 'Spam' : threat] ??= []).push(technology);
  }
  const confidence = {
    ...('Phish' in methods ? { Phish: found.confidence ?? 'High' } : {}),
    ...('Spam' in methods ? { Spam: String(found.scl ?? 5) } : {}),
  };
  return {
    threats: Object.keys(methods).join(', '),
    methods: JSON.stringify(methods),
    confidence: Object.keys(confidence).length === 0 ? '' : JSON.stringify(confidence),
  };
}

/** Where a copy is: one that is in no mailbox here belongs to somebody else, or reached nobody. */
export function whereabouts(copy: MailCopy, place: MailPlace): string {
  if (copy.rejected === 'failed') return 'Failed';
  const isElsewhere = copy.mailboxObjectId === undefined && place === 'inbox';
  return isElsewhere ? 'On-premises/External' : LOCATIONS[place];
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
