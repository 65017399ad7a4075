import type { SideSourceName } from './coverage.js';
import type { MailSourceName } from './ports.js';

/** A source's name for people. */
export const mailSourceNames: Readonly<Record<MailSourceName, string>> = {
  hunting: 'Advanced hunting (EmailEvents)',
  'mail-reports': 'Mail reports (Get-MailDetailATPReport)',
  'message-trace': 'Message trace',
};

interface SourceRule {
  /** Whether it lists wanted mail too, so that there is a whole to give shares of. */
  readonly listsWanted: boolean;
  /** Whether it says what the filter took a message for. */
  readonly tellsVerdict: boolean;
  /** How it counts and what it can't tell, in our own words: printed under every number. */
  readonly words: readonly string[];
}

/** Microsoft Learn: "EmailEvents table", "Get-MailDetailATPReport", "exchangeMessageTrace", "View email security reports". */
export const sourceRules: Readonly<Record<MailSourceName, SourceRule>> = {
  hunting: {
    listsWanted: true,
    tellsVerdict: true,
    words: [
      'Counted by Advanced hunting: each message once for each recipient, as of delivery.',
      'Of several threats only the gravest counts: malware, phishing, spoofing, spam, bulk.',
      'What ZAP took away later still counts where it was delivered first. Mail for phishing simulations and SecOps mailboxes is left out.',
    ],
  },
  'mail-reports': {
    listsWanted: false,
    tellsVerdict: true,
    words: [
      'Counted by the mail reports of Exchange Online: each filtered message once for each recipient, under its primary threat.',
      'Wanted mail is not listed, so there are no shares. Mail refused at the edge is known as a total only, and is in no list.',
      'The report stops at 10,000 rows for one question; where it did, this is said above.',
    ],
  },
  'message-trace': {
    listsWanted: true,
    tellsVerdict: false,
    words: [
      'Counted by message trace: each message once for each recipient.',
      "Quarantined and junked mail is counted apart, but message trace does not say what for: spam, bulk, phishing, malware and spoofing can't be told from each other.",
      'What was delivered to the inbox counts as wanted, whatever it was. Failed mail counts as rejected, for whatever reason it failed.',
    ],
  },
};

export const sideSourceNames: Readonly<Record<SideSourceName, string>> = {
  'spoof-report': 'Spoof report (Get-SpoofMailReport)',
  'blocked-users': 'Users blocked from sending (Get-BlockedSenderAddress)',
  'sign-ins': 'Sign-ins',
  'own-users': 'Directory',
};

export const spoofRuleWords =
  'Counted by the spoof report: messages, not recipients, whatever the filter did with them. Not to be added to the mail above.';
