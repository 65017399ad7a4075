import type { TenantState } from '../tenant-state.js';
import { listOf, text } from './cmdlet.js';
import type { Parameters } from './cmdlet.js';
import { badParameter } from './failures.js';

/**
 * The values that a parameter lets through, in lower case; undefined when it isn't given.
 * @throws CmdletFailure for a value that isn't known
 */
export function choicesOf(
  parameters: Parameters,
  name: string,
  known: readonly string[],
): ReadonlySet<string> | undefined {
  const chosen = lowerCased(parameters, name);
  const names = new Set(known.map((item) => item.toLowerCase()));
  const foreign = [...(chosen ?? [])].find((item) => !names.has(item));
  if (foreign !== undefined) {
    throw badParameter(
      `Cannot convert a value of '${name}'. Possible values: ${known.join(', ')}.`,
    );
  }
  return chosen;
}

/** One value of several that are known, in its usual writing. @throws CmdletFailure */
export function choiceOf<T extends string>(
  parameters: Parameters,
  name: string,
  known: readonly T[],
): T | undefined {
  const value = text(parameters, name)?.toLowerCase();
  if (value === undefined) return undefined;
  const chosen = known.find((item) => item.toLowerCase() === value);
  if (chosen !== undefined) return chosen;
  throw badParameter(`Cannot convert a value of '${name}'. Possible values: ${known.join(', ')}.`);
}

export function lowerCased(parameters: Parameters, name: string): ReadonlySet<string> | undefined {
  const items = listOf(parameters[name]);
  return items === undefined ? undefined : new Set(items.map((item) => item.toLowerCase()));
}

/**
 * The accepted domains that `-Domain` names, in lower case; undefined for all of them. Assumption: another domain is an
 * error, not an empty answer.
 * @throws CmdletFailure
 */
export function domainsOf(
  { acceptedDomains }: TenantState,
  parameters: Parameters,
): ReadonlySet<string> | undefined {
  const known = [...acceptedDomains.map(({ DomainName }) => DomainName), 'All'];
  const chosen = choicesOf(parameters, 'Domain', known);
  return chosen?.has('all') === true ? undefined : chosen;
}

/** Whether a filter that may be absent lets the value through. */
export function lets(filter: ReadonlySet<string> | undefined, value: string): boolean {
  return filter === undefined || filter.has(value.toLowerCase());
}
