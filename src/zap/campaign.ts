import { shortHash } from '../lib/digest.js';
import { registrableDomain } from '../lib/infrastructure.js';
import type { ZapRecord } from './records.js';

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
