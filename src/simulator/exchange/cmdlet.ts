import type { SimulatorContext } from '../context.js';
import type { FaultPlace } from '../faults.js';
import type { Rows } from '../scenario/tenant-source.js';
import type { TenantState } from '../tenant-state.js';
import { badParameter } from './failures.js';
import type { PropertyTypes } from './output.js';

export type ParameterKind =
  | 'identity'
  | 'text'
  | 'text-or-null'
  | 'size'
  | 'switch'
  /** A list; in its short form one string with commas. */
  | 'list'
  /** A list whose items may hold commas: a string alone is one item. */
  | 'texts'
  /** A whole number from 1. */
  | 'whole'
  /** ISO 8601, UTC unless it names an offset. */
  | 'date';
export type Parameters = Readonly<Record<string, unknown>>;

export interface CmdletCall {
  readonly context: SimulatorContext;
  readonly place: FaultPlace;
  readonly tenant: TenantState;
  /** Checked against the cmdlet's table. */
  readonly parameters: Parameters;
}

export type CmdletResult =
  | {
      readonly kind: 'rows';
      readonly rows: Rows<object>;
      /** Shown instead of the cmdlet's own. */
      readonly properties?: PropertyTypes;
      readonly warnings?: readonly string[];
    }
  | { readonly kind: 'written'; readonly changed: boolean };

export interface Cmdlet {
  readonly parameters: Readonly<Record<string, ParameterKind>>;
  readonly required?: readonly string[];
  /** What role it takes to change things with it; a cmdlet without only reads. */
  readonly writes?: 'recipients' | 'security';
  /** It has limits of its own, so ResultSize isn't applied to its rows. */
  readonly limitsItself?: true;
  readonly properties: PropertyTypes;
  /** OData type of a row, for the context line of the answer. */
  readonly entity: string;
  /** @throws CmdletFailure */
  run(call: CmdletCall): CmdletResult;
}

const CHECKS: Readonly<Record<ParameterKind, (value: unknown) => boolean>> = {
  identity: (value) => value === null || typeof value === 'string',
  text: (value) => typeof value === 'string',
  'text-or-null': (value) => value === null || typeof value === 'string',
  size: (value) => value === 'Unlimited' || /^[1-9]\d*$/.test(String(value)),
  switch: (value) => typeof value === 'boolean',
  list: (value) => listOf(value) !== undefined,
  texts: (value) => textsOf(value) !== undefined,
  whole: (value) => /^[1-9]\d{0,8}$/.test(String(value)),
  date: (value) => dateOf(value) !== undefined,
};

/** @throws CmdletFailure for a value of the wrong type or a required parameter that isn't there. */
export function checkParameters(name: string, cmdlet: Cmdlet, parameters: Parameters): void {
  for (const [parameter, value] of Object.entries(parameters)) {
    const kind = cmdlet.parameters[parameter];
    if (kind !== undefined && !CHECKS[kind](value)) {
      throw badParameter(`Cannot process argument transformation on parameter '${parameter}'.`);
    }
  }
  const missing = cmdlet.required?.find((parameter) => parameters[parameter] === undefined);
  if (missing !== undefined) {
    throw badParameter(
      `Cannot process command '${name}' because parameter '${missing}' is missing.`,
    );
  }
}

/** A multi-valued parameter, also in its short form of one string with commas. */
export function listOf(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return value.split(',').map((item) => item.trim());
  if (!Array.isArray(value)) return undefined;
  const items: unknown[] = value;
  return items.every((item) => typeof item === 'string') ? items : undefined;
}

/** A multi-valued parameter whose items are taken as they are. */
export function textsOf(value: unknown): readonly string[] | undefined {
  return typeof value === 'string' ? [value] : listOf(value);
}

const DATE =
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

/** Milliseconds since the epoch; undefined for what isn't a date. */
export function dateOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !DATE.test(value)) return undefined;
  const text = value.replace(' ', 'T');
  const hasZone = text.length === 10 || /(?:Z|[+-]\d{2}:\d{2})$/.test(text);
  const ms = Date.parse(hasZone ? text : `${text}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** How many rows the caller wants; 1,000 unless it says otherwise. */
export function resultSize(parameters: Parameters): number {
  const size = parameters['ResultSize'];
  if (size === undefined) return 1000;
  return size === 'Unlimited' ? Number.POSITIVE_INFINITY : Number(size);
}

export function text(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  return typeof value === 'string' ? value : undefined;
}
