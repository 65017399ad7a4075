import { blindSpots, sourceList } from './capability-words.js';
import type { Exposure, ReadEvidence } from './message.js';
import type { RecordedRecipient } from './records.js';
import type { MailLocation, ZapSourceName, ZapThreat } from './sighting.js';

/** 'less than a minute', '47 min', '2 h 10 min'. */
export function durationText(minutes: number): string {
  if (minutes < 1) return 'less than a minute';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** How long the message lay in the open. What is only a bound is called one. */
export function exposureText(exposure: Exposure): string {
  switch (exposure.kind) {
    case 'exact':
    case 'at-most': {
      const bound = exposure.kind === 'at-most' ? 'at most ' : '';
      const skew = exposure.skewed === true ? ' (the clocks disagree)' : '';
      return `${bound}${durationText(exposure.minutes)}${skew}`;
    }
    case 'within-48h':
      return 'up to 48 h, exact time unknown';
    case 'unknown':
      return 'not known';
  }
}

const readOf: Readonly<Record<ReadEvidence['from'], string>> = {
  'link-click': 'read',
  audit: 'read (audit log)',
  reply: 'read: it was answered or forwarded',
  // Microsoft Learn, "message resource type": isRead is set by people, previews and rules, and can be taken back.
  'mailbox-now': 'marked read (state now)',
  none: 'read',
};

/** Whether the person saw it, in words that claim no more than the source knows. */
export function evidenceText({
  evidence,
  location,
}: Pick<RecordedRecipient, 'evidence' | 'location'>): string {
  switch (evidence.value) {
    case 'clicked':
      return clickedText(evidence);
    case 'read':
      return evidence.afterZap === true ? 'read after it was moved' : readOf[evidence.from];
    case 'unread':
      return evidence.from === 'mailbox-now' ? 'unread (state now)' : 'unread';
    case 'unknown':
      return location === 'quarantine' ? 'not known: in quarantine' : 'not known';
  }
}

function clickedText({ reached, afterZap }: ReadEvidence): string {
  const after = afterZap === true ? ', after it was moved' : '';
  if (reached === undefined) return `clicked${after}`;
  return `${reached > 0 ? 'clicked, page reached' : 'clicked, page blocked'}${after}`;
}

export const locationWords: Readonly<Record<MailLocation, string>> = {
  inbox: 'Inbox',
  junk: 'Junk Email',
  'deleted-items': 'Deleted Items',
  quarantine: 'quarantine',
  removed: 'removed',
  elsewhere: 'another folder',
  unknown: 'place not known',
};

export const threatWords: Readonly<Record<ZapThreat, string>> = {
  malware: 'malware',
  phish: 'phishing',
  spam: 'spam',
  unknown: 'unknown threat',
};

/** Which sources spoke, and what none of them can see. `audit`: the audit log told of somebody who opened it. */
export function sourcesText(
  sources: readonly ZapSourceName[],
  known: { readonly audit?: boolean | undefined } = {},
): string {
  if (sources.length === 0) return 'No source is named.';
  return [`Seen by: ${sourceList(sources)}.`, ...blindSpots(sources, known)].join(' ');
}
