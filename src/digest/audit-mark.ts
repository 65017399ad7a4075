import { shortHash } from '../lib/digest.js';
import type { DigestFigures } from './figures.js';
import type { AuditLine } from './row.js';

const markLength = 12;

/**
 * Puts the heads of all audit records under one short mark, the same in any order: whoever kept the file can make it
 * again, and a record that was cut or rewritten since gives another one.
 */
export function auditFigure(heads: readonly AuditLine[]): DigestFigures['audit'] {
  const texts = heads.map(({ tenantId, sequence, hash }) => `${tenantId}:${sequence}:${hash}`);
  return {
    heads: heads.length,
    lines: heads.reduce((sum, { sequence }) => sum + sequence, 0),
    mark: heads.length === 0 ? '' : shortHash(texts.sort().join('\n'), markLength),
  };
}
