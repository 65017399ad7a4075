import { auditHeads, checkAudit, type AuditCheck } from '../app/audit-check.js';
import { storedTenants } from '../app/alert-list.js';
import type { Tenant } from '../tenants/tenant.js';
import type { CommandContext } from './command-context.js';
import { exitCodes, UsageError, type ExitCode } from './exit-code.js';
import { pickTenants } from './pick-tenants.js';
import { openStorage } from './storage.js';
import { plain } from './text-table.js';

export interface AuditOptions {
  readonly tenant?: readonly string[];
}

export interface AuditVerifyOptions extends AuditOptions {
  readonly anchor?: string;
}

type Head = AuditCheck['head'];

/** `audit verify`: follows every tenant's chain from its first line. One line per tenant, the fault named. */
export async function auditVerifyCommand(
  { tenant, anchor }: AuditVerifyOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const head = anchor === undefined ? undefined : parseAnchor(anchor);
  if (head !== undefined && tenant?.length !== 1) {
    throw new UsageError('--anchor belongs to one tenant: name it with --tenant.');
  }
  const { terminal } = context;
  const { alerts, health } = await openStorage(context);
  const tenants = pickTenants(await storedTenants(alerts, health), tenant);
  const recorded = new Set(await alerts.tenants());
  let verified = 0;
  let faults = 0;
  for (const one of tenants) {
    const check = await checkAudit(alerts, one.id, head);
    const expected = recorded.has(one.id);
    if (check.verdict.kind === 'whole') verified += 1;
    else if (expected || check.verdict.kind !== 'empty') faults += 1;
    await terminal.print(`${auditLine(one, check, expected)}\n`);
  }
  terminal.say(sumUp(verified, faults));
  return faults === 0 && verified > 0 ? exitCodes.clean : exitCodes.incomplete;
}

function sumUp(verified: number, faults: number): string {
  if (faults > 0) return 'The record is NOT whole: see the lines that begin with FAULT.';
  return verified > 0
    ? 'The record is whole.'
    : 'error: there is no record, so nothing was verified.';
}

/** `audit head`: what to keep in a place that whoever can write the storage can't reach. */
export async function auditHeadCommand(
  { tenant }: AuditOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context;
  const { alerts, health } = await openStorage(context);
  const tenants = pickTenants(await storedTenants(alerts, health), tenant);
  const heads = await auditHeads(
    alerts,
    tenants.map(({ id }) => id),
  );
  let complete = heads.length > 0;
  for (const { tenantId, head } of heads) {
    if (head === undefined) {
      complete = false;
      terminal.say(`error: ${tenantId} has no head: there is no record of it.`);
    } else await terminal.print(`${tenantId} ${anchorText(head)}\n`);
  }
  if (heads.length === 0) terminal.say('error: the storage holds no record of any tenant.');
  return complete ? exitCodes.clean : exitCodes.incomplete;
}

function anchorText({ sequence, hash }: Head): string {
  return `${sequence}:${hash}`;
}

/** 'sequence:hash', as `audit head` prints it. */
export function parseAnchor(text: string): Head {
  const match = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text.trim().toLowerCase());
  if (match === null) {
    throw new UsageError('--anchor: expected sequence:hash, as "audit head" prints it.');
  }
  return { sequence: Number(match[1]), hash: match[2] ?? '' };
}

/** One tenant's result, the verdict first. `expected`: something was stored of this tenant, which is never without a record. */
export function auditLine(
  { id, name }: Tenant,
  { count, head, verdict }: AuditCheck,
  expected: boolean,
): string {
  const who = `${id} ${plain(name)}`;
  const lines = `${count} ${count === 1 ? 'line' : 'lines'}, head ${anchorText(head)}`;
  switch (verdict.kind) {
    case 'whole':
      return `whole   ${who}: ${lines}`;
    case 'empty':
      return expected
        ? `FAULT   ${who}: the record is gone`
        : `none    ${who}: nothing has been recorded yet`;
    case 'headless':
      return `FAULT   ${who}: the head is missing; ${lines}`;
    case 'fault':
      return `FAULT   ${who}: ${faultText(verdict.fault)}`;
  }
}

function faultText(fault: Extract<AuditCheck['verdict'], { kind: 'fault' }>['fault']): string {
  switch (fault.kind) {
    case 'edited':
      return `line ${fault.sequence} is not the one that was written`;
    case 'missing':
      return `line ${fault.sequence} is missing`;
    case 'truncated':
      return `the end is cut off: ${fault.expected} lines were written, ${fault.found} are there`;
  }
}
