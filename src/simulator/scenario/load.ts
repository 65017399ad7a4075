import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { scenarioSchema } from './schema.js';
import type { Scenario, ScenarioTenant } from './schema.js';

/** A scenario that can't be used; `problems` lists every one, each with the path of the value. */
export class ScenarioError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The scenario has ${problems.length} problem(s):\n${problems.join('\n')}`);
    this.name = 'ScenarioError';
    this.problems = problems;
  }
}

/** @throws ScenarioError with every problem, those of form first; relations are checked once the form is right. */
export function parseScenario(value: unknown): Scenario {
  const parsed = scenarioSchema.safeParse(value);
  if (!parsed.success) throw new ScenarioError(parsed.error.issues.map(describeIssue));
  const problems = [...relationProblems(parsed.data)];
  if (problems.length > 0) throw new ScenarioError(problems);
  return parsed.data;
}

/** @throws ScenarioError, also for a file that isn't JSON; errors of the file system as they are. */
export async function loadScenario(file: string): Promise<Scenario> {
  const text = await readFile(file, 'utf8');
  return parseScenario(parseJson(text, file));
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ScenarioError([`${file}: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function describeIssue(issue: z.core.$ZodIssue): string {
  return `${issue.path.map(String).join('.') || '(root)'}: ${issue.message}`;
}

function* relationProblems(scenario: Scenario): Generator<string> {
  const tenantIds = scenario.tenants.map((tenant) => tenant.tenantId);
  if (!tenantIds.includes(scenario.homeTenantId)) yield 'homeTenantId: no such tenant';
  yield* duplicates('tenants', tenantIds);
  yield* duplicates(
    'apps',
    scenario.apps.map((app) => app.appId),
  );
  const domains = scenario.tenants.flatMap((tenant) => tenant.acceptedDomains);
  yield* duplicates(
    'tenants.*.acceptedDomains',
    domains.map((row) => row.DomainName),
  );
  for (const [index, { tenant }] of (scenario.generated?.stories ?? []).entries()) {
    if (tenant >= (scenario.generated?.tenants ?? 0)) {
      yield `generated.stories.${index}.tenant: no tenant ${tenant}`;
    }
  }
  const appIds = new Set(scenario.apps.map((app) => app.appId));
  for (const [index, tenant] of scenario.tenants.entries()) {
    yield* tenantProblems(tenant, `tenants.${index}`, appIds);
  }
}

function* tenantProblems(
  tenant: ScenarioTenant,
  path: string,
  appIds: ReadonlySet<string>,
): Generator<string> {
  for (const appId of Object.keys(tenant.consents)) {
    if (!appIds.has(appId)) yield `${path}.consents.${appId}: no such app`;
  }
  const rows = [...tenant.mailboxes, ...tenant.recipients];
  yield* duplicates(
    path,
    rows.map((row) => row.Guid),
  );
  yield* duplicates(
    `${path}.mailboxes`,
    tenant.mailboxes.map((row) => row.UserPrincipalName),
  );
  yield* duplicates(
    `${path}.mail.messages`,
    tenant.mail.messages.flatMap((message) => message.networkMessageId ?? []),
  );
  yield* referenceProblems(tenant, path);
  yield* mailProblems(tenant, path);
}

/** Whoever is named in what happens to mail has a mailbox. */
function* mailProblems(tenant: ScenarioTenant, path: string): Generator<string> {
  const named = new Set(writtenNames(tenant.mailboxes).map((name) => name.toLowerCase()));
  const { stories, signIns } = tenant.mail;
  const places = [
    ...stories.map(({ mailbox }, index) => ({ mailbox, place: `stories.${index}.mailbox` })),
    ...signIns.map(({ address }, index) => ({
      mailbox: address,
      place: `signIns.${index}.address`,
    })),
  ];
  for (const { mailbox, place } of places) {
    if (mailbox !== undefined && !named.has(mailbox.toLowerCase())) {
      yield `${path}.mail.${place}: no mailbox '${mailbox}'`;
    }
  }
  if (stories.length > 0 && tenant.mailboxes.length === 0) {
    yield `${path}.mail.stories: the tenant has no mailbox`;
  }
}

function writtenNames(mailboxes: ScenarioTenant['mailboxes']): readonly string[] {
  return mailboxes.flatMap((row) => [
    row.UserPrincipalName,
    row.PrimarySmtpAddress ?? row.UserPrincipalName,
    ...(row.EmailAddresses ?? []).map((proxy) => proxy.replace(/^smtp:/i, '')),
  ]);
}

function* referenceProblems(tenant: ScenarioTenant, path: string): Generator<string> {
  const names = new Set(
    [...tenant.mailboxes, ...tenant.recipients].flatMap((row) =>
      [row.Guid, row.Name, row.DisplayName, row.PrimarySmtpAddress].map((name) =>
        name?.toLowerCase(),
      ),
    ),
  );
  for (const row of tenant.mailboxes) names.add(row.UserPrincipalName.toLowerCase());
  for (const [index, row] of tenant.mailboxes.entries()) {
    const target = row.ForwardingAddress;
    if (typeof target === 'string' && !names.has(target.toLowerCase())) {
      yield `${path}.mailboxes.${index}.ForwardingAddress: no recipient '${target}'`;
    }
  }
  for (const [index, row] of tenant.recipients.entries()) {
    for (const member of row.members ?? []) {
      if (!names.has(member.toLowerCase())) {
        yield `${path}.recipients.${index}.members: no recipient '${member}'`;
      }
    }
  }
  yield* objectProblems(tenant, path);
}

function* objectProblems(tenant: ScenarioTenant, path: string): Generator<string> {
  const objects = new Set([
    ...tenant.users.map((user) => user.id),
    ...tenant.mailboxes.map((row) => row.ExternalDirectoryObjectId),
    ...tenant.groups.map((group) => group.id),
  ]);
  for (const [index, group] of tenant.groups.entries()) {
    for (const member of group.members) {
      if (!objects.has(member)) yield `${path}.groups.${index}.members: no object ${member}`;
    }
  }
  for (const id of tenant.administrators) {
    if (!objects.has(id)) yield `${path}.administrators: no object ${id}`;
  }
}

function* duplicates(path: string, values: readonly string[]): Generator<string> {
  const seen = new Set<string>();
  for (const value of values.map((text) => text.toLowerCase())) {
    if (seen.has(value)) yield `${path}: '${value}' occurs twice`;
    seen.add(value);
  }
}
