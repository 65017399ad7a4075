import { zapSources, type ZapSourceName } from './sighting.js';

/** A source's name for people. */
export const sourceNames: Readonly<Record<ZapSourceName, string>> = {
  hunting: 'Advanced hunting',
  'analyzed-emails': 'Analyzed e-mails',
  'zap-report': 'ZAP report',
  mailbox: 'Junk Email and Deleted Items',
};

const seeing = {
  quarantine: ['hunting', 'analyzed-emails', 'zap-report'],
  clicks: ['hunting', 'analyzed-emails'],
  readState: ['mailbox'],
  exactTime: ['hunting', 'analyzed-emails', 'zap-report'],
  failures: ['hunting', 'analyzed-emails'],
} as const satisfies Readonly<Record<string, readonly ZapSourceName[]>>;

const blindness: Readonly<Record<keyof typeof seeing, string>> = {
  quarantine:
    "Mail that ZAP took to quarantine can't be seen: malware and high-confidence phishing always go there.",
  clicks: 'Clicks on links are not logged by the sources that were read.',
  readState: "Whether a message was opened can't be seen, only whether a link was clicked.",
  exactTime:
    'The time of the purge is not logged: exposure is given as "at most", from the last change of the item.',
  failures: "Mail that ZAP failed to take away can't be seen.",
};

const onlyByAudit =
  'Whether a message was opened is known only where the audit log names it, which can take hours.';

/**
 * What nobody of these sources can see, in our own words. Without any source nothing can be seen. `audit`: the audit log
 * is asked too.
 */
export function blindSpots(
  sources: Iterable<ZapSourceName>,
  { audit = false }: { readonly audit?: boolean | undefined } = {},
): readonly string[] {
  const read = new Set(sources);
  if (read.size === 0) return ['No source could be read, so nothing is known.'];
  return (Object.keys(seeing) as (keyof typeof seeing)[])
    .filter((what) => !seeing[what].some((source) => read.has(source)))
    .map((what) => {
      if (what !== 'readState') return blindness[what];
      if (audit) return onlyByAudit;
      const noClicks = !seeing.clicks.some((source) => read.has(source));
      return noClicks ? "Whether a message was opened can't be seen." : blindness.readState;
    });
}

/** 'Advanced hunting, Junk Email and Deleted Items', best first. */
export function sourceList(sources: Iterable<ZapSourceName>): string {
  const read = new Set(sources);
  return zapSources
    .filter((source) => read.has(source))
    .map((source) => sourceNames[source])
    .join(', ');
}
