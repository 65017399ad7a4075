import { Untrusted } from '../../lib/untrusted.js';

/** Text of others as a cell: what hides or controls is visible. Empty for what is not known. */
export function plainCell(raw: string | undefined): string {
  return raw === undefined ? '' : Untrusted.of(raw).forPlainText();
}
