import type { MailDirection, MailOutcome, MailVerdict } from '../../spam/mail-row.js';
import { directionOf } from './mail-words.js';

/** DetectionMethods: which technologies found which threat. Both in lower case, without blanks and signs. */
export type Detections = ReadonlyMap<string, readonly string[]>;

const longestMethods = 10_000;

/**
 * DetectionMethods is JSON in a string: {"Phish":["Spoof DMARC"]}; a technology may stand there without a list. Text that
 * is no such JSON says nothing.
 */
export function detectionsOf(text: string | undefined): Detections {
  const found = new Map<string, readonly string[]>();
  const value = text === undefined || text.length > longestMethods ? undefined : jsonOf(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return found;
  for (const [threat, methods] of Object.entries(value)) {
    const items: readonly unknown[] = Array.isArray(methods) ? methods : [methods];
    found.set(plain(threat), items.filter((item) => typeof item === 'string').map(plain));
  }
  return found;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** How DetectionMethods names a sender that is forged, and nothing else. */
const spoofMethods = ['spoofintraorg', 'spoofdmarc', 'spoofexternaldomain'];
const nothing = ['', 'none', 'nothreat', 'nothreats', 'nothreatsfound'];

/**
 * The one verdict that a row counts under: malware before phish before spoof before spam before bulk (`MailVerdict`). Values
 * may be joined by commas, so words are looked for; a threat in words that are not known is `unknown`, never clean.
 */
export function verdictOf(threatTypes: string | undefined, detections: Detections): MailVerdict {
  const said = plain(threatTypes ?? '');
  const threats = [said, ...detections.keys()];
  const names = (word: string): boolean => threats.some((threat) => threat.includes(word));
  if (names('malware')) return 'malware';
  if (names('phish')) return isOnly(methodsOf(detections, 'phish'), isSpoof) ? 'spoof' : 'phish';
  if (names('spoof')) return 'spoof';
  if (names('spam')) {
    return isOnly(methodsOf(detections, 'spam'), (method) => method === 'bulk') ? 'bulk' : 'spam';
  }
  if (names('bulk')) return 'bulk';
  return nothing.includes(said) && detections.size === 0 ? 'clean' : 'unknown';
}

function methodsOf(detections: Detections, word: string): readonly string[] {
  return [...detections].flatMap(([threat, methods]) => (threat.includes(word) ? methods : []));
}

function isOnly(methods: readonly string[], test: (method: string) => boolean): boolean {
  return methods.length > 0 && methods.every(test);
}

function isSpoof(method: string): boolean {
  return spoofMethods.includes(method);
}

/**
 * What the filter itself says of the sender. 'Spoof DMARC' does not say whose domain was forged; the domain does.
 */
export function spoofOf(
  detections: Detections,
  isOwnDomain: boolean,
): 'internal' | 'external' | undefined {
  const methods = new Set([...detections.values()].flat());
  if (methods.has('spoofintraorg')) return 'internal';
  if (methods.has('spoofdmarc')) return isOwnDomain ? 'internal' : 'external';
  return methods.has('spoofexternaldomain') ? 'external' : undefined;
}

type Words<T> = readonly (readonly [word: string, meaning: T])[];

/** DeliveryLocation; `outside` and `place` mean delivered, unless the action says that it was blocked. */
const locations: Words<MailOutcome | 'outside' | 'place'> = [
  ['quarantine', 'quarantined'],
  ['junk', 'junked'],
  ['failed', 'rejected'],
  ['dropped', 'rejected'],
  ['external', 'outside'],
  ['onprem', 'outside'],
  ['inbox', 'place'],
  ['delete', 'place'],
];

/** DeliveryAction. Alone, 'Blocked' does not tell a quarantine from a rejection. */
const actions: Words<MailOutcome> = [
  ['blocked', 'unknown'],
  ['junked', 'junked'],
  ['delivered', 'delivered'],
  ['replaced', 'delivered'],
];

/**
 * Where it went when it came: DeliveryLocation first, which is exact, then DeliveryAction. Words that are not known give
 * `unknown`.
 */
export function outcomeOf(action: string | undefined, location: string | undefined): MailOutcome {
  const where = meaningOf(locations, location);
  const did = meaningOf(actions, action);
  if (where !== 'outside' && where !== 'place') return where ?? did ?? 'unknown';
  if (did !== 'unknown') return 'delivered';
  return where === 'outside' ? 'rejected' : 'unknown';
}

function meaningOf<T>(words: Words<T>, text: string | undefined): T | undefined {
  const said = plain(text ?? '');
  return words.find(([word]) => said.includes(word))?.[1];
}

/** CompAuth of AuthenticationDetails; undefined where it is not there, as in a quarter of all mail. */
export function compauthOf(details: string | undefined): string | undefined {
  const said = /"compauth"\s*:\s*"\s*([a-z]{1,20})/i.exec(details?.slice(0, longestMethods) ?? '');
  return said?.[1]?.toLowerCase();
}

export function flowOf(direction: string | undefined): MailDirection {
  return directionOf(direction) ?? 'unknown';
}

/** BulkComplaintLevel; undefined for anything but 0 to 9. */
export function bclOf(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9]$/.test(text.trim()) ? Number(text) : undefined;
}
