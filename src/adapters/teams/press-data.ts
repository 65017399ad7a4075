import { z } from 'zod';
import { parseAlertId, type AlertId } from '../../alerts/alert.js';
import type { MeasureName } from '../../alerts/measure.js';
import type { DetailSection } from '../../digest/details.js';
import type { SpamView } from '../../spam/view.js';

/** What a button can ask for. */
export const cardVerbs = [
  'alert.remove',
  'alert.approve',
  'alert.undo',
  'alert.revoke',
  'alert.acknowledge',
  'alert.show',
  'group.page',
  'measure.order',
  'measure.undo',
  'spam.view',
  'digest.details',
  'tenant.retry',
] as const;
export type CardVerb = (typeof cardVerbs)[number];

/** What a press is about: ids only, so that nothing on a card is believed. */
export type PressTarget =
  | {
      readonly kind: 'alert';
      readonly alertId: AlertId;
      readonly nonce?: string | undefined;
      /** Which measure, for the verbs of measures. */
      readonly measure?: MeasureName | undefined;
    }
  | { readonly kind: 'group'; readonly groupId: string; readonly page: number }
  /** A part of the report of one run; 'all' is the report itself. */
  | { readonly kind: 'spam-view'; readonly runId: string; readonly view: SpamView | 'all' }
  /** A part of a week's digest; 'summary' is the digest itself. The week is 202647 for 2026-W47. */
  | { readonly kind: 'digest'; readonly week: number; readonly section: DetailSection | 'summary' };

export interface PressData {
  readonly verb: CardVerb;
  readonly target: PressTarget;
  readonly inputs: ReadonlyMap<string, string>;
}

const inputPrefix = 'in_';

const v = z.literal(1);
const alertId = z
  .string()
  .refine((text) => parseAlertId(text) === text)
  .transform((text) => text as AlertId);
const nonce = z.string().regex(/^[\w-]{22}$/);

const acting = z
  .strictObject({ v, alertId, nonce })
  .transform((data): PressTarget => ({ kind: 'alert', alertId: data.alertId, nonce: data.nonce }));
const measure = z.enum({
  'revoke-sessions': 'revoke-sessions',
  'block-sign-in': 'block-sign-in',
  'block-sender': 'block-sender',
  release: 'release',
  'unblock-sending': 'unblock-sending',
} satisfies { readonly [K in MeasureName]: K });
const measuring = z.strictObject({ v, alertId, nonce, measure }).transform((data): PressTarget => ({
  kind: 'alert',
  alertId: data.alertId,
  nonce: data.nonce,
  measure: data.measure,
}));
const showing = z
  .strictObject({ v, alertId })
  .transform((data): PressTarget => ({ kind: 'alert', alertId: data.alertId }));
const paging = z
  .strictObject({
    v,
    groupId: z.string().regex(/^[\w-]{1,100}$/),
    page: z.number().int().min(0).max(10_000),
  })
  .transform((data): PressTarget => ({ kind: 'group', groupId: data.groupId, page: data.page }));

const viewing = z
  .strictObject({
    v,
    runId: z.uuid(),
    view: z.enum({
      all: 'all',
      senders: 'senders',
      receivers: 'receivers',
      internal: 'internal',
      spoofed: 'spoofed',
      trends: 'trends',
    } satisfies { readonly [K in SpamView | 'all']: K }),
  })
  .transform((data): PressTarget => ({ kind: 'spam-view', runId: data.runId, view: data.view }));

const digging = z
  .strictObject({
    v,
    week: z.number().int().min(200_001).max(999_953),
    section: z.enum({
      summary: 'summary',
      coverage: 'coverage',
      forwards: 'forwards',
      approvals: 'approvals',
      zap: 'zap',
      spam: 'spam',
      own: 'own',
      decisions: 'decisions',
      audit: 'audit',
    } satisfies { readonly [K in DetailSection | 'summary']: K }),
  })
  .transform(({ week, section }): PressTarget => ({ kind: 'digest', week, section }));

const targets: Readonly<Record<CardVerb, z.ZodType<PressTarget>>> = {
  'alert.remove': acting,
  'alert.approve': acting,
  'alert.undo': acting,
  'alert.revoke': acting,
  'alert.acknowledge': acting,
  'measure.order': measuring,
  'measure.undo': measuring,
  'alert.show': showing,
  'group.page': paging,
  'spam.view': viewing,
  'digest.details': digging,
  'tenant.retry': acting,
};

/** Taken with every verb: some clients send the inputs of a card's other parts along. Longest text of each. */
const inputTexts: ReadonlyMap<string, z.ZodType<string>> = new Map([
  ['reason', z.string().max(500)],
  ['expires', z.string().max(500)],
  ['scope', z.string().max(500)],
  ['cause', z.string().max(100)],
  // A choice on the card, or fixed in the button's data; an address has at most 320 characters.
  ['target', z.string().max(320)],
]);

/**
 * Reads a button's data. Teams merges the values of a card's inputs into it (Microsoft Learn: "Universal Actions for
 * Adaptive Cards"), so inputs carry a prefix that no field of ours has and can't overwrite one. Strict: an unknown verb,
 * key, type or input gives undefined.
 */
export function parsePress(verb: unknown, data: unknown): PressData | undefined {
  const known = cardVerbs.find((name) => name === verb);
  if (known === undefined || typeof data !== 'object' || data === null || Array.isArray(data)) {
    return undefined;
  }
  const entries = Object.entries(data);
  const inputs = parseInputs(entries.filter(([key]) => key.startsWith(inputPrefix)));
  const own = new Map(entries.filter(([key]) => !key.startsWith(inputPrefix)));
  // fromEntries would turn an own '__proto__' into an ordinary key: the strict schema refuses it as unknown.
  const target = targets[known].safeParse(Object.fromEntries(own));
  if (inputs === undefined || !target.success) return undefined;
  return { verb: known, target: target.data, inputs };
}

/** An Action.Submit carries no verb, so our fallbacks put it into the data. */
export function parseSubmit(value: unknown): PressData | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { verb, ...data } = value as { readonly verb?: unknown };
  return parsePress(verb, data);
}

function parseInputs(
  entries: readonly (readonly [string, unknown])[],
): ReadonlyMap<string, string> | undefined {
  const inputs = new Map<string, string>();
  for (const [key, value] of entries) {
    const name = key.slice(inputPrefix.length);
    const text = inputTexts.get(name)?.safeParse(value);
    if (text?.success !== true) return undefined;
    inputs.set(name, text.data);
  }
  return inputs;
}
