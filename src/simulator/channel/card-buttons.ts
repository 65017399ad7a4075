import { buttonsOf, type CardButton } from './card-actions.js';
import { isObject, textField, type JsonObject } from './json.js';

/** Which button of a card; all given members must fit, and exactly one button may. */
export interface ButtonChoice {
  readonly verb?: string;
  readonly id?: string;
  readonly title?: string;
  /** What the pressed button carries, with the inputs: tells apart those that have the same name and verb. */
  readonly data?: JsonObject;
}

/** The client would not have sent this press. */
export class ImpossiblePressError extends Error {
  override readonly name = 'ImpossiblePressError';
}

/** The one button that fits. @throws ImpossiblePressError when none or several do. */
export function chooseButton(card: JsonObject | undefined, choice: ButtonChoice): CardButton {
  if (card === undefined) throw new ImpossiblePressError('the message has no card');
  const pressable = fitting(card, choice);
  const [button] = pressable;
  if (button === undefined || pressable.length > 1) {
    throw new ImpossiblePressError(`${pressable.length} buttons fit, one must`);
  }
  return button;
}

/** Whether exactly one button fits. */
export function hasButton(card: JsonObject, choice: ButtonChoice): boolean {
  return fitting(card, choice).length === 1;
}

function fitting(card: JsonObject, choice: ButtonChoice): readonly CardButton[] {
  const named = buttonsOf(card).filter(
    ({ action }) =>
      (['verb', 'id', 'title'] as const).every(
        (key) => choice[key] === undefined || action[key] === choice[key],
      ) && ['Action.Execute', 'Action.Submit'].includes(textField(action, 'type') ?? ''),
  );
  const { data } = choice;
  return named.length < 2 || data === undefined ? named : named.filter((one) => carries(one, data));
}

function carries({ action }: CardButton, data: JsonObject): boolean {
  const own = action['data'];
  return isObject(own) && Object.entries(own).every(([key, value]) => data[key] === value);
}

/** The `Action.Submit` that a client without universal actions draws in place of the button. */
export function submitOf(action: JsonObject): JsonObject {
  if (action['type'] === 'Action.Submit') return action;
  const fallback = action['fallback'];
  if (isObject(fallback) && fallback['type'] === 'Action.Submit') return fallback;
  throw new ImpossiblePressError('the button has no Action.Submit as fallback');
}

function inputValues(
  inputs: readonly JsonObject[],
  given: Readonly<Record<string, string>>,
): JsonObject {
  const values: Record<string, string> = {};
  for (const input of inputs) {
    const id = textField(input, 'id');
    if (id === undefined) continue;
    const value = given[id] ?? standingValue(input);
    if (value !== undefined && value !== '') values[id] = value;
    else if (input['isRequired'] === true)
      throw new ImpossiblePressError(`${id} must be filled in`);
  }
  const unknown = Object.keys(given).filter((id) => !inputs.some((input) => input['id'] === id));
  if (unknown.length > 0) throw new ImpossiblePressError(`no input called ${unknown.join(', ')}`);
  return values;
}

function standingValue(input: JsonObject): string | undefined {
  const value = input['value'];
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value;
  return input['type'] === 'Input.Toggle' ? 'false' : undefined;
}

/** The button's data with the values of its inputs put over them. */
export function dataOf(
  action: JsonObject,
  inputs: readonly JsonObject[],
  given: Readonly<Record<string, string>>,
): unknown {
  const data = action['data'];
  const values = inputValues(inputs, given);
  if (isObject(data) || data === undefined) return { ...data, ...values };
  return data;
}

/** An action as the client sends it. */
export function sentAction(action: JsonObject, data: unknown): JsonObject {
  const { type, title, id, verb } = action;
  const all = Object.entries({ type, title, id, verb, data });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}
