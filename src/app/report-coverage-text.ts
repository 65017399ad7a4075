import { Untrusted } from '../lib/untrusted.js';

/** What was read of one tenant for a report. All texts but the name are our own. */
interface CoverageLines {
  readonly tenantId: string;
  /** Raw. */
  readonly tenantName: string;
  readonly complete: boolean;
  readonly read: readonly string[];
  readonly notRead: readonly string[];
  readonly limits: readonly string[];
}

/** What was read, and for each tenant what was not. */
export function reportCoverageText(coverage: readonly CoverageLines[]): string {
  const whole = coverage.filter(({ complete }) => complete).length;
  const tenants = coverage.length === 1 ? '1 tenant' : `${coverage.length} tenants`;
  const lines = [
    `Coverage: ${whole} of ${tenants} read completely.`,
    ...coverage.flatMap(({ tenantName, tenantId, read, notRead, limits }) => [
      '',
      `${Untrusted.of(tenantName).forPlainText()} (${tenantId})`,
      ...read.map((line) => `  Read: ${line}`),
      ...notRead.map((line) => `  Not read: ${line}`),
      ...limits.map((line) => `  Limit: ${line}`),
    ]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
