import { field, isObject, textField, type JsonObject } from './json.js';

export const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive';

/** A card's button, and the inputs whose values a press on it carries. */
export interface CardButton {
  readonly action: JsonObject;
  readonly inputs: readonly JsonObject[];
}

/** The Adaptive Cards among an activity's attachments. */
export function cardsOf(activity: unknown): readonly JsonObject[] {
  const attachments = field(activity, 'attachments');
  if (!Array.isArray(attachments)) return [];
  return attachments
    .filter((attachment) => textField(attachment, 'contentType') === ADAPTIVE_CARD)
    .map((attachment) => field(attachment, 'content'))
    .filter(isObject);
}

/**
 * Every button of a card, top level first. A button carries the inputs of its own card and of the cards around it
 * (Microsoft Learn: "Adaptive Cards, Input validation").
 */
export function buttonsOf(card: JsonObject, outer: readonly JsonObject[] = []): CardButton[] {
  const seen: { inputs: JsonObject[]; actions: JsonObject[] } = { inputs: [], actions: [] };
  collect(card, seen);
  const inputs = [...outer, ...seen.inputs];
  return seen.actions.flatMap((action) => {
    const shown = field(action, 'card');
    const inner =
      action['type'] === 'Action.ShowCard' && isObject(shown) ? buttonsOf(shown, inputs) : [];
    return [{ action, inputs }, ...inner];
  });
}

function collect(node: unknown, seen: { inputs: JsonObject[]; actions: JsonObject[] }): void {
  if (Array.isArray(node)) {
    for (const item of node) collect(item, seen);
    return;
  }
  if (!isObject(node)) return;
  const type = textField(node, 'type') ?? '';
  if (type.startsWith('Action.')) {
    seen.actions.push(node);
    return;
  }
  if (type.startsWith('Input.')) seen.inputs.push(node);
  for (const [key, value] of Object.entries(node)) {
    if (!NOT_DRAWN.has(key)) collect(value, seen);
  }
}

/** Where a button may stand that a person can't press, or that is not part of the layout. */
const NOT_DRAWN = new Set(['fallback', 'refresh', 'authentication', 'data', 'msteams', 'metadata']);
