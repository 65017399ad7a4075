import { byWord, glossary, internal, type Glossary } from './explain.js';
import { explainBcl, explainPcl } from './spam-levels.js';

/** X-Microsoft-Antispam. Microsoft Learn explains BCL only; PCL was there until about 2019. */
export const antispamWords: Glossary = glossary({
  BCL: explainBcl,
  PCL: explainPcl,
  ARA: internal,
  RULEID: internal,
  SRVR: internal,
});

/** What put the message where it went. */
const folderReason = byWord({
  CustomRules: 'A rule of the mailbox decided where it went.',
  SpamFilterAuthJ: 'The spam filter sent it to Junk Email.',
  SpamFilterPass: 'The spam filter let it pass.',
  TrustedSenderList: 'It was let through: the sender is on the recipient’s list of safe senders.',
  SenderInAddressBook: 'It was let through: the sender is among the recipient’s contacts.',
});

/**
 * X-Microsoft-Antispam-Mailbox-Delivery, which no page of Microsoft explains: dest and OFR by what help pages of
 * universities and many messages agree on, the switches known by name only.
 */
export const mailboxDeliveryWords: Glossary = glossary({
  dest: byWord({
    I: 'Delivered first to the Inbox.',
    J: 'Delivered first to Junk Email.',
    C: 'Delivered first to another folder, by a rule of the mailbox.',
  }),
  OFR: folderReason,
  RF: byWord({ JunkEmail: 'Sent to the folder Junk Email.' }),
  auth: byWord({
    '0': 'The mailbox held the sender for not authenticated.',
    '1': 'The mailbox held the sender for authenticated.',
  }),
  ucf: byWord({
    '0': 'No rule of the mailbox chose the folder.',
    '1': 'A rule of the mailbox chose the folder.',
  }),
  jmr: byWord({
    '0': 'The junk mail rule of the mailbox did not act.',
    '1': 'The junk mail rule of the mailbox acted.',
  }),
  ...Object.fromEntries(
    'ENG ex psp wl pcwl rwl abwl kl dwl dkl iwl ijl WIMS-SenderIP WIMS-SPF WIMS-DKIM WIMS-PRA WIMS-AUTH'
      .split(' ')
      .map((key) => [key, internal]),
  ),
});
