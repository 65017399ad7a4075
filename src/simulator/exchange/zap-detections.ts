import type { PostDelivery } from '../mail/mail-record.js';

export type ZapThreat = 'Malware' | 'Phish' | 'Spam';

/** How ZAP knew, as the reports name it. */
const TECHNOLOGIES: Readonly<Record<ZapThreat, string>> = {
  Malware: 'File detonation',
  Phish: 'URL malicious reputation',
  Spam: 'Fingerprint matching',
};

const THREATS: Readonly<Partial<Record<PostDelivery['actionType'], ZapThreat>>> = {
  'Malware ZAP': 'Malware',
  'Phish ZAP': 'Phish',
  'Spam ZAP': 'Spam',
};

/** What ZAP took a copy for; undefined for what others did to it. */
export function zapDetection({
  actionType,
}: Pick<PostDelivery, 'actionType'>): { threat: ZapThreat; technology: string } | undefined {
  const threat = THREATS[actionType];
  return threat === undefined ? undefined : { threat, technology: TECHNOLOGIES[threat] };
}
