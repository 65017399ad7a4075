import assert from 'node:assert/strict';
import { TableAlertStore } from '../../src/adapters/tables/alert-store.js';
import { connectTables } from '../../src/adapters/tables/table-client.js';
import type { AuditRecord } from '../../src/alerts/audit.js';
import { systemClock } from '../../src/lib/clock.js';
import { parseTenantId } from '../../src/tenants/tenant.js';
import { sharedAzurite } from './shared-azurite.js';
import type { MessageView } from '../../src/simulator/channel/channel-driver.js';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import type { PlantedStoryName } from '../../src/simulator/scenario/story-schema.js';
import type { Scenario } from '../../src/simulator/scenario/schema.js';
import type { Planted } from '../../src/simulator/story/planted/play.js';
import { scenarioWithMail, textOf } from './zap-world.js';
import { say, type World } from './world.js';

/** Everything takes long on a busy machine. */
const patienceMs = 90_000;

/** Enough for habits to show, and not more than is needed. */
export const flow = { days: 24, perDay: 60, people: 60 } as const;

/** What the demo's Contoso may read of itself: Plan 2, message trace, sign-ins. */
export const everything = { defender: 'P2', messageTrace: 'ready', entra: 'P1' } as const;

/** The home tenant, and these tenants with this mail. */
export function scenarioWithFlow(
  mails: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { [DEMO.contoso]: { flow } },
): Scenario {
  return scenarioWithMail(mails);
}

/** Plants a story; in Contoso unless it says otherwise. */
export async function plant(
  world: World,
  story: PlantedStoryName,
  input: Readonly<Record<string, unknown>> = {},
): Promise<Planted> {
  const told = await world.tell(`story/${story}`, { tenantId: DEMO.contoso, ...input });
  return told as unknown as Planted;
}

/** Reads the mail flow, as a person asks for it; resolves to the card with the report. */
export async function readSpam(world: World, what = 'contoso 7'): Promise<MessageView> {
  const before = new Set(world.cards().map(({ id }) => id));
  await say(world, `spam ${what}`);
  return world.until(
    `the report of 'spam ${what}'`,
    () => world.cards().find(({ id, card }) => !before.has(id) && isReport(card)),
    patienceMs,
  );
}

function isReport(card: unknown): boolean {
  return JSON.stringify(card ?? '').includes('"spam.view"');
}

/** The cards of alerts about this sender, in the channel. */
export function senderCards(world: World, address: string): readonly MessageView[] {
  const shown = address.replaceAll('.', '[.]');
  return world.cards().filter(({ card }) => isAlert(card) && textOf({ card }).includes(shown));
}

function isAlert(card: unknown): boolean {
  return JSON.stringify(card ?? '').includes('"alert.acknowledge"');
}

export function senderCard(world: World, address: string | undefined): Promise<MessageView> {
  assert.ok(address !== undefined);
  return world.until(
    `a card about ${address}`,
    () => senderCards(world, address).at(-1),
    patienceMs,
  );
}

/** Presses the button that shows a view, and gives what the presser sees: a card in place of the report, or a line. */
export async function pressView(
  world: World,
  messageId: string,
  view: string,
  as: string = DEMO.approver,
): Promise<{ readonly shown: string; readonly text: string; readonly card: unknown }> {
  const action = { verb: 'spam.view', data: viewData(world, messageId, view) };
  const outcome = await world.channel.press({
    ...{ as, messageId, override: { action } },
    // Whoever looks at one view may press a button that only another has.
    fromOlderVersion: true,
  });
  const { value: card } = outcome.body as { readonly value?: unknown };
  return { shown: outcome.shown, text: outcome.toast ?? textOf({ card }), card };
}

/** What the button of a view carries. */
export function viewData(world: World, messageId: string, view: string): object {
  const json = JSON.stringify(world.channel.message(messageId).card);
  const runId = /"runId":"([^"]+)"/.exec(json)?.[1];
  assert.ok(runId !== undefined, 'the card names no run');
  return { v: 1, runId, view };
}

/** What the audit of Contoso says. */
export async function auditOf(world: World): Promise<readonly AuditRecord[]> {
  const { connectionString } = await sharedAzurite();
  const prefix = world.settings['WARDEN_STORAGE_PREFIX'] ?? '';
  const table = await connectTables({ storage: connectionString, prefix, clock: systemClock });
  const tenantId = parseTenantId(DEMO.contoso);
  assert.ok(tenantId !== undefined);
  const records: AuditRecord[] = [];
  for await (const record of new TableAlertStore(table).audit(tenantId)) records.push(record);
  return records;
}
