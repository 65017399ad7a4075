import type { MailEnvelope, MailLocation, ZapResult, ZapThreat } from '../../zap/sighting.js';

type Table<T> = readonly (readonly [word: string, meaning: T])[];

/** Microsoft joins values with commas and writes them in several cases, so words are looked for, never whole values. */
function meaningOf<T>(table: Table<T>, text: string | undefined): T | undefined {
  const lower = text?.toLowerCase().replaceAll(/[\s_-]/g, '') ?? '';
  return table.find(([word]) => lower.includes(word))?.[1];
}

/** Deletions first: 'Soft delete' says more than 'Deleted items'. */
const locations: Table<MailLocation> = [
  ['softdelete', 'removed'],
  ['harddelete', 'removed'],
  ['quarantine', 'quarantine'],
  ['junk', 'junk'],
  ['delete', 'deleted-items'],
  ['inbox', 'inbox'],
  ['onprem', 'elsewhere'],
  ['external', 'elsewhere'],
  ['failed', 'elsewhere'],
  ['dropped', 'elsewhere'],
];

/** DeliveryLocation of hunting and of analyzed e-mails. */
export function locationOf(text: string | undefined): MailLocation {
  return meaningOf(locations, text) ?? 'unknown';
}

/** The worst first: 'Phish, Spam' is phish. */
const threats: Table<ZapThreat> = [
  ['malware', 'malware'],
  ['phish', 'phish'],
  ['spam', 'spam'],
];

/** From an ActionType such as 'Phish ZAP', or a list of threats. */
export function threatOf(...texts: readonly (string | undefined)[]): ZapThreat {
  for (const text of texts) {
    const threat = meaningOf(threats, text);
    if (threat !== undefined) return threat;
  }
  return 'unknown';
}

/**
 * 'Error' and 'UserTriaged' stand in Microsoft's own queries, not in the table of the column (Microsoft Learn:
 * "EmailPostDeliveryEvents").
 */
const results: Table<ZapResult> = [
  ['triage', 'user-triaged'],
  ['error', 'failed'],
  ['fail', 'failed'],
  ['success', 'moved'],
];

export function resultOf(text: string | undefined): ZapResult {
  return meaningOf(results, text) ?? 'unknown';
}

/** In a timeline the result of a purge that worked may be its action, or where it put the message. */
const timelineResults: Table<ZapResult> = [
  ...results,
  ['move', 'moved'],
  ['quarantine', 'moved'],
  ['junk', 'moved'],
  ['delete', 'moved'],
];

/** eventResult of a timeline (Microsoft Learn: "timelineEvent resource type"); which words it uses is not documented. */
export function timelineResultOf(text: string | null | undefined): ZapResult {
  return meaningOf(timelineResults, text ?? undefined) ?? 'unknown';
}

const directions: Table<NonNullable<MailEnvelope['direction']>> = [
  ['inbound', 'inbound'],
  ['outbound', 'outbound'],
  ['intra', 'intra-org'],
];

export function directionOf(text: string | undefined): MailEnvelope['direction'] {
  return meaningOf(directions, text);
}

const exclusions: Table<true> = [
  ['phishingsimulation', true],
  ['secopsmailbox', true],
];

/** OrgLevelPolicy of mail that nobody has to be afraid of: Microsoft's own reports leave it out too. */
export function isExercise(orgLevelPolicy: string | undefined): boolean {
  return meaningOf(exclusions, orgLevelPolicy) === true;
}
