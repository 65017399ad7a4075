import type { HeaderValues, Observation, Weight } from '../report.js';
import { fromTable, observed } from './observation-text.js';

type Table = Readonly<Record<string, readonly [string, Weight, string]>>;

const judgedPhish = (what: string): readonly [string, Weight, string] => [
  'judged-dangerous',
  'high',
  `At delivery, Microsoft judged it as ${what}.`,
];
const judgedSpam = (what: string, weight: Weight): readonly [string, Weight, string] => [
  'judged-unwanted',
  weight,
  `At delivery, Microsoft judged it as ${what}.`,
];

const categories: Table = {
  amp: judgedPhish('malware'),
  malw: judgedPhish('malware'),
  sap: judgedPhish('dangerous (Safe Attachments)'),
  phsh: judgedPhish('phishing'),
  hphsh: judgedPhish('phishing with high confidence'),
  hphish: judgedPhish('phishing with high confidence'),
  intos: judgedPhish('phishing from inside the organisation'),
  spoof: judgedPhish('spoofed'),
  bimp: judgedPhish('impersonation of a brand'),
  dimp: judgedPhish('impersonation of a protected domain'),
  gimp: judgedPhish('impersonation of somebody the recipient knows'),
  uimp: judgedPhish('impersonation of a protected person'),
  ftbp: judgedSpam('carrying a forbidden type of attachment', 'medium'),
  hspm: judgedSpam('spam with high confidence', 'medium'),
  spm: judgedSpam('spam', 'medium'),
  bulk: judgedSpam('bulk mail', 'low'),
};

const notFiltered =
  'The message was not filtered at delivery because somebody had allowed the sender';
const skipped: Table = {
  ska: ['filtering-skipped', 'low', `${notFiltered} in the anti-spam policy.`],
  sfe: ['filtering-skipped', 'low', `${notFiltered} in the mailbox’s list of safe senders.`],
  skn: ['filtering-skipped', 'low', `${notFiltered}, for example by a mail flow rule.`],
  skq: ['released-from-quarantine', 'low', 'The message had been released from quarantine.'],
};

const addressAllowed: Table = {
  cal: ['filtering-skipped', 'low', `${notFiltered}’s address in the IP allow list.`],
};

const safetyTips: Table = {
  '9.19': [
    'imitates-domain',
    'high',
    'At delivery, Microsoft saw an imitation of a protected domain.',
  ],
  '9.20': ['imitates-person', 'high', 'At delivery, Microsoft saw an imitation of a person.'],
  '9.25': ['first-contact', 'low', 'The recipient had no mail from this sender before.'],
};

const deliveredTo: Table = {
  i: ['delivered-to-inbox', 'info', 'It was delivered to the Inbox first.'],
  j: ['delivered-to-junk', 'info', 'It was delivered to Junk Email first.'],
  c: ['delivered-by-rule', 'info', 'A rule of the mailbox put it into another folder first.'],
};

/** What the filter thought at delivery, and where the message went then. */
export function observeDelivery(
  values: HeaderValues,
  safetyTip: string | undefined,
  zapped: boolean,
): readonly Observation[] {
  return [
    ...(zapped ? [zapNote] : []),
    ...fromTable(categories, values.cat, values.cat),
    ...fromTable(safetyTips, safetyTip),
    ...spamInInbox(values),
    ...fromTable(skipped, values.sfv, values.sfv),
    ...fromTable(addressAllowed, values.ipv, values.connectingIp),
    ...bulk(values),
    ...fromTable(deliveredTo, values.deliveredTo),
  ];
}

/** For a message from a mailbox that is not in Exchange Online. */
export function observeElsewhere(isElsewhere: boolean): readonly Observation[] {
  const sentence =
    'Exchange Online did not deliver this message: what its filter says here comes from another organisation, or was invented.';
  return isElsewhere ? [observed('delivered-elsewhere', 'info', sentence)] : [];
}

const zapNote = observed(
  'zapped',
  'info',
  'Zero-hour auto purge took it away after delivery: every verdict in these headers is older than that.',
);

/** A safe sender, a rule or a policy can let through what the filter took for spam. */
function spamInInbox({ sfv, scl, deliveredTo: folder }: HeaderValues): readonly Observation[] {
  const isSpam = ['SPM', 'SKS', 'SKB'].includes(sfv?.toUpperCase() ?? '') || (scl ?? 0) >= 5;
  if (!isSpam || folder?.toUpperCase() !== 'I') return [];
  const sentence =
    'The filter took it for spam at delivery, and still it was delivered to the Inbox.';
  return [observed('spam-delivered-to-inbox', 'medium', sentence)];
}

/** From 7 on the default anti-spam policy acts. */
function bulk({ bcl }: HeaderValues): readonly Observation[] {
  if (bcl === undefined || bcl < 7) return [];
  return [
    observed(
      'bulk-sender',
      'low',
      'The sender is known for bulk mail that draws complaints.',
      String(bcl),
    ),
  ];
}
