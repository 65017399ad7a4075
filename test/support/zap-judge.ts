import assert from 'node:assert/strict';
import { TableAlertStore } from '../../src/adapters/tables/alert-store.js';
import { connectTables } from '../../src/adapters/tables/table-client.js';
import { parseAlertId, type AlertId } from '../../src/alerts/alert.js';
import { systemClock } from '../../src/lib/clock.js';
import type { MailCopy, MailRecord } from '../../src/simulator/mail/mail-record.js';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { parseTenantId, type TenantId } from '../../src/tenants/tenant.js';
import { sharedAzurite } from './shared-azurite.js';
import type { World } from './world.js';

/** Where the copies are, in the order of the recipients. */
export function placesOf(
  world: World,
  { networkMessageId }: { readonly networkMessageId: string },
  tenantId: string = DEMO.contoso,
): readonly string[] {
  return mailOf(world, networkMessageId, tenantId).copies.map(({ place }) => place);
}

/** The message as the simulated tenant has it: the judge. */
export function mailOf(
  world: World,
  networkMessageId: string,
  tenantId: string = DEMO.contoso,
): MailRecord {
  const message = world.simulator.tenants
    .find((tenant) => tenant.tenantId === tenantId)
    ?.mail.message(networkMessageId);
  assert.ok(message);
  return message;
}

export function mailCalled(
  world: World,
  subject: string,
  tenantId: string = DEMO.contoso,
): MailRecord {
  const tenant = world.simulator.tenants.find((one) => one.tenantId === tenantId);
  const message = tenant?.mail.messages().findLast((one) => one.subject === subject);
  assert.ok(message);
  return message;
}

export function copyIn(
  world: World,
  networkMessageId: string,
  recipient: string,
  tenantId: string = DEMO.contoso,
): MailCopy {
  const copy = mailOf(world, networkMessageId, tenantId).copies.find(
    (one) => one.recipient === recipient,
  );
  assert.ok(copy);
  return copy;
}

/** Changes of mail and accounts, as the tenants saw them: everything but what stories told. */
export function tenantChanges(
  world: World,
  what?: RegExp,
): readonly { what: string; detail: unknown }[] {
  const byProduct =
    /^(message-moved|message-deleted|message-purged|remediation-accepted|mail-remediated|sessions-revoked|account-(?:en|dis)abled|sender-unblocked)/;
  return world.simulator.ledger.of('change').filter((one) => (what ?? byProduct).test(one.what));
}

export function assertLawful(world: World): void {
  assert.deepEqual(world.simulator.violations(), [], 'the product broke a rule of Microsoft 365');
}

/** The alert as it is stored, with the mark that changes with every write, and how many lines its tenant's audit has. */
export async function alertRowOf(
  world: World,
  alertId: string,
  tenant: string = DEMO.contoso,
): Promise<unknown> {
  const store = await alertStore(world);
  const tenantId = parseTenantId(tenant);
  const id = parseAlertId(alertId);
  assert.ok(tenantId !== undefined && id !== undefined);
  const row = await rowOf(store, tenantId, id);
  return { etag: row.etag, head: (await store.auditHead(tenantId))?.etag };
}

async function rowOf(
  store: TableAlertStore,
  tenantId: TenantId,
  id: AlertId,
): Promise<{ readonly etag: unknown }> {
  const stored = await store.alert(tenantId, id);
  assert.ok(stored);
  return stored;
}

/** The tables of the world's service, beside the service. */
async function alertStore(world: World): Promise<TableAlertStore> {
  const { connectionString } = await sharedAzurite();
  const prefix = world.settings['WARDEN_STORAGE_PREFIX'] ?? '';
  const table = await connectTables({ storage: connectionString, prefix, clock: systemClock });
  return new TableAlertStore(table);
}

/** The account of a mailbox as the directory has it. */
export function accountOf(
  world: World,
  mailbox: string,
  tenantId: string = DEMO.contoso,
): { readonly id: string; readonly accountEnabled: boolean } {
  const tenant = world.simulator.tenants.find((one) => one.tenantId === tenantId);
  const id = tenant?.find(mailbox)[0]?.row.ExternalDirectoryObjectId;
  assert.ok(tenant !== undefined && typeof id === 'string');
  return { id, ...tenant.accounts.stateOf({ id, accountEnabled: true }) };
}

/** Whom the tenant blocks. */
export function blocksOf(world: World, tenantId: string = DEMO.contoso): readonly string[] {
  const tenant = world.simulator.tenants.find((one) => one.tenantId === tenantId);
  return tenant?.mail.blocks.map(({ value }) => value) ?? [];
}
