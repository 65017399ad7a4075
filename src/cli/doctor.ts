import type { Check } from '../app/doctor/check.js';
import { examine } from '../app/doctor/examine.js';
import { systemClock } from '../lib/clock.js';
import { jsonLog } from '../lib/json-log.js';
import type { CommandContext } from './command-context.js';
import { exitCodes, type ExitCode } from './exit-code.js';
import { jsonText } from './json-text.js';
import { pickTenants } from './pick-tenants.js';
import { plain } from './text-table.js';

export interface DoctorOptions {
  readonly tenant?: readonly string[];
  readonly format: 'table' | 'json';
}

/** `doctor`: says what is right, what is wrong, and how to mend it. It prints no secret, because no check holds one. */
export async function doctorCommand(
  { tenant, format }: DoctorOptions,
  { env, terminal }: CommandContext,
): Promise<ExitCode> {
  const { checks, usable } = await examine(env, {
    pick: (tenants) => pickTenants(tenants, tenant),
    clock: systemClock,
    log: jsonLog('warn', terminal.err),
  });
  const report = { schema: 'inbox-warden/doctor', version: 1, checks };
  await terminal.print(format === 'json' ? jsonText(report) : doctorText(checks));
  if (!usable) return exitCodes.usage;
  return checks.some(({ status }) => status === 'problem') ? exitCodes.incomplete : exitCodes.clean;
}

const marks: Readonly<Record<Check['status'], string>> = {
  ok: 'ok      ',
  warning: 'warning ',
  problem: 'PROBLEM ',
  absent: '-       ',
};

/** One line per check, under the tenant that it is about, and one line below it on how to mend it. */
function doctorText(checks: readonly Check[]): string {
  const lines: string[] = [];
  let tenant: string | undefined;
  for (const check of checks) {
    if (check.tenant !== undefined && check.tenant.id !== tenant) {
      lines.push('', `${plain(check.tenant.name)} (${check.tenant.id})`);
      tenant = check.tenant.id;
    }
    lines.push(...checkLines(check));
  }
  const count = (status: Check['status']): number =>
    checks.filter((check) => check.status === status).length;
  const problems = count('problem');
  const warnings = count('warning');
  lines.push(
    '',
    `${problems} ${problems === 1 ? 'problem' : 'problems'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}.`,
  );
  return lines.map((line) => `${line}\n`).join('');
}

function checkLines({ what, status, result, todo, serviceCode, requestId }: Check): string[] {
  const codes = [serviceCode, requestId === undefined ? undefined : `request ${requestId}`];
  const known = codes.filter((code) => code !== undefined).map(plain);
  const tail = known.length > 0 ? ` (${known.join(', ')})` : '';
  return [
    `${marks[status]}${what}: ${plain(result)}${tail}`,
    ...(todo === undefined ? [] : [`        To do: ${todo}`]),
  ];
}
