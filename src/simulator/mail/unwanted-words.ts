import { createHash } from 'node:crypto';
import type { MailFile, MailRecord } from './mail-record.js';

/** Composite authentication of mail that says it comes from a domain which it does not. */
export const FORGED_OTHER: MailRecord['authentication'] = {
  spf: 'fail',
  dkim: 'none',
  dmarc: 'fail',
  compauth: 'fail',
  reason: '001',
};
/** The same for a domain of the tenant. Microsoft Learn: "Anti-spam message headers" (6xx). */
export const FORGED_OWN: MailRecord['authentication'] = { ...FORGED_OTHER, reason: '601' };

const BYTES = Buffer.from('// A harmless stand-in for an attachment that a filter dislikes.\n');

export const MALWARE_FILES: readonly MailFile[] = [
  {
    name: 'statement.pdf.js',
    contentType: 'application/javascript',
    sha256: createHash('sha256').update(BYTES).digest('hex'),
    bytes: BYTES,
  },
];
