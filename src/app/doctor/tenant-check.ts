import { grantedRoles } from '../../adapters/entra/roles.js';
import { proveTenant } from '../../adapters/graph/organization.js';
import { causeOf } from '../../tenants/diagnose.js';
import type { Cause } from '../../tenants/cause.js';
import type { Tenant } from '../../tenants/tenant.js';
import { causeLine, type CauseLine } from '../cause-line.js';
import type { ReaderConfig } from '../config.js';
import type { Identity } from '../identity.js';
import type { TenantAccess } from '../tenant-access.js';
import { doubtful, fine, unread, wrong, type Check } from './check.js';
import { callCmdlets, type DeclaredRights, type UsefulRights } from './declared-rights.js';

export interface TenantCheckup {
  readonly access: TenantAccess;
  readonly hosts: ReaderConfig['hosts'];
  readonly identity: Identity;
  readonly rights: DeclaredRights;
}

/**
 * What one app may do in one tenant: a token for Exchange and for Graph, of the right tenant, and the cmdlets that its roles
 * allow. Reads only. Rejects only for bugs.
 */
export async function checkTenant(
  tenant: Tenant,
  checkup: TenantCheckup,
): Promise<readonly Check[]> {
  const checks = await Promise.all([checkExchange(tenant, checkup), checkGraph(tenant, checkup)]);
  return checks.flat();
}

function subjectOf(tenant: Tenant, { rights }: TenantCheckup, what: string) {
  return {
    area: 'tenant',
    tenant: { id: tenant.id, name: tenant.name },
    what: `${rights.who}: ${what}`,
  } as const;
}

async function checkExchange(tenant: Tenant, checkup: TenantCheckup): Promise<Check[]> {
  const { access, hosts, identity, rights } = checkup;
  const subject = subjectOf(tenant, checkup, 'Exchange');
  return orCause(subject, rights, async () => {
    const source = access.tokens.source(tenant.id, hosts.exchangeResource, identity);
    const roles = grantedRoles(await source.token());
    const extra = moreThanDeclared(subject, roles, rights.exchangeRoles);
    if (!roles.includes(callCmdlets)) {
      const cause = { code: 'permission-missing', serviceCode: callCmdlets } as const;
      return [unread(subject, lineFor(rights, cause)), ...extra];
    }
    const allowed = await access.commands(tenant.id, identity).availableCmdlets();
    return [...cmdletChecks(subject, allowed, rights), ...extra];
  });
}

type Subject = ReturnType<typeof subjectOf>;

function cmdletChecks(
  subject: Subject,
  allowed: ReadonlySet<string>,
  rights: DeclaredRights,
): Check[] {
  const missing = rights.neededCmdlets.filter((name) => !allowed.has(name));
  const tooMuch = rights.forbiddenCmdlets.filter((name) => allowed.has(name));
  const checks: Check[] = [];
  if (missing.length === 0)
    checks.push(fine(subject, `may call ${rights.neededCmdlets.join(', ')}`));
  else {
    const { todo } = lineFor(rights, { code: 'role-missing' });
    checks.push(wrong(subject, `may not call ${missing.join(', ')}`, todo));
  }
  const lacking = lackingText(rights.usefulCmdlets, (name) => allowed.has(name));
  if (missing.length === 0 && lacking !== '') {
    const { todo } = lineFor(rights, { code: 'role-missing' });
    checks.push(doubtful(subject, `may not call ${lacking}`, todo));
  }
  if (tooMuch.length > 0) {
    const todo = `Take the role away from the ${rights.who} app: it only has to read.`;
    checks.push(
      doubtful(subject, `may call ${tooMuch.join(', ')}, which is more than it needs`, todo),
    );
  }
  return checks;
}

/** 'Mail.Read (off without it: …), …'; '' when none is missing. */
function lackingText(useful: UsefulRights, has: (name: string) => boolean): string {
  return Object.entries(useful)
    .filter(([name]) => !has(name))
    .map(([name, feature]) => `${name} (off without it: ${feature})`)
    .join(', ');
}

async function checkGraph(tenant: Tenant, checkup: TenantCheckup): Promise<Check[]> {
  const { access, hosts, identity, rights } = checkup;
  const subject = subjectOf(tenant, checkup, 'Graph');
  return orCause(subject, rights, async () => {
    const source = access.tokens.source(tenant.id, hosts.graphResource, identity);
    const roles = grantedRoles(await source.token());
    await proveTenant(access.graph(tenant.id, identity));
    return [
      fine(subject, 'answers, and for the right tenant'),
      ...lackingRoles(subject, roles, rights),
      ...moreThanDeclared(subject, roles, [
        ...rights.graphRoles,
        ...Object.keys(rights.usefulGraphRoles),
      ]),
    ];
  });
}

function lackingRoles(subject: Subject, roles: readonly string[], rights: DeclaredRights): Check[] {
  const lacking = lackingText(rights.usefulGraphRoles, (name) => roles.includes(name));
  if (lacking === '') return [];
  const { todo } = lineFor(rights, { code: 'permission-missing' });
  return [doubtful(subject, `does not have ${lacking}`, todo)];
}

function moreThanDeclared(
  subject: Subject,
  granted: readonly string[],
  declared: readonly string[],
): Check[] {
  const more = granted.filter((role) => !declared.includes(role));
  if (more.length === 0) return [];
  const result = `has permissions that are not needed: ${more.join(', ')}`;
  return [doubtful(subject, result, 'Take them away from the app registration and consent again.')];
}

async function orCause(
  subject: Subject,
  rights: DeclaredRights,
  look: () => Promise<Check[]>,
): Promise<Check[]> {
  try {
    return await look();
  } catch (error) {
    const cause = causeOf(error);
    if (cause === undefined) throw error;
    return [unread(subject, lineFor(rights, cause))];
  }
}

/** Causes are written for the reader, which is what a scan uses; the same things happen to the actor. */
function lineFor({ who }: DeclaredRights, cause: Cause): CauseLine {
  const line = causeLine(cause);
  if (who === 'reader') return line;
  const named = (text: string): string =>
    text.replaceAll('reader app', 'actor app').replaceAll('WARDEN_READER', 'WARDEN_ACTOR');
  return { ...line, sentence: named(line.sentence), todo: named(line.todo) };
}
