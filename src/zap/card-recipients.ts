import type { FlatValue } from '../alerts/card-content.js';
import { localTime } from '../lib/local-time.js';
import { ownText, type SafeText } from '../lib/untrusted.js';
import { evidenceText, exposureText, locationWords } from './card-words.js';
import { brief, counted, words } from '../alerts/card-text.js';
import type { ZapFacts } from './facts.js';
import type { RecordedRecipient } from './records.js';

const shownRecipients = 8;
const namedRecipients = 20;
const longestAddress = 100;

/** One recipient: who, how long it lay there, whether it was seen and where it is. */
export interface RecipientWords {
  readonly who: SafeText;
  readonly exposure: SafeText;
  readonly seen: SafeText;
}

/** `removed`: copies that lay in a mailbox when they were last read are gone from there. */
export function recipientWords(recipient: RecordedRecipient, removed: boolean): RecipientWords {
  return {
    who: brief(recipient.address, longestAddress),
    exposure: ownText(exposureOf(recipient)),
    seen: ownText(seenAndPlace(recipient, removed)),
  };
}

function seenAndPlace(recipient: RecordedRecipient, removed: boolean): string {
  const { evidence, location } = recipient;
  const said = evidenceText(recipient);
  // The reason why it is not known is the place.
  const isWhole = evidence.value === 'unknown' && location === 'quarantine';
  return isWhole ? said : `${said}; ${placeText(recipient, removed)}`;
}

function exposureOf({ outcome, exposure }: RecordedRecipient): string {
  switch (outcome) {
    case 'zapped':
      return `exposed ${exposureText(exposure)}`;
    case 'failed':
      return 'not taken away: ZAP failed';
    case 'user-triaged':
      return 'moved, deleted or reported by the person before ZAP came';
  }
}

/** Where the last reading saw it; a later move is not known until the next one. */
function placeText({ location, outcome }: RecordedRecipient, removed: boolean): string {
  if (removed && location !== 'quarantine' && location !== 'unknown') {
    return `was in ${locationWords[location]}`;
  }
  if (location === 'unknown' && outcome === 'failed') return 'probably still in the mailbox';
  return location === 'unknown' ? locationWords.unknown : `now in ${locationWords[location]}`;
}

export function firstRecipients({ recipients }: ZapFacts): readonly RecordedRecipient[] {
  return recipients.slice(0, shownRecipients);
}

/** Counts of all recipients, the clicks first: responders ask for them first. */
export function recipientFields(facts: ZapFacts, timeZone: string): Record<string, FlatValue> {
  const { counts, otherClicks, longestExposure, receivedAt } = facts;
  const beyond = counts.recipients - Math.min(facts.recipients.length, shownRecipients);
  return {
    seenLine: ownText(seenText(facts)),
    otherClicks: ownText(
      otherClicks > 0
        ? `${counted(otherClicks, 'click')} by accounts that are none of the recipients.`
        : '',
    ),
    exposure: ownText(
      counts.failed === counts.recipients ? '' : `${exposureText(longestExposure)} (the longest)`,
    ),
    received: ownText(receivedAt === undefined ? '' : localTime(receivedAt, timeZone)),
    moreRecipients: ownText(beyond > 0 ? `and ${beyond} more` : ''),
  };
}

function seenText({ counts }: ZapFacts): string {
  const blocked = counts.clicked - counts.reached;
  const parts = [
    [counts.reached, 'clicked and reached the page'],
    [blocked, 'clicked, not known to have reached the page'],
    [counts.read - counts.readAfterZap, 'read'],
    [counts.readAfterZap, 'read after it was moved'],
    [counts.unread, 'unread'],
    [counts.unknown, 'of whom it is not known'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, text]) => `${count} ${text}`);
  const triaged =
    counts.userTriaged > 0 ? ` ${counts.userTriaged} had dealt with it themselves.` : '';
  return `${counted(counts.recipients, 'recipient')}: ${said.join(', ')}.${triaged}`;
}

/** What the removal would touch: the exact recipients, and how many are not named. */
export function removalFields({ counts, recipients }: ZapFacts): Record<string, FlatValue> {
  const touched = counts.recipients - counts.quarantined;
  const beyond = counts.recipients - Math.min(recipients.length, namedRecipients);
  return {
    removeConfirm: ownText(
      `Remove the message from the mailboxes of ${counted(counts.recipients, 'recipient')}?`,
    ),
    removeMore: ownText(beyond > 0 ? `and ${beyond} more` : ''),
    removeQuarantine: ownText(
      counts.quarantined > 0
        ? `${counts.quarantined} of the copies ${counts.quarantined === 1 ? 'lies' : 'lie'} in quarantine and ${counts.quarantined === 1 ? 'stays' : 'stay'} there; ${touched} may lie in a mailbox.`
        : '',
    ),
  };
}

/** The names of the confirmation, each followed by a comma where another one follows. */
export function removalNames({ recipients }: ZapFacts): readonly SafeText[] {
  const named = recipients.slice(0, namedRecipients);
  return named.map(({ address }, index) =>
    words(brief(address, longestAddress), index < named.length - 1 ? ', ' : ' '),
  );
}
