import {
  always,
  byWord,
  glossary,
  internal,
  where,
  type Explain,
  type Glossary,
} from './explain.js';
import { isAddress } from './address-text.js';
import { explainScl } from './spam-levels.js';

/** What Exchange writes as the connecting address of a message that came over no connection from outside. */
export const internalSubmission = '255.255.255.255';

const category = byWord({
  NONE: 'At delivery, no threat was found.',
  AMP: 'At delivery, judged as malware (anti-malware).',
  BIMP: 'At delivery, judged as impersonation of a brand.',
  BULK: 'At delivery, judged as bulk mail.',
  DIMP: 'At delivery, judged as impersonation of a protected domain.',
  FTBP: 'At delivery, stopped for its type of attachment (common attachments filter).',
  GIMP: 'At delivery, judged as impersonation by mailbox intelligence.',
  HPHSH: 'At delivery, judged as phishing with high confidence.',
  HPHISH: 'At delivery, judged as phishing with high confidence.',
  HSPM: 'At delivery, judged as spam with high confidence.',
  INTOS: 'At delivery, judged as phishing from inside the organisation.',
  MALW: 'At delivery, judged as malware.',
  OSPM: 'When it was sent, judged as spam by the sending organisation (outbound).',
  PHSH: 'At delivery, judged as phishing.',
  SAP: 'At delivery, judged as dangerous by Safe Attachments.',
  SPM: 'At delivery, judged as spam.',
  SPOOF: 'At delivery, judged as spoofed: the sender is not who it says.',
  UIMP: 'At delivery, judged as impersonation of a protected user.',
});

const verdict = byWord({
  BLK: 'At delivery, blocked: the sender is on the recipient’s list of blocked senders.',
  DMS: 'At delivery, the verdict was disregarded because of the organisation’s settings.',
  NSPM: 'At delivery, spam filtering did not take it for spam.',
  SFE: 'At delivery, let through unfiltered: the sender is on the recipient’s list of safe senders.',
  SKA: 'At delivery, let through unfiltered: the sender is on an allow list of the anti-spam policy.',
  SKB: 'At delivery, marked as spam: the sender is on a block list of the anti-spam policy.',
  SKI: 'At delivery, not filtered: mail inside the organisation.',
  SKN: 'At delivery, let through unfiltered: something before the filter, such as a mail flow rule, had marked it as not spam.',
  SKQ: 'Released from quarantine and then delivered.',
  SKS: 'At delivery, marked as spam before the filter, such as by a mail flow rule.',
  SPM: 'At delivery, spam filtering took it for spam.',
});

const safetyTip = byWord({
  '9.19': 'The sending domain imitates a protected domain; the reader was shown a safety tip.',
  '9.20':
    'The sender imitates a person of the organisation or a protected person; the reader was shown a safety tip.',
  '9.25': 'The first mail from this sender; the reader may have been shown a safety tip.',
});

const connectingAddress: Explain = (value) => {
  if (value === internalSubmission)
    return 'No real address: the message was submitted inside Exchange.';
  return isAddress(value) ? 'The address of the server that handed the message over.' : undefined;
};

/**
 * The fields of X-Forefront-Antispam-Report. Microsoft Learn: "Anti-spam message headers in cloud organizations"; NONE, SKI,
 * DMS and SFP are seen in mail and stand in no page.
 */
export const forefrontWords: Glossary = glossary({
  ARC: always('What the chain of forwarding servers says (ARC).'),
  CAT: category,
  CIP: connectingAddress,
  CTRY: where(
    (value) => /^[A-Za-z]{2}$/.test(value),
    'The country of the connecting address; the message may come from elsewhere.',
  ),
  DIR: byWord({
    INB: 'The message came in from outside.',
    OUT: 'The message was going out.',
    INT: 'The message stayed inside the organisation.',
  }),
  H: always('What the sending server called itself (HELO).'),
  IPV: byWord({
    CAL: 'Spam filtering was skipped: the connecting address is on the IP allow list.',
    NLI: 'The connecting address is on no reputation list.',
  }),
  LANG: where(
    (value) => /^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$/.test(value),
    'The language of the message.',
  ),
  PTR: (value) =>
    value.toLowerCase() === 'infodomainnonexistent'
      ? 'The connecting address has no name (reverse DNS).'
      : 'The name of the connecting address (reverse DNS).',
  SCL: explainScl,
  SFP: internal,
  SFS: internal,
  SFTY: safetyTip,
  SFV: verdict,
  SRV: byWord({ BULK: 'At delivery, taken for bulk mail.' }),
});
