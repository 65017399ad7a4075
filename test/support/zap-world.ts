import assert from 'node:assert/strict';
import type { MessageView } from '../../src/simulator/channel/channel-driver.js';
import type { PressOutcome } from '../../src/simulator/channel/press-outcome.js';
import type { PressRequest } from '../../src/simulator/channel/presses.js';
import { ownerOfMailbox } from '../../src/simulator/mail/create-mail.js';
import { clickLink, zapCopy } from '../../src/simulator/mail/mail-flow.js';
import type { MailRecord } from '../../src/simulator/mail/mail-record.js';
import { completeMessage, newCopy } from '../../src/simulator/mail/written-mail.js';
import demo from '../../src/simulator/scenario/demo.json' with { type: 'json' };
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { parseScenario } from '../../src/simulator/scenario/load.js';
import type { Scenario } from '../../src/simulator/scenario/schema.js';
import { shownTexts } from './scans.js';
import { cardText, say, type World } from './world.js';

/** Everything takes long on a busy machine. */
const patienceMs = 75_000;
/** A tenant answers hunting 45 times a minute, so that one scan among many may wait for a minute. */
const scanPatienceMs = 150_000;

/** The mail of a tenant as in a scenario file; what is left out stays as in the demo, but for the messages. */
type RawMail = Readonly<Record<string, unknown>>;

/**
 * The home tenant and these tenants, each with this mail and none of the demo's messages. The actor may change quarantine
 * and the block list.
 */
export function scenarioWithMail(mails: Readonly<Record<string, RawMail>>): Scenario {
  const tenants = demo.tenants.flatMap((tenant): readonly object[] => {
    if (tenant.tenantId === DEMO.homeTenantId) return [tenant];
    const mail = mails[tenant.tenantId];
    if (mail === undefined) return [];
    const consents = Object.entries(tenant.consents).map(([app, consent]) => [
      app,
      app === DEMO.actor.appId ? { ...consent, exchangeRbac: 'security-admin' } : consent,
    ]);
    return [
      {
        ...tenant,
        mail: { ...tenant.mail, messages: [], ...mail },
        consents: Object.fromEntries(consents) as object,
      },
    ];
  });
  return parseScenario({ ...demo, tenants });
}

/** Where the demo's own mail is wanted, whole. */
export function demoMail(tenantId: string): RawMail {
  return demo.tenants.find((tenant) => tenant.tenantId === tenantId)?.mail ?? {};
}

/** Looks at what ZAP took, as a person asks for it; resolves to the card with the figures. */
export async function scanZap(world: World, what = 'contoso 3'): Promise<MessageView> {
  const before = new Set(world.cards().map(({ id }) => id));
  await say(world, `scan zap ${what}`);
  return world.until(
    `the figures of 'scan zap ${what}'`,
    () =>
      world
        .cards()
        .find(
          ({ id, card }) => !before.has(id) && shownTexts(card).some((t) => t.startsWith('ZAP: ')),
        ),
    scanPatienceMs,
  );
}

export interface ToldMail {
  readonly tenantId: string;
  readonly networkMessageId: string;
  readonly internetMessageId: string;
  readonly subject: string;
  readonly recipients: readonly string[];
}

/** Tells a chapter about mail; in Contoso unless it says otherwise. */
export async function tellMail(
  world: World,
  chapter: string,
  input: Readonly<Record<string, unknown>> = {},
): Promise<ToldMail> {
  const told = await world.tell(`story/${chapter}`, { tenantId: DEMO.contoso, ...input });
  return told as unknown as ToldMail;
}

export function textOf({ card }: { readonly card?: unknown }): string {
  return shownTexts(card).join('\n');
}

/** The cards of alerts about mail with this subject. */
export function mailCards(world: World, subject: string): readonly MessageView[] {
  return world
    .cards()
    .filter(
      ({ card }) =>
        textOf({ card }).startsWith('Zero-hour auto purge') && textOf({ card }).includes(subject),
    );
}

/** Waits until the card says all of these. */
export async function cardSays(
  world: World,
  messageId: string,
  ...texts: readonly (string | RegExp)[]
): Promise<string> {
  const says = (text: string): boolean =>
    texts.every((one) => (typeof one === 'string' ? text.includes(one) : one.test(text)));
  const now = (): string => textOf(world.channel.message(messageId));
  try {
    return await world.until(
      `the card says ${texts.join(', ')}`,
      () => says(now()) && now(),
      patienceMs,
    );
  } catch (error) {
    throw new Error(`The card says:\n${now()}`, { cause: error });
  }
}

