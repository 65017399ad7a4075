import { sha256Hex, shortHash } from '../lib/digest.js';
import { registrableDomain } from './infrastructure.js';
import type { ZapRecord } from './records.js';

const longestSubject = 500;
const prefix = /^(?:(?:re|fwd?|aw|wg|antw|sv|tr|rv)\s?(?:\[\d{1,3}\])?\s?:\s?){1,5}/u;

/**
 * What subjects of one campaign have in common: without case, reply prefixes, invisible characters, numbers and tokens
 * that mix letters and digits. 16 hex digits; '' for a subject of which nothing is left.
 */
export function subjectShape(subject: string): string {
  const plain = subject
    .slice(0, longestSubject)
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Cc}]/gu, '')
    .toLowerCase()
    .trim()
    .replace(prefix, '');
  const words = plain
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => (/\p{N}/u.test(word) ? '#' : word));
  // A number more or less is no other subject.
  const shape = words.filter((word, i) => word !== '#' || words[i - 1] !== '#').join(' ');
  return shape === '' || shape === '#' ? '' : sha256Hex(shape).slice(0, 16);
}

/**
 * Messages with the same key are one campaign: Microsoft's cluster of like bodies (EmailClusterId); else the same sender
 * domain, the same /24 or /48 of the connecting address, and the same shape of the subject. Undefined when too little is
 * known to say so. Letters, digits, '-' and ':'.
 */
export function campaignOf({
  clusterId,
  senderDomain,
  network,
  subjectShape: shape,
}: Pick<ZapRecord, 'clusterId' | 'senderDomain' | 'network' | 'subjectShape'>): string | undefined {
  if (clusterId !== undefined && /^-?[1-9]\d{0,19}$/.test(clusterId)) return `cluster:${clusterId}`;
  if (senderDomain === '' || network === undefined || shape === '') return undefined;
  const domain = registrableDomain(senderDomain) ?? senderDomain;
  return `like:${shortHash(JSON.stringify([domain, network, shape]), 26)}`;
}