/** A message that was read, clicked and zapped, and its card. */
export async function zappedOnCard(
  world: World,
  input: Readonly<Record<string, unknown>> = {},
  chapter = 'phish-arrives-read-clicked-zapped',
): Promise<OnCard> {
  const told = await tellMail(world, chapter, input);
  await scanZap(world);
  return { told, card: await cardOf(world, told.subject) };
}

export interface OnCard {
  readonly told: ToldMail;
  readonly card: MessageView;
}

/** Phish that ZAP could not take away from anybody, and its card. */
export async function leftInInboxes(
  world: World,
  subject: string,
  recipients: readonly string[],
): Promise<OnCard> {
  const told = await tellMail(world, 'mail-arrives', { subject, recipients, minutesAgo: 40 });
  const { networkMessageId } = told;
  await tellMail(world, 'zap-fails', { networkMessageId, minutesAgo: 20 });
  await scanZap(world);
  return { told, card: await cardOf(world, subject) };
}

/** Presses the button with this title, as an approver unless said otherwise. */
export function press(
  world: World,
  messageId: string,
  title: string | undefined,
  more: Partial<PressRequest> = {},
): Promise<PressOutcome> {
  const button = title === undefined ? {} : { title };
  return world.channel.press({ as: DEMO.approver, messageId, ...button, ...more });
}

export async function clearFaults(world: World): Promise<void> {
  await fetch(`${world.simulator.url}/control/faults`, { method: 'DELETE' });
}

export function cardOf(world: World, subject: string): Promise<MessageView> {
  return world.until(`a card of '${subject}'`, () => mailCards(world, subject).at(-1), patienceMs);
}

/** What the card carries in its buttons. */
export function buttonData(world: World, messageId: string): { alertId: string; nonce: string } {
  const json = cardText(world, messageId);
  const alertId = /"alertId":"([^"]+)"/.exec(json)?.[1];
  const nonce = /"nonce":"([\w-]{22})"/.exec(json)?.[1];
  assert.ok(alertId !== undefined && nonce !== undefined);
  return { alertId, nonce };
}

/** What the button of a measure carries, the n-th of those on the card. */
export function targetOf(world: World, messageId: string, measure: string, n: number): string {
  const found = buttonsIn(world.channel.message(messageId).card).filter(
    (data) => data['measure'] === measure && typeof data['in_target'] === 'string',
  );
  const target = found[n]?.['in_target'];
  assert.ok(typeof target === 'string', `the card has no target ${n} for ${measure}`);
  return target;
}

function buttonsIn(node: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(node)) return node.flatMap(buttonsIn);
  if (typeof node !== 'object' || node === null) return [];
  const { type, data } = node as { type?: unknown; data?: Record<string, unknown> };
  const own = type === 'Action.Execute' && data !== undefined ? [data] : [];
  return [...own, ...Object.values(node).flatMap(buttonsIn)];
}

/** A press that no honest card may offer: a measure with any target, any nonce, from any copy of the card. */
export function pressWith(
  world: World,
  messageId: string,
  measure: string,
  target: string,
  more: { readonly as?: string; readonly verb?: string; readonly nonce?: string } = {},
): Promise<PressOutcome> {
  const { as = DEMO.approver, verb = 'measure.order', nonce } = more;
  const shown = buttonData(world, messageId);
  const data = {
    v: 1,
    ...shown,
    ...(nonce === undefined ? {} : { nonce }),
    measure,
    in_target: target,
  };
  return world.channel.press({
    ...{ as, messageId, title: 'Details' },
    override: { action: { verb, data } },
  });
}

export interface DeliveredMail {
  readonly subject: string;
  readonly senderAddress: string;
  readonly authentication: MailRecord['authentication'] | Readonly<Record<string, string>>;
  readonly clickedBy: string;
}

/** Phish with any authentication, clicked and then zapped, in Contoso: stories have no words for it. */
export function deliverMail(world: World, mail: DeliveredMail): MailRecord {
  const tenant = world.simulator.tenants.find(({ tenantId }) => tenantId === DEMO.contoso);
  assert.ok(tenant);
  const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
  const { clickedBy, ...words } = mail;
  const whole = completeMessage({
    ...words,
    kind: 'phish',
    seed: mail.subject,
    receivedAt: ago(50),
  });
  const row = tenant.find(clickedBy)[0]?.row;
  assert.ok(row);
  const copy = newCopy(whole, clickedBy, ownerOfMailbox(row));
  clickLink(copy, { at: ago(40), url: whole.urls[0] ?? '' });
  zapCopy(copy, tenant.mail.settings, { at: ago(10), threat: 'phish' });
  const message = { ...whole, copies: [copy] };
  tenant.mail.deliver(message);
  return message;
}
